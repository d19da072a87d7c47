import type { SendOutcome } from '../requests/delivery.ts';
import type { ClaimedDelivery, Settlement } from '../store/sending.ts';
import { NO_ROUTE } from './routes.ts';

/** How long is waited after each failed attempt, the last wait again and again until it is given up. */
export type RetrySchedule = { readonly delays: readonly Temporal.Duration[]; readonly giveUpAfter: Temporal.Duration };

/** So often a mail may go without an answer: its recipient may have it three times then, and a person has to look. */
export const MOST_UNKNOWN = 3;

/**
 * What becomes of a delivery after an attempt. Unknown means temporary: it goes again, and is counted as unknown. A failure of
 * the route follows the same schedule, and is cut short when the route works again.
 */
export function settlementOf(
  delivery: ClaimedDelivery,
  outcome: SendOutcome,
  schedule: RetrySchedule,
  now: Temporal.Instant,
): Settlement {
  const settled = {
    id: delivery.id,
    dueAt: now,
    unknownOutcome: outcome.outcome === 'unknown',
    providerId: null,
    waitsFor: null,
    untried: false,
  };
  switch (outcome.outcome) {
    case 'accepted':
      return { ...settled, state: 'accepted', lastError: null, providerId: outcome.providerId };
    case 'permanent':
      return { ...settled, state: 'failed', lastError: outcome.error };
    case 'temporary':
    case 'unknown': {
      const untried = outcome === NO_ROUTE;
      const waitsFor = outcome.outcome === 'temporary' ? (outcome.scope ?? null) : null;
      if (untried) return { ...settled, state: 'queued', lastError: outcome.error, waitsFor, untried };
      if (settled.unknownOutcome && delivery.unknownOutcomes + 1 >= MOST_UNKNOWN)
        return { ...settled, state: 'failed', lastError: `may have arrived ${MOST_UNKNOWN} times: ${outcome.error}` };
      const again = now.add({ milliseconds: delayAfter(delivery.attempts, schedule) });
      const end = delivery.createdAt.add({ milliseconds: Math.round(schedule.giveUpAfter.total('milliseconds')) });
      return Temporal.Instant.compare(again, end) > 0
        ? { ...settled, state: 'failed', lastError: `given up: ${outcome.error}` }
        : { ...settled, state: 'queued', dueAt: again, lastError: outcome.error, waitsFor };
    }
  }
}

function delayAfter(attempts: number, { delays }: RetrySchedule): number {
  const delay = delays[Math.min(attempts, delays.length) - 1] ?? Temporal.Duration.from({ hours: 4 });
  return Math.round(delay.total('milliseconds'));
}
