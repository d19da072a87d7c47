import { sql } from 'kysely';
import type { Reader, Transaction } from './store.ts';

/** Something that is wrong, from when it was first seen. It is told once; it ends when it was not seen for a while. */
export type Episode = {
  readonly code: string;
  /** What it concerns; with the code it names the episode. */
  readonly about: string;
  readonly line: string;
  readonly firstSeen: Temporal.Instant;
  readonly lastSeen: Temporal.Instant;
  readonly toldAt: Temporal.Instant | null;
};

/** Every episode that has not ended, whichever process saw it. */
export async function episodes(reader: Reader): Promise<Episode[]> {
  const rows = await reader.selectFrom('alarm').selectAll().orderBy('first_seen').orderBy('code').execute();
  return rows.map((row) => ({
    code: row.code,
    about: row.about,
    line: row.line,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    toldAt: row.told_at,
  }));
}

/** Notes what was seen, and what was told of it. */
export async function noteEpisodes(transaction: Transaction, seen: readonly Episode[]): Promise<void> {
  if (seen.length === 0) return;
  await transaction
    .insertInto('alarm')
    .values(
      seen.map(({ code, about, line, firstSeen, lastSeen, toldAt }) => ({
        code,
        about,
        line,
        first_seen: firstSeen,
        last_seen: lastSeen,
        told_at: toldAt,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['code', 'about']).doUpdateSet((eb) => ({
        line: eb.ref('excluded.line'),
        last_seen: sql<Temporal.Instant>`greatest(alarm.last_seen, excluded.last_seen)`,
        told_at: sql<Temporal.Instant | null>`coalesce(alarm.told_at, excluded.told_at)`,
      })),
    )
    .execute();
}

/** Forgets an episode that is over; one that was seen again meanwhile stays. */
export async function endEpisode(transaction: Transaction, { code, about, lastSeen }: Episode): Promise<void> {
  await transaction
    .deleteFrom('alarm')
    .where('code', '=', code)
    .where('about', '=', about)
    .where('last_seen', '<=', lastSeen)
    .execute();
}
