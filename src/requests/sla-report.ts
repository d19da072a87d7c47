/**
 * How the promises of a period were kept. Every figure is reckoned from the events, by the same clocks that the clockwork goes
 * by, so a report can be made again and says the same. What an outage broke is counted apart: nobody at the desk could keep it.
 */
import { isBefore } from './instant.ts';
import { outcomeOf } from './request-clock.ts';
import type { Outcome, RequestClock, Run } from './request-clock.ts';

/** One request of the period as the report sees it. */
export type ReportedRequest = {
  readonly group: string;
  readonly clock: RequestClock;
  /** When the desk took its first mail; later than its arrival where the desk was not running. */
  readonly takenAt: Temporal.Instant | null;
  /** When the acknowledgement waited to leave; null: there was none. */
  readonly acknowledgementReadyAt: Temporal.Instant | null;
};

/** `respond` is the first response, `answer` every later word of the client that awaited one. */
export const REPORTED = ['acknowledge', 'respond', 'answer', 'resolve'] as const;
type Reported = (typeof REPORTED)[number];

export type SlaLine = Readonly<Record<Counted, number>> & { readonly group: string; readonly clock: Reported };

/** An outcome, or broken by an outage. */
type Counted = 'kept' | 'told' | 'missed' | 'notMet' | 'outage' | 'running' | 'paused';

const NAMES: Readonly<Record<Outcome, Counted>> = {
  kept: 'kept',
  told: 'told',
  missed: 'missed',
  'not-met': 'notMet',
  running: 'running',
  paused: 'paused',
};

/** A line for each group and clock that promised anything, groups in their order. */
export function slaReport(requests: readonly ReportedRequest[], now: Temporal.Instant): readonly SlaLine[] {
  const groups = Map.groupBy(requests, ({ group }) => group);
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([group, own]) =>
      REPORTED.flatMap((clock) => {
        const counted = own.flatMap((one) => runsOf(one.clock, clock).map((run) => judged(one, clock, run, now)));
        return counted.length === 0 ? [] : [{ group, clock, ...counts(counted) }];
      }),
    );
}

function runsOf({ acknowledge, respond, resolve }: RequestClock, clock: Reported): readonly Run[] {
  switch (clock) {
    case 'acknowledge':
      return acknowledge ? [acknowledge] : [];
    case 'respond':
      return respond.slice(0, 1);
    case 'answer':
      return respond.slice(1);
    case 'resolve':
      return resolve ? [resolve] : [];
  }
}

function judged(request: ReportedRequest, clock: Reported, run: Run, now: Temporal.Instant): Counted {
  const outcome = NAMES[outcomeOf(run, now)];
  if (outcome !== 'missed' && outcome !== 'notMet') return outcome;
  return isOutage(request, clock, run) ? 'outage' : outcome;
}

/** The desk saw the mail only when it was too late; or the acknowledgement was ready in time and no server took it before. */
function isOutage({ takenAt, acknowledgementReadyAt: readyAt }: ReportedRequest, clock: Reported, run: Run): boolean {
  const due = run.promisedBy;
  if (due === null) return false;
  if (clock !== 'answer' && takenAt !== null && isBefore(due, takenAt)) return true;
  return clock === 'acknowledge' && run.stoppedAt !== null && readyAt !== null && !isBefore(due, readyAt);
}

function counts(all: readonly Counted[]): Readonly<Record<Counted, number>> {
  const none = { kept: 0, told: 0, missed: 0, notMet: 0, outage: 0, running: 0, paused: 0 };
  return all.reduce((sum, one) => ({ ...sum, [one]: sum[one] + 1 }), none);
}
