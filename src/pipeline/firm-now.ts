import { canonicalAddress } from '../requests/address.ts';
import type { Firm } from '../requests/decide/decision.ts';
import { absentNow } from '../store/absences.ts';
import type { Reader } from '../store/store.ts';

/** The firm as it is at this moment: who is away is not in the configuration, and changes while the desk runs. */
export async function firmNow<F extends Pick<Firm, 'staff'>>(
  reader: Reader,
  firm: F,
  now: Temporal.Instant,
): Promise<F> {
  const absent = await absentNow(reader, now);
  if (absent.size === 0) return firm;
  const awayUntil = (address: string): Temporal.Instant | null => absent.get(canonicalAddress(address)) ?? null;
  return { ...firm, staff: firm.staff.map((member) => ({ ...member, awayUntil: awayUntil(member.address) })) };
}
