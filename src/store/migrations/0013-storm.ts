import { sql, type Kysely } from 'kysely';

/**
 * What a storm needs: how many notices a colleague has had in the present window, and those that wait to be told in one list.
 * And of the ways out: which are left alone and why, and words of a provider that came before its id for the mail.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table staff_notices (
     address text primary key,
     since timestamptz not null,
     notices integer not null
   )`,
  `create table folded_notice (
     address text not null,
     request_number integer not null references request on delete cascade,
     at timestamptz not null,
     primary key (address, request_number)
   )`,
  `create index folded_notice_request on folded_notice (request_number)`,
  `create table route (
     name text primary key,
     error text not null,
     failed_at timestamptz not null,
     again_at timestamptz not null
   )`,
  `create table early_word (
     id bigint generated always as identity primary key,
     provider_id text not null,
     recipients jsonb not null,
     word jsonb not null,
     at timestamptz not null
   )`,
  `create index early_word_provider on early_word (provider_id)`,
];
