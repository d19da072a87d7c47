import { sql } from 'kysely';
import type { DeliveryState } from '../requests/delivery.ts';
import { domainOf } from '../requests/address.ts';
import { routesInTrouble } from './route-state.ts';
import type { Reader, Transaction } from './store.ts';

/** The outbound queue as people see it. */
export type QueueFilter = { readonly states: readonly DeliveryState[] | null; readonly limit: number };

export async function listQueue(reader: Reader, { states, limit }: QueueFilter, now: Temporal.Instant) {
  const troubles = await routesInTrouble(reader, now);
  const rows = await reader
    .selectFrom('delivery')
    .select([
      'id',
      'kind',
      'request_number',
      'rcpt',
      'state',
      'attempts',
      'due_at',
      'mail_id',
      'last_error',
      'unknown_outcomes',
      'reasons',
      'waits_for',
      sql<boolean>`exists (select from delivery e where e.request_number = delivery.request_number and e.rcpt = delivery.rcpt
                              and e.id < delivery.id and e.state in ('queued', 'sending'))`.as('has_earlier'),
    ])
    .where((eb) => (states === null ? eb.lit(true) : eb('state', 'in', states)))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    request: row.request_number,
    to: row.rcpt,
    state: row.state,
    attempts: row.attempts,
    dueAt: row.due_at.toString(),
    messageId: row.mail_id,
    lastError: row.last_error,
    unknownOutcomes: row.unknown_outcomes,
    reasons: row.reasons,
    waitsFor: waitsFor(row, troubles),
  }));
}

type Troubles = Awaited<ReturnType<typeof routesInTrouble>>;

/** Why a mail has not left: the most that has to happen first. */
function waitsFor(
  row: {
    readonly state: DeliveryState;
    readonly rcpt: string;
    readonly waits_for: 'route' | 'domain' | null;
    readonly has_earlier: boolean;
  },
  troubles: Troubles,
): string | null {
  if (row.state === 'held') return 'a person';
  if (row.state !== 'queued') return null;
  if (row.has_earlier) return 'an earlier mail of its request';
  switch (row.waits_for) {
    case 'domain':
      return `its recipient's domain (${domainOf(row.rcpt)})`;
    case 'route':
      return ['the way out', ...troubles.map(routeInWords)].join('; ');
    case null:
      return 'its time';
  }
}

/** "smtp is left alone until 09:00:30: 421 4.3.2 busy". */
function routeInWords({ name, error, again }: Troubles[number]): string {
  return `${name} is left alone until ${again.toString({ smallestUnit: 'second' }).slice(11, 19)} UTC: ${error}`;
}

/** Counts by state, the age of the oldest due one in seconds, and how many were accepted in the last hour. */
export async function queueStats(reader: Reader, now: Temporal.Instant) {
  const counts = await reader
    .selectFrom('delivery')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  const oldest = await reader
    .selectFrom('delivery')
    .select('due_at')
    .where('state', 'in', ['queued', 'sending'])
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  const lastHour = await reader
    .selectFrom('delivery')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('accepted_at', '>', now.subtract({ hours: 1 }))
    .executeTakeFirstOrThrow();
  return {
    counts: Object.fromEntries(counts.map((row) => [row.state, row.count])),
    oldestDueSeconds: oldest ? Math.round(now.since(oldest.due_at).total('seconds')) : null,
    acceptedLastHour: lastHour.count,
  };
}

/** What was composed in the shadow never leaves, by nobody's mistake. */
export const NOT_SHADOWED = sql<boolean>`not delivery.reasons @> '[{"code": "shadow"}]'`;

/** Sends a failed, held or waiting delivery now. Returns whether there was one to send. */
export async function retryDelivery(transaction: Transaction, id: number, now: Temporal.Instant): Promise<boolean> {
  const result = await transaction
    .updateTable('delivery')
    .set({ state: 'queued', due_at: now, settled_at: null })
    .where('id', '=', id)
    .where('state', 'in', ['failed', 'held', 'queued', 'bounced'])
    .where(NOT_SHADOWED)
    .executeTakeFirst();
  await sql`select pg_notify('replydesk_delivery', '')`.execute(transaction);
  return result.numUpdatedRows > 0n;
}

/** Sends all that is held for a reason, such as `late-burst`. Returns how many. */
export async function retryHeld(transaction: Transaction, code: string, now: Temporal.Instant): Promise<number> {
  const result = await transaction
    .updateTable('delivery')
    .set({ state: 'queued', due_at: now })
    .where('state', '=', 'held')
    .where(sql<boolean>`reasons @> ${JSON.stringify([{ code }])}::jsonb`)
    .where(NOT_SHADOWED)
    .executeTakeFirst();
  await sql`select pg_notify('replydesk_delivery', '')`.execute(transaction);
  return Number(result.numUpdatedRows);
}

/** Cancels a delivery that did not leave yet. Returns whether there was one. */
export async function cancelDelivery(transaction: Transaction, id: number, now: Temporal.Instant): Promise<boolean> {
  const result = await transaction
    .updateTable('delivery')
    .set({ state: 'cancelled', settled_at: now })
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'held'])
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Cancels all that is held for a reason. Returns how many. */
export async function cancelHeld(transaction: Transaction, code: string, now: Temporal.Instant): Promise<number> {
  const result = await transaction
    .updateTable('delivery')
    .set({ state: 'cancelled', settled_at: now })
    .where('state', '=', 'held')
    .where(sql<boolean>`reasons @> ${JSON.stringify([{ code }])}::jsonb`)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** What a person held. */
const BY_HAND = { code: 'by-hand', detail: 'somebody holds it', source: 'queue hold' };

/** Keeps a delivery that did not leave yet until somebody lets it go. Returns whether there was one. */
export async function holdDelivery(transaction: Transaction, id: number): Promise<boolean> {
  const result = await transaction
    .updateTable('delivery')
    .set({ state: 'held', reasons: sql<string>`${JSON.stringify([BY_HAND])}::jsonb || reasons` })
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Lets a held delivery go, at its time. Returns whether there was one. */
export async function releaseDelivery(transaction: Transaction, id: number): Promise<boolean> {
  const result = await transaction
    .updateTable('delivery')
    .set({ state: 'queued' })
    .where('id', '=', id)
    .where('state', '=', 'held')
    .where(NOT_SHADOWED)
    .executeTakeFirst();
  await sql`select pg_notify('replydesk_delivery', '')`.execute(transaction);
  return result.numUpdatedRows > 0n;
}
