import { sql } from 'kysely';
import type { Transaction } from './store.ts';

/** Names a lock; any constant will do. */
const ASKING = 7_265_803;

/**
 * Links by which admins sign in, and the sessions that these begin. Only hashes are kept, so whoever reads the database cannot
 * sign in with it. A link works once: using it up is one statement, so of two who try at once one comes in.
 */
export async function keepLink(
  transaction: Transaction,
  link: {
    readonly hash: string;
    readonly address: string;
    readonly now: Temporal.Instant;
    readonly until: Temporal.Instant;
  },
): Promise<void> {
  const { hash, address, now, until } = link;
  await transaction
    .deleteFrom('sign_in_link')
    .where('expires_at', '<', now.subtract({ hours: 24 }))
    .execute();
  await transaction
    .insertInto('sign_in_link')
    .values({ token_sha256: hash, address, asked_at: now, expires_at: until })
    .execute();
}

/** How many links an address asked for since then. Whoever asks at the same moment waits, so that each counts the others. */
export async function linksSince(transaction: Transaction, address: string, since: Temporal.Instant): Promise<number> {
  await sql`select pg_advisory_xact_lock(${ASKING})`.execute(transaction);
  const rows = await transaction
    .selectFrom('sign_in_link')
    .select('token_sha256')
    .where('address', '=', address)
    .where('asked_at', '>', since)
    .execute();
  return rows.length;
}

/** Uses a link up. Returns whose it is; null where it was used, has expired or was never given. */
export async function useLink(transaction: Transaction, hash: string, now: Temporal.Instant): Promise<string | null> {
  const used = await transaction
    .updateTable('sign_in_link')
    .set({ used_at: now })
    .where('token_sha256', '=', hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('address')
    .executeTakeFirst();
  return used?.address ?? null;
}

export async function beginSession(
  transaction: Transaction,
  session: {
    readonly hash: string;
    readonly address: string;
    readonly now: Temporal.Instant;
    readonly until: Temporal.Instant;
  },
): Promise<void> {
  const { hash, address, now, until } = session;
  await transaction.deleteFrom('session').where('expires_at', '<', now).execute();
  await transaction
    .insertInto('session')
    .values({ key_sha256: hash, address, begun_at: now, seen_at: now, expires_at: until })
    .execute();
}

/** Whose session it is, kept alive by being used; null where it has ended, or lay idle since `idleSince`. */
export async function continueSession(
  transaction: Transaction,
  hash: string,
  { now, idleSince }: { readonly now: Temporal.Instant; readonly idleSince: Temporal.Instant },
): Promise<string | null> {
  const seen = await transaction
    .updateTable('session')
    .set({ seen_at: now })
    .where('key_sha256', '=', hash)
    .where('expires_at', '>', now)
    .where('seen_at', '>', idleSince)
    .returning('address')
    .executeTakeFirst();
  return seen?.address ?? null;
}

export async function endSession(transaction: Transaction, hash: string): Promise<void> {
  await transaction.deleteFrom('session').where('key_sha256', '=', hash).execute();
}
