/** The only place where time is read; everything else takes it as a parameter. */
export type Clock = {
  /** The present instant. */
  now(): Temporal.Instant;
  /** Milliseconds of a clock that never jumps, for measuring waits. */
  monotonic(): number;
};

export const systemClock: Clock = {
  now: () => Temporal.Now.instant(),
  monotonic: () => performance.now(),
};
