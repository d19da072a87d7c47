import type { Reader, Transaction } from './store.ts';

/** Who of the staff is away, and until when: main addresses, canonical. `staff away` writes the rows. */
export async function absentNow(reader: Reader, now: Temporal.Instant): Promise<ReadonlyMap<string, Temporal.Instant>> {
  const rows = await reader
    .selectFrom('staff_absence')
    .select(['address', 'until'])
    .where('since', '<=', now)
    .where('until', '>', now)
    .orderBy('until')
    .execute();
  return new Map(rows.map(({ address, until }) => [address, until]));
}

/** Somebody is away from now on, until then; what was noted before of that time counts no more. */
export async function goAway(
  transaction: Transaction,
  absence: { readonly address: string; readonly until: Temporal.Instant; readonly note: string | null },
  now: Temporal.Instant,
): Promise<void> {
  await comeBack(transaction, absence.address, now);
  await transaction
    .insertInto('staff_absence')
    .values({ ...absence, since: now })
    .execute();
}

/** Somebody is here again. Returns whether he was away. */
export async function comeBack(transaction: Transaction, address: string, now: Temporal.Instant): Promise<boolean> {
  const rows = await transaction
    .updateTable('staff_absence')
    .set({ until: now })
    .where('address', '=', address)
    .where('until', '>', now)
    .returning('address')
    .execute();
  return rows.length > 0;
}
