import { sql, type Kysely } from 'kysely';

/** Which of the claimed deliveries were begun, and a table whose rows are cheap to write anew several times a mail. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table delivery add column begun boolean not null default false`,
  // Each mail changes its row three times. Its octets stay out of that row, and "begun" finds room on the same page.
  `alter table delivery set (toast_tuple_target = 600, fillfactor = 80)`,
  `create index delivery_provider on delivery (provider_id) where provider_id is not null`,
];
