import type { Clock } from '../clock.ts';

/** Counts attempts by key over a sliding window; `take` answers whether one more is allowed. Its memory is bounded. */
export function rateLimit(clock: Pick<Clock, 'monotonic'>, { most, withinMs }: { most: number; withinMs: number }) {
  const attempts = new Map<string, number[]>();
  return {
    take(key: string): boolean {
      const now = clock.monotonic();
      const recent = (attempts.get(key) ?? []).filter((at) => now - at < withinMs);
      const allowed = recent.length < most;
      if (allowed) recent.push(now);
      attempts.delete(key);
      attempts.set(key, recent);
      const [oldest] = attempts.keys();
      if (attempts.size > MOST_KEYS && oldest !== undefined) attempts.delete(oldest);
      return allowed;
    },
  };
}

const MOST_KEYS = 10_000;
