import { canonicalAddress } from '../address.ts';
import type { Priority } from '../policy.ts';
import type { StaffMember } from '../staff.ts';
import type { Facts, NoticeCount, Step } from './decision.ts';

/**
 * Notices in a storm. Whoever got as many notices of clients' mails as the budget allows within ten minutes gets one list of
 * the others, so that ten thousand mails to the desk are not ten thousand mails to each of its people.
 */
export const NOTICE_WINDOW: Temporal.DurationLike = { minutes: 10 };

/** Whether this colleague is told in a list. */
export function isFlooded(facts: Facts, member: StaffMember, priority: Priority): boolean {
  const { counts, firm, now } = facts;
  const limit = firm.budgets.noticesPerTenMinutes * roomFor(facts, priority);
  return noticesNow(counts.notices?.get(canonicalAddress(member.address)), now) >= limit;
}

/** What is critical may take as much room again; and once more where its sender is proven, since anybody can write "urgent". */
function roomFor({ letter }: Facts, priority: Priority): number {
  if (priority !== 'critical') return 1;
  return letter.recognition.authentication.verdict === 'pass' ? 3 : 2;
}

/** How many there were in the window that is open now. */
export function noticesNow(count: NoticeCount | undefined, now: Temporal.Instant): number {
  if (count === undefined || Temporal.Instant.compare(count.since.add(NOTICE_WINDOW), now) <= 0) return 0;
  return count.notices;
}

/** They will hear of it in a list, and the log says why. */
export function foldedNotices({ firm }: Facts, members: readonly StaffMember[]): Step[] {
  if (members.length === 0) return [];
  const limit = firm.budgets.noticesPerTenMinutes;
  const detail = `more than ${limit} notices within 10 minutes: ${members.map(({ name }) => name).join(', ')} will be told in one list`;
  return [
    ...members.map(({ address }): Step => ({ do: 'fold', member: canonicalAddress(address) })),
    {
      do: 'event',
      kind: 'notice-folded',
      actor: 'replydesk',
      reasons: [{ code: 'many-notices', detail, source: 'budgets.noticesPerTenMinutes' }],
      data: { to: members.map(({ address }) => address) },
    },
  ];
}
