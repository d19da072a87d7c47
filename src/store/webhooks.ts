import { sql } from 'kysely';
import type { Reader, Transaction, Writer } from './store.ts';

/**
 * Calls to other systems (a pager, an SMS gateway), one row a call and target. A call is written in the transaction of its
 * cause and claimed with a lease by whoever makes it, like a mail, but in a queue of its own: one cannot keep the other waiting.
 */
export type NewCall = {
  /** Unique, and the same at every attempt. */
  readonly callId: string;
  readonly request: number | null;
  readonly event: string;
  /** JSON, frozen when it is written. */
  readonly body: string;
  /** Names of the targets. */
  readonly targets: readonly string[];
};

export type ClaimedCall = {
  readonly id: number;
  readonly callId: string;
  readonly request: number | null;
  readonly event: string;
  readonly body: string;
  readonly attempts: number;
  readonly createdAt: Temporal.Instant;
};

/** Writes calls, one for each of their targets. */
export async function orderCalls(
  transaction: Transaction,
  calls: readonly NewCall[],
  now: Temporal.Instant,
): Promise<void> {
  const rows = calls.flatMap(({ callId, request, event, body, targets }) =>
    targets.map((target) => ({
      call_id: callId,
      target,
      request_number: request,
      event,
      body,
      state: 'queued' as const,
      created_at: now,
      due_at: now,
    })),
  );
  if (rows.length > 0) await transaction.insertInto('webhook').values(rows).execute();
}

/** Claims calls to a target that are due, the longest due first; those of a holder that died are among them. */
export async function claimCalls(
  database: Writer,
  { target, holder, limit }: { readonly target: string; readonly holder: string; readonly limit: number },
  now: Temporal.Instant,
  leaseUntil: Temporal.Instant,
): Promise<ClaimedCall[]> {
  const { rows } = await sql<{
    id: number;
    call_id: string;
    request_number: number | null;
    event: string;
    body: string;
    attempts: number;
    created_at: Temporal.Instant;
  }>`
    update webhook set state = 'sending', attempts = attempts + 1, lease_until = ${leaseUntil}, lease_holder = ${holder}
     where id = any (array(
       select id from webhook
        where target = ${target}
          and (state = 'queued' and due_at <= ${now} or state = 'sending' and lease_until < ${now})
        order by due_at, id limit ${limit} for update skip locked))
    returning id, call_id, request_number, event, body, attempts, created_at`.execute(database);
  return rows
    .map((row) => ({
      id: row.id,
      callId: row.call_id,
      request: row.request_number,
      event: row.event,
      body: row.body,
      attempts: row.attempts,
      createdAt: row.created_at,
    }))
    .sort((a, b) => a.id - b.id);
}

export type CallSettlement = {
  readonly state: 'accepted' | 'queued' | 'failed';
  readonly dueAt: Temporal.Instant;
  readonly error: string | null;
};

/** Records what came of a claimed call; a late answer for a lease that passed on is ignored. */
export async function settleCall(
  database: Writer,
  { id, holder }: { readonly id: number; readonly holder: string },
  { state, dueAt, error }: CallSettlement,
  now: Temporal.Instant,
): Promise<void> {
  await database
    .updateTable('webhook')
    .set({
      state,
      due_at: dueAt,
      last_error: error,
      lease_until: null,
      lease_holder: null,
      settled_at: state === 'queued' ? null : now,
    })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .where('lease_holder', '=', holder)
    .execute();
}

/** Calls to targets that the configuration names no more are made no more. */
export async function cancelCallsExcept(
  transaction: Transaction,
  targets: readonly string[],
  now: Temporal.Instant,
): Promise<void> {
  await transaction
    .updateTable('webhook')
    .set({ state: 'cancelled', settled_at: now, last_error: 'the configuration names this target no more' })
    .where('state', '=', 'queued')
    .where(sql<boolean>`target <> all (${[...targets]})`)
    .execute();
}

/** Calls as people see them; `request`: those of one request. */
export async function listCalls(reader: Reader, { request, limit }: { request: number | null; limit: number }) {
  const rows = await reader
    .selectFrom('webhook')
    .selectAll()
    .where((eb) => (request === null ? eb.lit(true) : eb('request_number', '=', request)))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    call: row.call_id,
    target: row.target,
    event: row.event,
    request: row.request_number,
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at.toString(),
    dueAt: row.due_at.toString(),
    lastError: row.last_error,
  }));
}
