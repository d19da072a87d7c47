import { sql, type Kysely } from 'kysely';

/** How often the tokens of a person were declared void: those that were signed in an earlier epoch prove nothing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table staff_epoch (
    address text primary key,
    epoch integer not null check (epoch > 0),
    since timestamptz not null
  )`.execute(db);
}
