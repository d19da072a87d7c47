import type { Clock } from '../../src/clock.ts';

/** Monday, 10:00 in Berlin. */
export const MONDAY = '2026-02-02T09:00:00Z';

export type SteppedClock = Clock & {
  set(instant: string | Temporal.Instant): void;
  pass(duration: Temporal.DurationLike): void;
};

/** A clock that stands still until a test moves it. */
export function steppedClock(at = MONDAY): SteppedClock {
  let now = Temporal.Instant.from(at);
  return {
    now: () => now,
    monotonic: () => now.epochMilliseconds,
    set: (instant) => (now = Temporal.Instant.from(instant)),
    pass: (duration) => (now = now.add(duration)),
  };
}
