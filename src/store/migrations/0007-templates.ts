import { sql, type Kysely } from 'kysely';

/** Templates that admins wrote: every published version, the drafts, and how admins sign in to write them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // A version without a source stands for the template that comes as a file.
  `create table template_version (
     id bigint generated always as identity primary key,
     name text not null,
     locale text not null,
     number integer not null check (number > 0),
     format text check (format in ('markdown', 'mjml')),
     source text,
     compiled jsonb,
     falls_back_to integer,
     note text not null,
     author text not null,
     published_at timestamptz not null,
     is_published boolean not null,
     unique (name, locale, number),
     check ((source is null) = (compiled is null) and (source is null) = (format is null))
   )`,
  `create unique index template_one_published on template_version (name, locale) where is_published`,
  `create table template_draft (
     name text not null,
     locale text not null,
     format text not null check (format in ('markdown', 'mjml')),
     source text not null,
     based_on integer not null,
     revision bigint not null,
     author text not null,
     changed_at timestamptz not null,
     primary key (name, locale)
   )`,
  // Links and sessions are kept as hashes: who reads the database, or a backup of it, cannot sign in with them.
  `create table sign_in_link (
     token_sha256 text primary key,
     address text not null,
     asked_at timestamptz not null,
     expires_at timestamptz not null,
     used_at timestamptz
   )`,
  `create index sign_in_link_asked on sign_in_link (address, asked_at)`,
  `create table session (
     key_sha256 text primary key,
     address text not null,
     begun_at timestamptz not null,
     seen_at timestamptz not null,
     expires_at timestamptz not null
   )`,
];
