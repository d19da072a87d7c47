import { sql } from 'kysely';
import { canonicalAddress } from '../requests/address.ts';
import type { NoticeCount, Step } from '../requests/decide/decision.ts';
import type { ListedRequest } from '../requests/desk-list.ts';
import { NOTICE_WINDOW, noticesNow } from '../requests/decide/fold.ts';
import { listedRequests } from './desk-list.ts';
import type { Reader, Transaction } from './store.ts';

/** Notices to staff: how many each had, and which wait to be told in one list. */
export type Noticed = {
  readonly notices: Map<string, NoticeCount>;
};

/** Who was told, and whom a list will tell of what. */
export type NoticeEntries = {
  readonly noticed: Set<string>;
  readonly folded: { readonly address: string; readonly requestNumber: number }[];
};

export async function noticeCounts(reader: Reader): Promise<Map<string, NoticeCount>> {
  const rows = await reader.selectFrom('staff_notices').selectAll().execute();
  return new Map(rows.map(({ address, since, notices }) => [address, { since, notices }]));
}

/** Counts what a step tells a colleague at once. What is folded takes no room: a storm must not use up that of what is critical. */
export function noteNotice(
  { notices }: Noticed,
  { noticed }: Pick<NoticeEntries, 'noticed'>,
  step: Step,
  now: Temporal.Instant,
): void {
  const address = toldBy(step);
  if (address === null) return;
  const before = notices.get(address);
  const count = noticesNow(before, now);
  notices.set(address, { since: count === 0 || !before ? now : before.since, notices: count + 1 });
  noticed.add(address);
}

function toldBy(step: Step): string | null {
  if (step.do !== 'mail' || step.mail.content.kind !== 'notification') return null;
  return canonicalAddress(step.mail.to.address);
}

/** Writes the counts of those who were told anything, and what waits for the list. */
export async function writeNotices(
  transaction: Transaction,
  { notices }: Noticed,
  { noticed, folded }: NoticeEntries,
  now: Temporal.Instant,
): Promise<void> {
  const counts = [...noticed].flatMap((address) => {
    const count = notices.get(address);
    return count ? [{ address, ...count }] : [];
  });
  if (counts.length > 0)
    await transaction
      .insertInto('staff_notices')
      .values(counts)
      .onConflict((conflict) =>
        conflict
          .column('address')
          .doUpdateSet({ since: (eb) => eb.ref('excluded.since'), notices: (eb) => eb.ref('excluded.notices') }),
      )
      .execute();
  if (folded.length > 0)
    await transaction
      .insertInto('folded_notice')
      .values(folded.map(({ address, requestNumber }) => ({ address, request_number: requestNumber, at: now })))
      .onConflict((conflict) =>
        // The first time counts: whoever writes on and on about one matter must not put off the list of all.
        conflict.columns(['address', 'request_number']).doNothing(),
      )
      .execute();
}

/** A list that is due: for whom, under which name it is told once, and of what. */
export type DueList = { readonly address: string; readonly key: string; readonly count: number };

/** A storm is over when nothing came for so long. */
const QUIET: Temporal.DurationLike = { seconds: 30 };
const WINDOW_MS = 600_000;

/** Whose list is due: the storm is over, or has lasted for a window; and at most one list in a window. */
export async function dueLists(reader: Reader, now: Temporal.Instant): Promise<DueList[]> {
  const rows = await reader
    .selectFrom('folded_notice')
    .select(({ fn }) => [
      'address',
      fn.min('at').as('first'),
      fn.max('at').as('last'),
      fn.countAll<number>().as('count'),
    ])
    .groupBy('address')
    .execute();
  const due = rows
    .filter(({ first, last }) => isOver(first, NOTICE_WINDOW, now) || isOver(last, QUIET, now))
    .map(({ address, count }) => ({ address, key: keyOf(address, now), count }));
  if (due.length === 0) return [];
  const told = await reader
    .selectFrom('event')
    .select(sql<string>`data ->> 'deadline'`.as('key'))
    .where('request_number', 'is', null)
    .where('kind', '=', 'fired')
    .where(sql`data ->> 'deadline'`, '=', sql<string>`any(${due.map(({ key }) => key)})`)
    .execute();
  const keys = new Set(told.map(({ key }) => key));
  return due.filter(({ key }) => !keys.has(key));
}

function isOver(at: Temporal.Instant, span: Temporal.DurationLike, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(at.add(span), now) <= 0;
}

function keyOf(address: string, now: Temporal.Instant): string {
  return `notices/${address}/${Math.floor(now.epochMilliseconds / WINDOW_MS)}`;
}

/** Takes what waits for one colleague; the caller's transaction tells it. */
export async function takeFolded(transaction: Transaction, address: string): Promise<ListedRequest[]> {
  const rows = await transaction
    .deleteFrom('folded_notice')
    .where('address', '=', address)
    .returning('request_number')
    .execute();
  return listedRequests(
    transaction,
    rows.map(({ request_number }) => request_number),
  );
}
