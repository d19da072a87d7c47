import { sql } from 'kysely';
import type { DeliveryKind, DeliveryState } from '../requests/delivery.ts';
import type { Reason } from '../requests/reason.ts';
import type { Reader, Transaction, Writer } from './store.ts';

/** The outbound queue. A delivery is written in the transaction of its cause and claimed with a lease by whoever sends it. */
export type NewDelivery = {
  readonly kind: DeliveryKind;
  readonly requestNumber: number | null;
  readonly messageId: number | null;
  /** The Message-ID header, with angle brackets: the same on every try. */
  readonly mailId: string;
  /** The unique part of the Message-ID: how a report finds its delivery. */
  readonly token: string;
  readonly rcpt: string;
  readonly countedRcpt: string;
  readonly envelopeFrom: string;
  readonly octets: Buffer;
  readonly state: Extract<DeliveryState, 'queued' | 'held' | 'suppressed'>;
  readonly reasons: readonly Reason[];
  readonly dueAt: Temporal.Instant;
  readonly template: string | null;
};

export type ClaimedDelivery = {
  readonly id: number;
  readonly kind: DeliveryKind;
  readonly requestNumber: number | null;
  readonly mailId: string;
  readonly rcpt: string;
  readonly envelopeFrom: string;
  readonly octets: Buffer;
  readonly attempts: number;
  /** How often it went and nobody knows whether it arrived. */
  readonly unknownOutcomes: number;
  readonly createdAt: Temporal.Instant;
};

/** The channel on which a new delivery wakes the dispatchers of all processes. */
export const DELIVERY_CHANNEL = 'replydesk_delivery';

/** Adds deliveries and wakes the dispatchers when the transaction commits. */
export async function enqueue(
  transaction: Transaction,
  deliveries: readonly NewDelivery[],
  now: Temporal.Instant,
): Promise<void> {
  if (deliveries.length === 0) return;
  await transaction
    .insertInto('delivery')
    .values(
      deliveries.map((delivery) => ({
        kind: delivery.kind,
        request_number: delivery.requestNumber,
        message_id: delivery.messageId,
        mail_id: delivery.mailId,
        token: delivery.token,
        rcpt: delivery.rcpt,
        counted_rcpt: delivery.countedRcpt,
        envelope_from: delivery.envelopeFrom,
        octets: delivery.octets,
        state: delivery.state,
        reasons: JSON.stringify(delivery.reasons),
        created_at: now,
        first_due: delivery.dueAt,
        due_at: delivery.dueAt,
        settled_at: delivery.state === 'suppressed' ? now : null,
        template: delivery.template,
      })),
    )
    .execute();
  await combine(
    transaction,
    deliveries.filter(({ reasons }) => reasons.some(({ code }) => code === 'combined')),
    now,
  );
  await sql`select pg_notify(${DELIVERY_CHANNEL}, '')`.execute(transaction);
}

/** Of the combined acknowledgements to one sender only the newest is sent, since it names the others' requests, too. */
async function combine(
  transaction: Transaction,
  deliveries: readonly NewDelivery[],
  now: Temporal.Instant,
): Promise<void> {
  if (deliveries.length === 0) return;
  const waiting = sql`d.kind = 'acknowledgement' and d.state = 'queued' and d.reasons @> '[{"code": "combined"}]'`;
  await sql`
    with newest as (
      select distinct on (d.counted_rcpt) d.counted_rcpt, d.id, d.mail_id from delivery d
       where d.counted_rcpt = any(${deliveries.map(({ countedRcpt }) => countedRcpt)}) and ${waiting}
       order by d.counted_rcpt, d.id desc
    ), older as (
      update delivery d set state = 'suppressed', settled_at = ${now}, combined_in = newest.mail_id
        from newest where d.counted_rcpt = newest.counted_rcpt and d.id < newest.id and ${waiting}
      returning d.mail_id, newest.mail_id as combined_in
    )
    update delivery d set combined_in = older.combined_in from older where d.combined_in = older.mail_id`.execute(
    transaction,
  );
}

/**
 * Claims up to `limit` due deliveries for `holder`. Of the mails of one request to one recipient only the oldest
 * unsent is ever claimed, so an answer cannot overtake its acknowledgement.
 */
export async function claimDue(
  transaction: Writer,
  limit: number,
  holder: string,
  now: Temporal.Instant,
  leaseUntil: Temporal.Instant,
): Promise<ClaimedDelivery[]> {
  const { rows } = await sql<{
    id: number;
    kind: DeliveryKind;
    request_number: number | null;
    mail_id: string;
    rcpt: string;
    envelope_from: string;
    octets: Buffer;
    attempts: number;
    unknown_outcomes: number;
    created_at: Temporal.Instant;
  }>`
    update delivery set state = 'sending', attempts = attempts + 1, lease_until = ${leaseUntil}, lease_holder = ${holder}
     where id = any (array(
       select d.id from delivery d
        where d.state = 'queued' and d.due_at <= ${now}
          and not exists (select from delivery e where e.request_number = d.request_number and e.rcpt = d.rcpt
                             and e.id < d.id and e.state in ('queued', 'sending'))
        order by d.due_at, d.id
        limit ${limit}
        for update skip locked))
    returning id, kind, request_number, mail_id, rcpt, envelope_from, octets, attempts, unknown_outcomes, created_at`.execute(
    transaction,
  );
  return rows
    .map((row) => ({
      id: row.id,
      kind: row.kind,
      requestNumber: row.request_number,
      mailId: row.mail_id,
      rcpt: row.rcpt,
      envelopeFrom: row.envelope_from,
      octets: row.octets,
      attempts: row.attempts,
      unknownOutcomes: row.unknown_outcomes,
      createdAt: row.created_at,
    }))
    .sort((a, b) => a.id - b.id);
}

/** What becomes of a claimed delivery. */
export type Settlement = {
  readonly id: number;
  readonly state: Extract<DeliveryState, 'accepted' | 'failed' | 'queued'>;
  readonly dueAt: Temporal.Instant;
  readonly unknownOutcome: boolean;
  readonly lastError: string | null;
  readonly providerId: string | null;
  /** What has to be mended before it goes: the way out, or its recipient's domain; null: only time. */
  readonly waitsFor?: 'route' | 'domain' | null;
  /** It was claimed and not tried after all: no attempt. */
  readonly untried?: boolean;
};

/**
 * Records what happened to claimed deliveries, and for an accepted acknowledgement that the promise of it was kept; of
 * one that was refused for good the clockwork hears at once.
 * Only the holder of the lease may; a late answer for a lease that passed on is ignored.
 */
export async function settle(
  transaction: Writer,
  holder: string,
  settlements: readonly Settlement[],
  now: Temporal.Instant,
): Promise<void> {
  const rows = JSON.stringify(
    settlements.map((settlement) => ({
      id: settlement.id,
      state: settlement.state,
      due_at: settlement.dueAt,
      unknown: settlement.unknownOutcome ? 1 : 0,
      last_error: settlement.lastError?.slice(0, 300) ?? null,
      provider_id: settlement.providerId,
      waits_for: settlement.waitsFor ?? null,
      untried: settlement.untried === true ? 1 : 0,
    })),
  );
  await sql`
    with settled as (
      update delivery set state = r.state, due_at = r.due_at, unknown_outcomes = unknown_outcomes + r.unknown,
             last_error = case when r.untried = 1 then coalesce(delivery.last_error, r.last_error) else r.last_error end,
             attempts = attempts - r.untried, waits_for = r.waits_for, provider_id = r.provider_id, lease_until = null, lease_holder = null,
             accepted_at = case when r.state = 'accepted' then ${now}::timestamptz end,
             settled_at = case when r.state <> 'queued' then ${now}::timestamptz end
        from jsonb_to_recordset(${rows}::jsonb)
             as r(id bigint, state text, due_at timestamptz, "unknown" int, last_error text, provider_id text,
                  waits_for text, untried int)
       where delivery.id = r.id and delivery.state = 'sending' and delivery.lease_holder = ${holder}
      returning delivery.request_number, delivery.kind, delivery.state, delivery.mail_id, delivery.last_error
    ), refused as (
      select request_number, last_error from settled where kind = 'acknowledgement' and state = 'failed'
      union
      select d.request_number, settled.last_error from delivery d join settled on d.combined_in = settled.mail_id
       where settled.state = 'failed'
    ), noted as (
      insert into event (request_number, at, kind, actor, data)
      select request_number, ${now}, 'acknowledgement-refused', 'replydesk',
             jsonb_build_object('cause', coalesce(last_error, 'refused'))
        from refused where request_number is not null
    ), woken as (
      insert into deadline (request_number, kind, due_at, state)
      select distinct request_number, 'clockwork', ${now}::timestamptz, 'open' from refused where request_number is not null
      on conflict (request_number, kind) where state = 'open' do update set due_at = excluded.due_at
    ), acknowledged as (
      select request_number from settled where kind = 'acknowledgement' and state = 'accepted'
      union
      select d.request_number from delivery d join settled on d.combined_in = settled.mail_id
       where settled.state = 'accepted'
    ), kept as (
      update deadline set state = 'kept', settled_at = ${now}
        from acknowledged
       where deadline.request_number = acknowledged.request_number and deadline.kind = 'acknowledge' and deadline.state = 'open'
    )
    update request set acknowledged_at = coalesce(acknowledged_at, ${now})
      from acknowledged where request.number = acknowledged.request_number`.execute(transaction);
}

/** Gives back what a dead process was sending; whether it left is unknown, so it counts as such and goes again. */
export async function releaseExpired(transaction: Transaction, now: Temporal.Instant): Promise<number> {
  const result = await transaction
    .updateTable('delivery')
    .set((eb) => ({
      state: 'queued',
      unknown_outcomes: eb('unknown_outcomes', '+', 1),
      lease_until: null,
      lease_holder: null,
      last_error: 'the sending process ended before the answer was recorded',
    }))
    .where('state', '=', 'sending')
    .where('lease_until', '<', now)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Extends the leases of what a living holder has in hand, so that a slow server does not make its mails look lost. */
export async function extendLeases(
  transaction: Transaction,
  holder: string,
  ids: readonly number[],
  leaseUntil: Temporal.Instant,
): Promise<void> {
  await transaction
    .updateTable('delivery')
    .set({ lease_until: leaseUntil })
    .where('id', '=', sql<number>`any(${ids})`)
    .where('state', '=', 'sending')
    .where('lease_holder', '=', holder)
    .execute();
}

/** When the next queued delivery falls due; null where none is queued. */
export async function nextDue(reader: Reader): Promise<Temporal.Instant | null> {
  const row = await reader
    .selectFrom('delivery')
    .select('due_at')
    .where('state', '=', 'queued')
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  return row?.due_at ?? null;
}

/** Gives back what `holder` claimed and did not begin to send. */
export async function unclaim(transaction: Transaction, holder: string, ids: readonly number[]): Promise<void> {
  await transaction
    .updateTable('delivery')
    .set((eb) => ({ state: 'queued', attempts: eb('attempts', '-', 1), lease_until: null, lease_holder: null }))
    .where('id', '=', sql<number>`any(${ids})`)
    .where('state', '=', 'sending')
    .where('lease_holder', '=', holder)
    .execute();
}

/** Lets everything that is due to a domain before `until` wait until then. Returns how many wait longer for it. */
export async function deferDomain(
  transaction: Transaction,
  domain: string,
  until: Temporal.Instant,
  error: string,
): Promise<number> {
  const result = await transaction
    .updateTable('delivery')
    .set({ due_at: until, waits_for: 'domain', last_error: error.slice(0, 300) })
    .where('state', '=', 'queued')
    .where('due_at', '<', until)
    .where(sql`split_part(rcpt, '@', 2)`, '=', domain)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** A route works again: what waited for that alone is due now. */
export async function routeWorksAgain(transaction: Transaction, now: Temporal.Instant): Promise<void> {
  await transaction
    .updateTable('delivery')
    .set({ due_at: now, waits_for: null })
    .where('state', '=', 'queued')
    .where('waits_for', '=', 'route')
    .where('due_at', '>', now)
    .execute();
}
