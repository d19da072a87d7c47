import { sql, type Kysely } from 'kysely';

/** Whose words an outgoing mail carries; null: the desk's own. At go-live people decide on theirs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table delivery add column written_by text`.execute(db);
}
