import { sql, type Kysely } from 'kysely';

/** What is wrong with the desk, from its first sight to its end; and what was given up, by time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table alarm (
     code text not null,
     about text not null,
     line text not null,
     first_seen timestamptz not null,
     last_seen timestamptz not null,
     told_at timestamptz,
     primary key (code, about)
   )`,
  `create index delivery_held on delivery (created_at) where state = 'held'`,
  `create index delivery_failed on delivery (settled_at) where state = 'failed'`,
];
