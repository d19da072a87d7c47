import { sql, type Kysely } from 'kysely';

/** What was found out about mailboxes and the desk, which copies lie in Sent folders, and an index over what was written. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table fact (
     about text not null,
     name text not null,
     value text not null,
     shown_by text not null,
     at timestamptz not null,
     primary key (about, name)
   )`,
  `create table sent_copy (
     mail_id text primary key,
     copied_at timestamptz not null
   )`,
  // A tsvector holds at most 1 MB, so of a very long mail the beginning is found.
  `create index message_words on message using gin (to_tsvector('simple', subject || ' ' || left(visible_text, 100000)))`,
];
