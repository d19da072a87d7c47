import { canonicalAddress } from '../../address.ts';
import type { Reason } from '../../reason.ts';
import { staffByAddress, type StaffMember } from '../../staff.ts';
import type { Facts } from '../decision.ts';

/** Whether a mail that bears a staff address may speak for the desk. */
export type Power =
  | { readonly kind: 'granted'; readonly member: StaffMember }
  | { readonly kind: 'held'; readonly member: StaffMember | null; readonly reasons: readonly Reason[] };

/** A token of a request that nobody touched for so long proves nobody any more. */
const TOKEN_EXPIRES_HOURS = 180 * 24;

/** Pass grants; none or unknown needs the person's own token; fail is held, whatever else (contract, "Configuration"). */
export function powerOf(facts: Facts): Power {
  const { letter, firm, answer } = facts;
  const { author, authentication } = letter.recognition;
  const from =
    author ?? letter.message.from.find((one) => staffByAddress(firm.staff, one.address)) ?? letter.message.from[0];
  const member = from ? staffByAddress(firm.staff, from.address) : null;
  if (answer.releasedBy !== null) {
    const releasing = staffByAddress(firm.staff, answer.releasedBy);
    const writer = member ?? releasing;
    if (writer !== null) return { kind: 'granted', member: writer };
  }
  if (member === null) return borrowed(facts, from?.address ?? '');
  if (author === null) return held(member, 'sender-doubtful', 'it does not say clearly who wrote it');
  switch (authentication.verdict) {
    case 'pass':
      return { kind: 'granted', member };
    case 'fail':
      return held(member, 'authentication-failed', 'the mail fails the check of its sender');
    case 'none':
    case 'unknown':
      return provenByToken(facts, member);
  }
}

/** A token of this request, or of the mail of ours that it answers; either was made for this person alone. */
function provenByToken({ token, request, answer, firm, now }: Facts, member: StaffMember): Power {
  if (answer.question?.proven === true) return { kind: 'granted', member };
  const isOwn = token?.role === 'staff' && staffByAddress(firm.staff, token.participant) === member;
  if (!isOwn) return held(member, 'not-proven', 'nothing proves who wrote it: answer a notice of the desk');
  if (request !== null && !leadsTo(answer.others, token.request, request.number))
    return held(member, 'token-of-another', 'it was answered with the address of another request');
  const expired = request !== null && now.since(request.lastActivityAt).total('hours') > TOKEN_EXPIRES_HOURS;
  return expired
    ? held(member, 'token-expired', 'the notice that it answers is too old to prove who wrote it')
    : { kind: 'granted', member };
}

/** A request that was merged into another passes its tokens on. */
function leadsTo(requests: Facts['answer']['others'], from: number, to: number): boolean {
  let number: number | null = from;
  for (let steps = 0; number !== null && steps < 20; steps++) {
    if (number === to) return true;
    number = requests.get(number)?.request.mergedInto ?? null;
  }
  return false;
}

/** A staff member's token in the mail of somebody else: himself, from an address that we do not know, or a thief (CHN-2). */
function borrowed({ answer, firm }: Facts, from: string): Power {
  const owner = answer.tokenOf === null ? null : staffByAddress(firm.staff, answer.tokenOf);
  return owner === null
    ? held(null, 'not-staff', 'the sender is no staff member')
    : held(owner, 'unknown-address', `it came from ${from.slice(0, 200)}, which is not registered; was it you?`);
}

function held(member: StaffMember | null, code: string, detail: string): Power {
  return { kind: 'held', member, reasons: [{ code, detail, source: 'staff by mail' }] };
}

/** Whether two addresses are the same person's. */
export function isSamePerson(member: StaffMember, address: string): boolean {
  return [member.address, ...member.also].some((own) => canonicalAddress(own) === canonicalAddress(address));
}
