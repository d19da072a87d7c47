import type { Reader, Transaction } from './store.ts';

/** What the desk found out by itself: about a mailbox (its address), or about the whole (`desk`). */
export type FactName =
  /** Whether `support+anything@` arrives: `yes` or `no`. */
  | 'plus-addressing'
  /** Until when mail may have been dealt with by a desk whose later record is lost: an instant. */
  | 'restored-until'
  /** The moment of the backup that was restored: an instant. */
  | 'restored-from'
  /** When what is too old was last deleted: an instant. */
  | 'tidied'
  /** By which policy and calendar all open requests were reckoned: a hash. */
  | 'reckoned-by'
  /** From when on copies are put into the Sent folder: an instant. */
  | 'copies-since';

/** A fact's value, or null where nothing is known. */
export async function fact(reader: Reader, about: string, name: FactName): Promise<string | null> {
  const row = await reader
    .selectFrom('fact')
    .select('value')
    .where('about', '=', about)
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.value ?? null;
}

/** Notes a fact and what showed it; a fact that is known already keeps its first witness. */
export async function rememberFact(
  transaction: Transaction,
  { about, name, value, shownBy }: { about: string; name: FactName; value: string; shownBy: string },
  now: Temporal.Instant,
): Promise<void> {
  await transaction
    .insertInto('fact')
    .values({ about, name, value, shown_by: shownBy, at: now })
    .onConflict((conflict) =>
      conflict
        .columns(['about', 'name'])
        .doUpdateSet({ value, shown_by: shownBy, at: now })
        .where('fact.value', '<>', value),
    )
    .execute();
}

/** Mailboxes of which it was shown that plus addressing works there. */
export async function plusAddressed(reader: Reader): Promise<Set<string>> {
  const rows = await reader
    .selectFrom('fact')
    .select('about')
    .where('name', '=', 'plus-addressing')
    .where('value', '=', 'yes')
    .execute();
  return new Set(rows.map((row) => row.about));
}

/** When this desk was restored from a backup; null: never. */
export async function restoredAt(reader: Reader): Promise<Temporal.Instant | null> {
  const until = await fact(reader, 'desk', 'restored-until');
  return until === null ? null : Temporal.Instant.from(until);
}
