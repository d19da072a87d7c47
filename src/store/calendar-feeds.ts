import type { Reader, Transaction } from './store.ts';

/** The last good copy of an iCalendar feed, and when it was last asked for. */
export type FeedCopy = {
  readonly url: string;
  readonly octets: string;
  readonly etag: string | null;
  readonly checkedAt: Temporal.Instant;
  readonly problem: string | null;
};

/** The copies of these feeds; one that never arrived has none. */
export async function feedCopies(reader: Reader, urls: readonly string[]): Promise<readonly FeedCopy[]> {
  if (urls.length === 0) return [];
  const rows = await reader.selectFrom('calendar_feed').selectAll().where('url', 'in', urls).orderBy('url').execute();
  return rows.map((row) => ({
    url: row.url,
    octets: row.octets,
    etag: row.etag,
    checkedAt: row.checked_at,
    problem: row.problem,
  }));
}

/** Keeps a copy that was read and found good. */
export async function keepCopy(
  transaction: Transaction,
  { url, octets, etag }: Pick<FeedCopy, 'url' | 'octets' | 'etag'>,
  now: Temporal.Instant,
): Promise<void> {
  const copy = { octets, etag, fetched_at: now, checked_at: now, problem: null };
  await transaction
    .insertInto('calendar_feed')
    .values({ url, ...copy })
    .onConflict((conflict) => conflict.column('url').doUpdateSet(copy))
    .execute();
}

/** Notes that a feed was asked for and brought nothing new; the last good copy stays. */
export async function noteChecked(
  transaction: Transaction,
  url: string,
  problem: string | null,
  now: Temporal.Instant,
): Promise<void> {
  await transaction
    .insertInto('calendar_feed')
    .values({ url, octets: '', etag: null, fetched_at: now, checked_at: now, problem })
    .onConflict((conflict) => conflict.column('url').doUpdateSet({ checked_at: now, problem }))
    .execute();
}
