import type { Reader, Transaction } from './store.ts';

/** A way out that is left alone: what it said, and when it is tried again. */
export type RouteTrouble = { readonly error: string; readonly again: Temporal.Instant };

/** Notes that a way out is left alone, or (null) that it works, for those who look from another process. */
export async function noteRoute(
  transaction: Transaction,
  name: string,
  trouble: RouteTrouble | null,
  now: Temporal.Instant,
): Promise<void> {
  if (trouble === null) {
    await transaction.deleteFrom('route').where('name', '=', name).execute();
    return;
  }
  const row = { error: trouble.error.slice(0, 300), failed_at: now, again_at: trouble.again };
  await transaction
    .insertInto('route')
    .values({ name, ...row })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
    .execute();
}

/** What was noted longer ago is of a process that has ended: the longest pause is a minute. */
const STALE: Temporal.DurationLike = { minutes: 5 };

/** Which ways out are left alone now, and why. */
export async function routesInTrouble(
  reader: Reader,
  now: Temporal.Instant,
): Promise<(RouteTrouble & { readonly name: string })[]> {
  const rows = await reader
    .selectFrom('route')
    .select(['name', 'error', 'again_at as again'])
    .where('again_at', '>', now.subtract(STALE))
    .orderBy('name')
    .execute();
  return rows;
}
