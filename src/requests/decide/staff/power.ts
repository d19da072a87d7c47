import { canonicalAddress } from '../../address.ts';
import { staffByAddress, type StaffMember } from '../../staff.ts';
import type { Facts } from '../decision.ts';
import type { Because } from './hold.ts';

/** Whether a mail that bears a staff address may speak for the desk. */
export type Power =
  | { readonly kind: 'granted'; readonly member: StaffMember }
  | { readonly kind: 'held'; readonly member: StaffMember | null; readonly because: Because };

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
  if (author === null) return held(member, 'sender-doubtful');
  switch (authentication.verdict) {
    case 'pass':
      return { kind: 'granted', member };
    case 'fail':
      return held(member, 'authentication-failed');
    case 'none':
    case 'unknown':
      return provenByToken(facts, member);
  }
}

/** A token of this request, or of the mail of ours that it answers; either was made for this person alone. */
function provenByToken({ token, request, answer, firm, now }: Facts, member: StaffMember): Power {
  if (answer.question?.proven === true) return { kind: 'granted', member };
  const isOwn = token?.role === 'staff' && staffByAddress(firm.staff, token.participant) === member;
  if (!isOwn) return held(member, answer.voidToken ? 'token-revoked' : 'not-proven');
  if (request !== null && !leadsTo(answer.others, token.request, request.number))
    return held(member, 'token-of-another');
  const expired = request !== null && now.since(request.lastActivityAt).total('hours') > TOKEN_EXPIRES_HOURS;
  return expired ? held(member, 'token-expired') : { kind: 'granted', member };
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
  return owner === null ? held(null, 'not-staff') : held(owner, 'unknown-address', from);
}

function held(member: StaffMember | null, code: Because['code'], about?: string): Power {
  return { kind: 'held', member, because: { code, ...(about === undefined ? {} : { about }) } };
}

/** Whether two addresses are the same person's. */
export function isSamePerson(member: StaffMember, address: string): boolean {
  return [member.address, ...member.also].some((own) => canonicalAddress(own) === canonicalAddress(address));
}
