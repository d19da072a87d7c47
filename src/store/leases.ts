import { sql } from 'kysely';
import type { Transaction } from './store.ts';

/**
 * Takes or renews a named lease: exactly one holder at a time over all processes. Returns whether `holder` has it.
 * A holder that dies is followed by another when `until` has passed.
 */
export async function holdLease(
  transaction: Transaction,
  name: string,
  holder: string,
  now: Temporal.Instant,
  until: Temporal.Instant,
): Promise<boolean> {
  const { rows } = await sql`
    insert into lease (name, holder, until) values (${name}, ${holder}, ${until})
    on conflict (name) do update set holder = excluded.holder, until = excluded.until
      where lease.holder = excluded.holder or lease.until < ${now}
    returning name`.execute(transaction);
  return rows.length === 1;
}

/** Gives a lease back, so that the next holder need not wait for its end. */
export async function releaseLease(transaction: Transaction, name: string, holder: string): Promise<void> {
  await transaction.deleteFrom('lease').where('name', '=', name).where('holder', '=', holder).execute();
}
