import type { LoggedEvent } from '../requests/clock-history.ts';
import { LOGGED_KINDS } from '../requests/clock-history.ts';
import type { Reader, Transaction } from './store.ts';

/**
 * What the clockwork reads: the one open row a request that says when to look at it again, and the log from which its
 * clocks are reckoned. A claimed row stays locked until the transaction ends, so an outcome that another process
 * records meanwhile wakes the request afterwards instead of being overwritten.
 */
const CLOCKWORK = 'clockwork';

/** When the next request must be looked at; null: none, as they stand. */
export async function nextWakeUp(reader: Reader): Promise<Temporal.Instant | null> {
  const row = await reader
    .selectFrom('deadline')
    .select('due_at')
    .where('kind', '=', CLOCKWORK)
    .where('state', '=', 'open')
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  return row?.due_at ?? null;
}

/** A request that must be looked at, and since when. */
export type Woken = { readonly number: number; readonly dueAt: Temporal.Instant };

/** Claims the requests that must be looked at by `now`, the longest due first. */
export async function claimWakeUps(
  transaction: Transaction,
  limit: number,
  now: Temporal.Instant,
): Promise<readonly Woken[]> {
  const rows = await transaction
    .selectFrom('deadline')
    .select(['request_number', 'due_at'])
    .where('kind', '=', CLOCKWORK)
    .where('state', '=', 'open')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map((row) => ({ number: row.request_number, dueAt: row.due_at }));
}

/** Lets nobody else say when these requests must be looked at until the transaction ends. */
export async function lockWakeUps(transaction: Transaction, numbers: readonly number[]): Promise<void> {
  if (numbers.length === 0) return;
  await transaction
    .selectFrom('deadline')
    .select('id')
    .where('request_number', 'in', numbers)
    .where('kind', '=', CLOCKWORK)
    .where('state', '=', 'open')
    .orderBy('id')
    .forUpdate()
    .execute();
}

/** Puts off requests that could not be decided on, so that they do not stand in the way of the others. */
export async function postponeWakeUps(
  transaction: Transaction,
  numbers: readonly number[],
  until: Temporal.Instant,
): Promise<void> {
  await transaction
    .updateTable('deadline')
    .set({ due_at: until })
    .where('request_number', 'in', numbers)
    .where('kind', '=', CLOCKWORK)
    .where('state', '=', 'open')
    .execute();
}

/** What the logs of requests hold of time, in order. */
export async function clockLogs(reader: Reader, numbers: readonly number[]): Promise<Map<number, LoggedEvent[]>> {
  const logs = new Map<number, LoggedEvent[]>();
  if (numbers.length === 0) return logs;
  const rows = await reader
    .selectFrom('event')
    .select(['request_number', 'at', 'kind', 'data'])
    .where('request_number', 'in', numbers)
    .where('kind', 'in', LOGGED_KINDS)
    .orderBy('id')
    .execute();
  for (const { request_number, ...event } of rows) {
    const log = logs.get(request_number ?? 0) ?? [];
    logs.set(request_number ?? 0, log);
    log.push(event);
  }
  return logs;
}

/** What the clients of requests wrote last. */
export async function lastWords(reader: Reader, numbers: readonly number[]): Promise<Map<number, string>> {
  const rows = await reader
    .selectFrom('message')
    .select(['request_number', 'visible_text'])
    .distinctOn('request_number')
    .where('request_number', 'in', numbers)
    .where('kind', '=', 'client')
    .where('direction', '=', 'in')
    .orderBy('request_number')
    .orderBy('id', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.request_number ?? 0, row.visible_text]));
}

/** The requests that are not closed, in order, behind one. */
export async function openRequestsAfter(reader: Reader, last: number, limit: number): Promise<readonly number[]> {
  const rows = await reader
    .selectFrom('request')
    .select('number')
    .where('number', '>', last)
    .where('state', '<>', 'closed')
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map(({ number }) => number);
}
