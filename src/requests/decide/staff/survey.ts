import { canonicalAddress, isAnswerable } from '../../address.ts';
import { isBefore } from '../../instant.ts';
import { addSpan } from '../../span.ts';
import type { Decision, Step } from '../decision.ts';
import { toClient } from './letters.ts';
import { event, sayMoment, type Done, type Problem, type View } from './view.ts';

/**
 * `#survey` asks the client how we did, in a mail of its own, whenever staff find the moment right; the policy still says how
 * often a client may be asked, the closing mails counted (CLS-2).
 */
export function askSurvey({ facts, member, request, words }: View): Done | Problem {
  const { policy, calendar } = facts.firm;
  if (policy.survey === null) return { problem: words.problem.noSurveys };
  if (!isAnswerable(request.client.address)) return { problem: words.problem.nowhereToAsk };
  const last = facts.answer.surveyed.get(canonicalAddress(request.client.address));
  const again = last && addSpan(calendar, last, policy.survey.atMostEvery);
  if (again && isBefore(facts.now, again))
    return { problem: words.problem.askedLately(sayMoment(again, facts, member)) };
  const content = { kind: 'answer', text: '', author: member.name, closing: false } as const;
  return {
    steps: [
      event('survey-asked', member),
      { do: 'mail', mail: { ...toClient(facts, request, content), asks: { kind: 'survey' } } },
    ],
    said: words.done.surveyed,
  };
}

/** One mail may ask on several lines, or on several requests of a client; he is asked once. */
export function surveyedOnce(decision: Decision): Decision {
  const asked = new Set<string>();
  const isFirst = (step: Step): boolean => {
    if (step.do !== 'mail' || step.mail.asks?.kind !== 'survey') return true;
    const client = canonicalAddress(step.mail.to.address);
    if (asked.has(client)) return false;
    asked.add(client);
    return true;
  };
  const steps = decision.steps.filter(isFirst);
  if (decision.more === undefined) return { ...decision, steps };
  return { ...decision, steps, more: decision.more.map((part) => ({ ...part, steps: part.steps.filter(isFirst) })) };
}
