import { sql, type Kysely } from 'kysely';

/** A question before all that is kept of a person is handed over or deleted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table question drop constraint question_kind_check`.execute(db);
  await sql`alter table question add constraint question_kind_check
              check (kind in ('held', 'digest', 'consent', 'survey', 'review', 'data'))`.execute(db);
}
