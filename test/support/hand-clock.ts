import type { Clock } from '../../src/clock.ts';

/** A clock that a test moves. */
export type HandClock = Clock & { forward(span: Temporal.DurationLike): void };

export function handClock(start = '2026-01-30T10:00:00Z'): HandClock {
  let now = Temporal.Instant.from(start);
  return {
    now: () => now,
    monotonic: () => now.epochMilliseconds,
    forward: (span) => void (now = now.add(span)),
  };
}
