import type { Reader, Transaction } from './store.ts';

/** What a person allowed under this name, as it was sealed; null: nobody has. */
export async function loadGrant(read: Reader, name: string): Promise<Buffer | null> {
  const row = await read.selectFrom('oauth_grant').select('sealed').where('name', '=', name).executeTakeFirst();
  return row?.sealed ?? null;
}

/** Keeps what a person allowed, in place of what was allowed before. */
export async function saveGrant(
  transaction: Transaction,
  name: string,
  sealed: Buffer,
  now: Temporal.Instant,
): Promise<void> {
  await transaction
    .insertInto('oauth_grant')
    .values({ name, sealed, granted_at: now })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ sealed, granted_at: now }))
    .execute();
}
