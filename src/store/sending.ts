import { sql } from 'kysely';
import type { DeliveryKind, DeliveryState } from '../requests/delivery.ts';
import type { Reader, Transaction, Writer } from './store.ts';

/**
 * The way out of the queue. A delivery is claimed with a lease, begun, and settled. Begun is written before any of it
 * leaves, so that of what a dead process held only that counts as "may have arrived", and so that a process that slept
 * through its lease learns it in time. The statements of every mail are few and one a batch: each is planned once.
 */
export type ClaimedDelivery = {
  readonly id: number;
  readonly kind: DeliveryKind;
  readonly requestNumber: number | null;
  readonly mailId: string;
  readonly rcpt: string;
  readonly envelopeFrom: string;
  readonly octets: Buffer;
  /** This one included. */
  readonly attempts: number;
  /** How often it went and nobody knows whether it arrived. */
  readonly unknownOutcomes: number;
  readonly createdAt: Temporal.Instant;
};

/** Domains of which nothing is wanted now, and how many deliveries otherwise. */
export type Appetite = { readonly limit: number; readonly except?: readonly string[] };

/**
 * Claims due deliveries for `holder`. Of the mails of one request to one recipient only the oldest unsent is ever claimed,
 * so an answer cannot overtake its acknowledgement.
 */
export async function claimDue(
  writer: Writer,
  { limit, except = [] }: Appetite,
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
    update delivery set state = 'sending', lease_until = ${leaseUntil}, lease_holder = ${holder}
     where id = any (array(
       select d.id from delivery d
        where d.state = 'queued' and d.due_at <= ${now}
          and split_part(d.rcpt, '@', 2) <> all (${except}::text[])
          and not exists (select from delivery e where e.request_number = d.request_number and e.rcpt = d.rcpt
                             and e.id < d.id and e.state in ('queued', 'sending'))
        order by d.due_at, d.id
        limit ${limit}
        for update skip locked))
    returning id, kind, request_number, mail_id, rcpt, envelope_from, octets, attempts, unknown_outcomes, created_at`.execute(
    writer,
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
      attempts: row.attempts + 1,
      unknownOutcomes: row.unknown_outcomes,
      createdAt: row.created_at,
    }))
    .sort((a, b) => a.id - b.id);
}

/** What becomes of a delivery that was begun. */
export type Settlement = {
  readonly id: number;
  readonly state: Extract<DeliveryState, 'accepted' | 'failed' | 'queued'>;
  readonly dueAt: Temporal.Instant;
  readonly unknownOutcome: boolean;
  readonly lastError: string | null;
  readonly providerId: string | null;
  /** What has to be mended before it goes: the way out, or its recipient's domain; null: only time. */
  readonly waitsFor?: 'route' | 'domain' | null;
  /** It was begun and not tried after all: no attempt. */
  readonly untried?: boolean;
};

/** What a connection has done, and what it will do next. */
export type Progress = { readonly settlements: readonly Settlement[]; readonly begins: readonly number[] };

/**
 * Records what happened to deliveries, and notes which are begun; returns those. Only the holder of the lease may begin or
 * settle, a late word for a lease that passed on is ignored. What follows from it is left to `conclude`.
 */
export async function progress(
  writer: Writer,
  holder: string,
  { settlements, begins }: Progress,
  now: Temporal.Instant,
): Promise<ReadonlySet<number>> {
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
  // Rows are found by ids alone: a word of `state` beside them would offer the planner the index over all that is sent.
  const begun = await sql<{ id: number }>`
    with settled as (
      update delivery set state = r.state, due_at = r.due_at, unknown_outcomes = unknown_outcomes + r.unknown,
             last_error = case when r.untried = 1 then coalesce(delivery.last_error, r.last_error) else r.last_error end,
             attempts = attempts - r.untried, waits_for = r.waits_for, provider_id = r.provider_id,
             begun = false, lease_until = null, lease_holder = null,
             accepted_at = case when r.state = 'accepted' then ${now}::timestamptz end,
             settled_at = case when r.state <> 'queued' then ${now}::timestamptz end
        from jsonb_to_recordset(${rows}::jsonb)
             as r(id bigint, state text, due_at timestamptz, "unknown" int, last_error text, provider_id text,
                  waits_for text, untried int)
       where delivery.id = any (${settlements.map(({ id }) => id)}::bigint[]) and delivery.id = r.id
         and delivery.lease_holder = ${holder}
    )
    update delivery set begun = true, attempts = attempts + (not begun)::int
     where id = any (${begins}::bigint[]) and lease_holder = ${holder}
    returning id`.execute(writer);
  return new Set(begun.rows.map(({ id }) => id));
}

/** Gives back what a dead process had claimed. Whether what it had begun left is unknown, so that counts as such. */
export async function releaseExpired(transaction: Transaction, now: Temporal.Instant): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update delivery set state = 'queued', begun = false, lease_until = null, lease_holder = null,
           unknown_outcomes = unknown_outcomes + begun::int,
           last_error = case when begun then 'the sending process ended before the answer was recorded' else last_error end
     where state = 'sending' and lease_until < ${now}`.execute(transaction);
  return Number(numAffectedRows);
}

/**
 * Extends the leases of what a living holder has in hand, so that a slow server does not make its mails look lost. What is
 * being written in this moment is left out: waiting for it could wait in a circle.
 */
export async function extendLeases(
  transaction: Transaction,
  holder: string,
  ids: readonly number[],
  leaseUntil: Temporal.Instant,
): Promise<void> {
  await sql`
    update delivery set lease_until = ${leaseUntil}
     where id = any (array(select id from delivery where id = any (${ids}::bigint[]) and lease_holder = ${holder}
                             for update skip locked))`.execute(transaction);
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
    .set({ state: 'queued', lease_until: null, lease_holder: null })
    .where('id', '=', sql<number>`any(${ids})`)
    .where('state', '=', 'sending')
    .where('lease_holder', '=', holder)
    .where('begun', '=', false)
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
