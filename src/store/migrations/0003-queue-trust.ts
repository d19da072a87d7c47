import { sql, type Kysely } from 'kysely';

/** What a delivery waits for, and the addresses that must be left alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table delivery add column waits_for text check (waits_for in ('route', 'domain'))`,
  `create index delivery_waits_for_route on delivery (due_at) where state = 'queued' and waits_for = 'route'`,
  `alter table delivery add column combined_in text`,
  `create index delivery_combined on delivery (combined_in) where combined_in is not null`,
  `create index message_unproven on message (received_at) where direction = 'in' and authentication in ('fail', 'none')`,
  `create table suppression (
     address text primary key,
     reason text not null check (reason in ('bounce', 'complaint')),
     detail text not null,
     delivery_id bigint references delivery,
     since timestamptz not null,
     expires_at timestamptz
   )`,
];
