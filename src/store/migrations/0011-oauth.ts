import { sql, type Kysely } from 'kysely';

/** What persons allowed the desk to do with their mailbox, sealed with the desk's secret. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table oauth_grant (
    name text primary key,
    sealed bytea not null,
    granted_at timestamptz not null
  )`.execute(db);
}
