import type { Unclear } from '../../command.ts';
import type { Reason } from '../../reason.ts';
import type { StaffMember } from '../../staff.ts';
import type { Decision, Facts, Step } from '../decision.ts';
import { confirmation } from './letters.ts';

/** Nobody is asked more often than that in an hour; the rest stands in his list. A forger must not fill his mailbox. */
const MOST_ASKS = 10;

/**
 * Nothing of the mail leaves. The person whose address it bears is asked at once, at his registered address and nowhere
 * else, and one word in the answer sends it or drops it.
 */
export function hold(
  facts: Facts,
  member: StaffMember | null,
  reasons: readonly Reason[],
  unclear: readonly Unclear[] = reasons.map(({ detail }) => ({ line: 'Your mail', problem: `was held: ${detail}` })),
  further: readonly Step[] = [],
): Decision {
  const number = facts.threading.outcome === 'join' && facts.request ? facts.request.number : null;
  const held: Step = { do: 'event', kind: 'staff-mail-held', actor: member?.address ?? 'unknown', reasons, data: {} };
  return {
    disposition: 'quarantined',
    reasons,
    request: number === null ? null : { number },
    steps: [...(number === null ? [] : [held]), ...ask(facts, member, unclear), ...further],
  };
}

/** Held because lines of it were not understood. */
export function holdUnclear(facts: Facts, member: StaffMember, lines: readonly Unclear[]): Decision {
  return hold(facts, member, lines.map(unclearReason), lines);
}

function unclearReason({ line, problem }: Unclear): Reason {
  return { code: 'unclear-command', detail: `${line}: ${problem}`, source: 'commands' };
}

function ask(facts: Facts, member: StaffMember | null, unclear: readonly Unclear[]): Step[] {
  if (member === null || facts.answer.askedLately >= MOST_ASKS) return [];
  const mail = confirmation(facts, member, { held: true, unclear });
  return [{ do: 'mail', mail: { ...mail, asks: { kind: 'held', intake: facts.answer.intake } } }];
}
