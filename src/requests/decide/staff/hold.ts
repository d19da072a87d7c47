import type { Unclear } from '../../command.ts';
import type { Reason } from '../../reason.ts';
import type { StaffMember } from '../../staff.ts';
import { heldBecause, wordsFor, type HeldCode } from '../../staff-words.ts';
import { en } from '../../staff-words/en.ts';
import type { Decision, Facts, Step } from '../decision.ts';
import { confirmation } from './letters.ts';

/** Nobody is asked more often than that in an hour; the rest stands in his list. A forger must not fill his mailbox. */
const MOST_ASKS = 10;

/** Why a mail is held; `about`: the name, the address or the size of which the sentence speaks. */
export type Because = { readonly code: HeldCode; readonly about?: string };

/**
 * Nothing of the mail leaves. The person whose address it bears is asked at once, at his registered address and nowhere
 * else, and one word in the answer sends it or drops it.
 */
export function hold(
  facts: Facts,
  member: StaffMember | null,
  because: Because,
  further: readonly Step[] = [],
): Decision {
  const why = heldBecause(wordsFor(facts.firm, member), because.code, because.about);
  return held(facts, member, [reasonOf(because)], { why }, further);
}

/** Held because lines of it were not understood. */
export function holdUnclear(facts: Facts, member: StaffMember, unclear: readonly Unclear[]): Decision {
  return held(facts, member, unclear.map(unclearReason), { unclear }, []);
}

/** The record speaks English, as `why` does. */
function reasonOf({ code, about }: Because): Reason {
  const detail = heldBecause(en, code, about);
  return { code, detail, source: 'staff by mail', ...(about === undefined ? {} : { about }) };
}

function unclearReason({ line, problem }: Unclear): Reason {
  return { code: 'unclear-command', detail: `${line}: ${problem}`, source: 'commands' };
}

type Asking = { readonly why?: string; readonly unclear?: readonly Unclear[] };

function held(
  facts: Facts,
  member: StaffMember | null,
  reasons: readonly Reason[],
  asking: Asking,
  further: readonly Step[],
): Decision {
  const number = facts.threading.outcome === 'join' && facts.request ? facts.request.number : null;
  const event: Step = { do: 'event', kind: 'staff-mail-held', actor: member?.address ?? 'unknown', reasons, data: {} };
  return {
    disposition: 'quarantined',
    reasons,
    request: number === null ? null : { number },
    steps: [...(number === null ? [] : [event]), ...ask(facts, member, asking), ...further],
  };
}

function ask(facts: Facts, member: StaffMember | null, asking: Asking): Step[] {
  if (member === null || facts.answer.askedLately >= MOST_ASKS) return [];
  const mail = confirmation(facts, member, { held: true, ...asking });
  return [{ do: 'mail', mail: { ...mail, asks: { kind: 'held', intake: facts.answer.intake } } }];
}
