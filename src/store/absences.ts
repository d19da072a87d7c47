import type { Reader } from './store.ts';

/** Who of the staff is away, and until when: main addresses, canonical. `staff away` writes the rows. */
export async function absentNow(reader: Reader, now: Temporal.Instant): Promise<ReadonlyMap<string, Temporal.Instant>> {
  const rows = await reader
    .selectFrom('staff_absences')
    .select(['address', 'until'])
    .where('since', '<=', now)
    .where('until', '>', now)
    .orderBy('until')
    .execute();
  return new Map(rows.map(({ address, until }) => [address, until]));
}
