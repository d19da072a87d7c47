import { sql, type Kysely } from 'kysely';

/**
 * The reminder of a review asks, and is answered by mail. A table bears the name of one of its rows. What was missed stays on
 * the lists of the day until somebody answers, so the latest deadline of a request is looked up whatever became of it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    `alter table question drop constraint question_kind_check`,
    `alter table question add constraint question_kind_check
       check (kind in ('held', 'digest', 'consent', 'survey', 'review'))`,
    `alter table staff_absences rename to staff_absence`,
    `alter index staff_absences_pkey rename to staff_absence_pkey`,
    `create index deadline_owed on deadline (request_number, kind, id) where kind in ('respond', 'resolve')`,
  ])
    await sql.raw(statement).execute(db);
}
