import { sql, type Kysely } from 'kysely';

/**
 * What the clock needs besides mail: calls to other systems, who is away, calendars from elsewhere; and the indexes that make
 * everything that time sets off happen once and cost nothing while nothing is due.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table webhook (
     id bigint generated always as identity primary key,
     call_id text not null,
     target text not null,
     request_number integer references request on delete cascade,
     event text not null,
     body text not null,
     state text not null check (state in ('queued', 'sending', 'accepted', 'failed', 'cancelled')),
     attempts integer not null default 0,
     created_at timestamptz not null,
     due_at timestamptz not null,
     lease_until timestamptz,
     lease_holder text,
     settled_at timestamptz,
     last_error text
   )`,
  `create unique index webhook_once on webhook (call_id, target)`,
  `create index webhook_due on webhook (target, due_at, id) where state = 'queued'`,
  `create index webhook_sending on webhook (lease_until) where state = 'sending'`,
  `create index webhook_request on webhook (request_number, id)`,
  `create table staff_absences (
     address text not null,
     since timestamptz not null,
     until timestamptz not null,
     note text,
     primary key (address, since)
   )`,
  `create table calendar_feed (
     url text primary key,
     octets text not null,
     etag text,
     fetched_at timestamptz not null,
     checked_at timestamptz not null,
     problem text
   )`,
  `create index deadline_clockwork on deadline (due_at, id) where state = 'open' and kind = 'clockwork'`,
  `create unique index event_fired_once on event (request_number, (data ->> 'deadline')) where kind = 'fired' and request_number is not null`,
  `create unique index event_desk_fired_once on event ((data ->> 'deadline')) where kind = 'fired' and request_number is null`,
  `create index event_desk on event (kind, at) where request_number is null`,
];
