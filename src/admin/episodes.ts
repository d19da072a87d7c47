import type { Episode } from '../store/alarms.ts';
import type { Cause } from './diagnosis.ts';

/**
 * From what is seen at each look to what a person is told: each trouble once, when it has lasted, and its end once, when it
 * has stayed away. What comes and goes every minute is one trouble, not thirty mails.
 */
const LASTS: Temporal.DurationLike = { minutes: 2 };
const STAYS_AWAY: Temporal.DurationLike = { minutes: 3 };

/** These are told at once: they were measured over a time already. */
const MEASURED = new Set(['queue', 'deciding', 'failures', 'disk', 'secret', 'approval']);

export type Outlook = {
  /** All that lasts. */
  readonly going: readonly Episode[];
  /** Of these, what nobody was told yet and should be. */
  readonly toTell: readonly Episode[];
  readonly over: readonly Episode[];
};

/** What was seen now, as the episodes that it begins or goes on with. */
export function sightings(
  known: readonly Episode[],
  causes: readonly Cause[],
  now: Temporal.Instant,
): readonly Episode[] {
  return causes.map(({ code, about, line }) => {
    const before = known.find((one) => one.code === code && one.about === about);
    return { code, about, line, firstSeen: before?.firstSeen ?? now, lastSeen: now, toldAt: before?.toldAt ?? null };
  });
}

/** Sorts what is known into what goes on and what is over. */
export function outlook(known: readonly Episode[], now: Temporal.Instant): Outlook {
  const since = (then: Temporal.Instant, span: Temporal.DurationLike): boolean =>
    Temporal.Instant.compare(then.add(span), now) <= 0;
  const over = known.filter(({ lastSeen }) => since(lastSeen, STAYS_AWAY));
  const going = known.filter((episode) => !over.includes(episode));
  const toTell = going.filter(
    ({ code, firstSeen, toldAt }) => toldAt === null && (MEASURED.has(code) || since(firstSeen, LASTS)),
  );
  return { going, toTell, over };
}
