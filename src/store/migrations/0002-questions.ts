import { sql, type Kysely } from 'kysely';

/** What our mails ask, so that an answer of a few words can be read; and what is known of clients beyond their requests. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table question (
     token text primary key,
     kind text not null check (kind in ('held', 'digest', 'consent', 'survey')),
     asked text not null,
     request_number integer references request,
     intake_id bigint references intake,
     data jsonb not null default '{}',
     asked_at timestamptz not null,
     answered_at timestamptz,
     answer text
   )`,
  `create index question_held on question (intake_id) where kind = 'held' and answered_at is null`,
  `create index question_asked on question (asked, asked_at)`,
  `create table client (
     address text primary key,
     verified_at timestamptz,
     verified_by text,
     surveyed_at timestamptz
   )`,
  `create index event_kind on event (kind, at)`,
];
