import { sql } from 'kysely';
import type { Combining, Storm } from '../requests/decide/decision.ts';
import { isLate } from '../requests/decide/acknowledge.ts';
import { domainOf } from '../requests/address.ts';
import type { Request } from '../requests/request.ts';
import type { NewDelivery } from './deliveries.ts';
import type { Reader, Transaction } from './store.ts';

/** Acknowledgements that were made lately: what the budgets count. */
export type Acknowledged = {
  /** Those to a counted address within a day. */
  readonly acknowledged: Map<string, Temporal.Instant[]>;
  /** How many went to a domain, and for a mailbox, within 10 minutes. */
  readonly acknowledgedDomains: Map<string, number>;
  readonly acknowledgedMailboxes: Map<string, number>;
  /** Those of mail older than an hour that were made in the last minute. */
  lateAcknowledgements: number;
  /** Combined ones that wait, by counted address. */
  readonly combining: Map<string, Combining>;
};

/** Counts one that a batch has just made. */
export function countAcknowledgement(
  facts: Acknowledged,
  { countedRcpt, reasons, dueAt }: NewDelivery,
  about: Request | null,
  now: Temporal.Instant,
): void {
  facts.acknowledged.set(countedRcpt, [...(facts.acknowledged.get(countedRcpt) ?? []), now]);
  const has = (code: string): boolean => reasons.some((reason) => reason.code === code);
  if (has('combined') && about) {
    const { number, subject } = about;
    const requests = [...(facts.combining.get(countedRcpt)?.requests ?? []), { number, subject }];
    facts.combining.set(countedRcpt, { dueAt, requests });
  }
  if (about && !has('too-old') && isLate(about.openedAt, now)) facts.lateAcknowledgements += 1;
  countOne(facts.acknowledgedDomains, domainOf(countedRcpt), 1);
  if (about) countOne(facts.acknowledgedMailboxes, about.mailbox, 1);
}

function countOne(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

/** How many acknowledgements were made within 10 minutes, by the recipient's domain and by mailbox. */
export async function acknowledgedLately(
  reader: Reader,
  now: Temporal.Instant,
): Promise<Pick<Acknowledged, 'acknowledgedDomains' | 'acknowledgedMailboxes'>> {
  const rows = await reader
    .selectFrom('delivery')
    .innerJoin('request', 'request.number', 'delivery.request_number')
    .select(({ fn }) => [
      sql<string>`split_part(delivery.counted_rcpt, '@', 2)`.as('domain'),
      'request.mailbox',
      fn.countAll<number>().as('count'),
    ])
    .where('delivery.kind', '=', 'acknowledgement')
    .where('delivery.state', 'not in', ['suppressed', 'cancelled'])
    .where('delivery.created_at', '>', now.subtract({ minutes: 10 }))
    .groupBy(['domain', 'request.mailbox'])
    .execute();
  const lately = { acknowledgedDomains: new Map<string, number>(), acknowledgedMailboxes: new Map<string, number>() };
  for (const { domain, mailbox, count } of rows) {
    countOne(lately.acknowledgedDomains, domain, count);
    countOne(lately.acknowledgedMailboxes, mailbox, count);
  }
  return lately;
}

/** The latest, of those that one acknowledgement stands for: more it does not name. */
const MOST_NAMED = 100;

/** Combined acknowledgements that wait for the end of their window, by counted address. */
export async function combining(
  transaction: Transaction,
  addresses: ReadonlySet<string>,
): Promise<Map<string, Combining>> {
  if (addresses.size === 0) return new Map();
  // `lateral … limit`: a plain join is planned as a scan of all deliveries for each step (320 ms a batch instead of 5).
  const { rows } = await sql<{
    counted_rcpt: string;
    due_at: Temporal.Instant;
    number: number;
    subject: string;
  }>`
    select newest.counted_rcpt, newest.due_at, r.number, r.subject
      from delivery newest
     cross join lateral (
       with recursive one as (
         select newest.mail_id, newest.request_number
          union all
         select older.mail_id, older.request_number from one,
                lateral (select mail_id, request_number from delivery where combined_in = one.mail_id limit ${MOST_NAMED}) older
       )
       select request_number from one limit ${MOST_NAMED}
     ) named
      join request r on r.number = named.request_number
     where newest.kind = 'acknowledgement' and newest.state = 'queued' and newest.reasons @> '[{"code": "combined"}]'
       and newest.counted_rcpt = any (${[...addresses]})
     order by r.number`.execute(transaction);
  return new Map(
    Map.groupBy(rows, (row) => row.counted_rcpt)
      .entries()
      .map(([address, of]) => [
        address,
        { dueAt: of[0]!.due_at, requests: of.map(({ number, subject }) => ({ number, subject })) },
      ]),
  );
}

/** How many acknowledgements of mail older than an hour were made in the last minute. Those that the breaker holds count too, so that it stays open as long as the burst lasts. */
export async function lateAcknowledgements(reader: Reader, now: Temporal.Instant): Promise<number> {
  const row = await reader
    .selectFrom('delivery')
    .innerJoin('request', 'request.number', 'delivery.request_number')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('delivery.kind', '=', 'acknowledgement')
    .where('delivery.created_at', '>', now.subtract({ minutes: 1 }))
    .where('delivery.state', '<>', 'suppressed')
    .where(sql<boolean>`not delivery.reasons @> '[{"code": "too-old"}]'`)
    .where(sql<boolean>`request.opened_at <= delivery.created_at - interval '1 hour'`)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Up to so many mails of unauthenticated senders in ten minutes nobody asks what is usual; no limit may be lower. */
const FEW = 10;

/** How much mail of unauthenticated senders came in the last ten minutes, against ten times what is usual in a week. */
export async function storm(reader: Reader, now: Temporal.Instant): Promise<Storm> {
  const mails = await unproven(reader, now.subtract({ minutes: 10 }));
  if (mails <= FEW) return { mails, usual: 0, told: false };
  const usual = await medianOfTenMinutes(reader, now);
  const told = await reader
    .selectFrom('event')
    .select('id')
    .where('kind', '=', 'storm')
    .where('at', '>', now.subtract({ hours: 1 }))
    .limit(1)
    .executeTakeFirst();
  return { mails, usual, told: told !== undefined };
}

async function unproven(reader: Reader, since: Temporal.Instant): Promise<number> {
  const row = await reader
    .selectFrom('message')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('direction', '=', 'in')
    .where('authentication', 'in', ['fail', 'none'])
    .where('received_at', '>', since)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** The median over all 1,008 stretches of ten minutes of the week before; most desks have most of them empty. */
async function medianOfTenMinutes(reader: Reader, now: Temporal.Instant): Promise<number> {
  const rows = await reader
    .selectFrom('message')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('direction', '=', 'in')
    .where('authentication', 'in', ['fail', 'none'])
    .where('received_at', '>', now.subtract({ hours: 7 * 24 }))
    .where('received_at', '<=', now.subtract({ minutes: 10 }))
    .groupBy(sql`floor(extract(epoch from received_at) / 600)`)
    .execute();
  const busy = rows.map(({ count }) => count).toSorted((a, b) => b - a);
  return busy[WEEK / 2] ?? 0;
}

const WEEK = 7 * 24 * 6;
