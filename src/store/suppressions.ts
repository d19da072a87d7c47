import { sql } from 'kysely';
import type { Suppression } from '../requests/decide/decision.ts';
import type { Reader, Transaction } from './store.ts';

/** Leaves addresses alone. A complaint outweighs a bounce and is not forgotten by one. */
export async function suppress(
  transaction: Transaction,
  suppressions: readonly Suppression[],
  now: Temporal.Instant,
): Promise<void> {
  for (const { address, reason, detail, delivery, expiresAt } of suppressions)
    await transaction
      .insertInto('suppression')
      .values({ address, reason, detail, delivery_id: delivery, since: now, expires_at: expiresAt })
      .onConflict((conflict) =>
        conflict
          .column('address')
          .doUpdateSet({ reason, detail, delivery_id: delivery, since: now, expires_at: expiresAt })
          .where(sql<boolean>`suppression.reason = 'bounce' or ${reason}::text = 'complaint'`),
      )
      .execute();
}

/** Which of these addresses are left alone now, and why. */
export async function suppressions(
  reader: Reader,
  addresses: ReadonlySet<string>,
  now: Temporal.Instant,
): Promise<Map<string, Pick<Suppression, 'reason' | 'detail'>>> {
  if (addresses.size === 0) return new Map();
  const rows = await listSuppressions(reader, now)
    .where('address', '=', sql<string>`any(${[...addresses]})`)
    .execute();
  return new Map(rows.map(({ address, reason, detail }) => [address, { reason, detail }]));
}

/** All that are in force, the newest first. */
export function listSuppressions(reader: Reader, now: Temporal.Instant) {
  return reader
    .selectFrom('suppression')
    .select(['address', 'reason', 'detail', 'since', 'expires_at'])
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .orderBy('since', 'desc');
}

/** Writes to an address again. Returns whether it was left alone. */
export async function releaseAddress(transaction: Transaction, address: string): Promise<boolean> {
  const result = await transaction.deleteFrom('suppression').where('address', '=', address).executeTakeFirst();
  return result.numDeletedRows > 0n;
}
