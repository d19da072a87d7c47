import { staffByAddress } from '../../staff.ts';
import { wordsFor, type Words } from '../../staff-words.ts';
import type { Decision, Facts, Step } from '../decision.ts';
import { answer } from './answer.ts';
import { confirmation } from './letters.ts';
import { afterAnswer } from './carry-out.ts';
import { requestOf } from './start.ts';

/**
 * Somebody let a held mail pass and answers it in the same breath. The answer takes the place of the acknowledgement. Where the
 * mail turns out to be nothing that can be answered, the writer gets his words back.
 */
export function withAnswer(facts: Facts, decision: Decision): Decision {
  const { releasedBy, releasedAnswer: text } = facts.answer;
  const member = releasedBy === null ? null : staffByAddress(facts.firm.staff, releasedBy);
  if (text === null || member === null) return decision;
  const request = requestIn(facts, decision);
  if (request === null || decision.disposition !== 'filed')
    return {
      ...decision,
      steps: [
        ...decision.steps,
        { do: 'mail', mail: confirmation(facts, member, notSent(text, wordsFor(facts.firm, member))) },
      ],
    };
  const after = afterAnswer(facts, request, member);
  const participants = [...facts.participants, ...joining(decision)];
  const relayed = answer(
    { ...facts, participants },
    request,
    member,
    { text, closing: false, promisedAt: null, wordsOnly: true },
    false,
  );
  const { state, owner, firstResponseAt } = after;
  return {
    ...decision,
    steps: [
      ...decision.steps.map(withoutAcknowledgement),
      ...relayed,
      { do: 'change', changes: { state, owner, firstResponseAt } },
    ],
  };
}

function requestIn({ request, letter }: Facts, { request: concerned }: Decision) {
  if (concerned === null) return null;
  return 'open' in concerned ? requestOf(concerned.open, letter.receivedAt) : request;
}

/** Those whom the client put in Cc. */
function joining({ steps }: Decision): Facts['participants'] {
  return steps.flatMap((step) => (step.do === 'participant' ? [{ ...step.address, role: step.role }] : []));
}

function notSent(text: string, { problem }: Words) {
  return {
    unclear: [{ line: text.slice(0, 200), problem: problem.notSent }],
  };
}

function withoutAcknowledgement(step: Step): Step {
  if (step.do !== 'mail' || step.mail.content.kind !== 'acknowledgement' || step.mail.state === 'suppressed')
    return step;
  const reasons = [{ code: 'answered-at-once', detail: 'the answer itself went out instead', source: 'staff by mail' }];
  return { do: 'mail', mail: { ...step.mail, state: 'suppressed', reasons } };
}
