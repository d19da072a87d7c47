/**
 * The clocks of one request, reckoned from its events and from nothing else, so that they can be reckoned again: by the
 * clockwork, by a report, after a changed policy. A clock runs from receipt, rests while the client has the next word,
 * and stops at the response or the resolution; what was rested is added to its deadline.
 */
import type { Calendar } from './calendar.ts';
import { addOpenMilliseconds, openMillisecondsBetween } from './calendar.ts';
import type { ClockEvent } from './clock-event.ts';
import { isBefore } from './instant.ts';
import type { ClockName, Policy, Promised, Subject } from './policy.ts';
import { clocksFor } from './policy.ts';
import type { Move, RequestState } from './request.ts';
import { nextState } from './request.ts';
import type { Span } from './span.ts';
import { addSpan } from './span.ts';

/** `until` is null while it lasts. */
export type Pause = { readonly from: Temporal.Instant; readonly until: Temporal.Instant | null };

/**
 * running: due and not stopped; paused: the client has the next word; kept: stopped in time; told: not in time, but the
 * client knew and the named day was kept; missed: neither; not-met: a target, missed.
 */
export type Outcome = 'running' | 'paused' | 'kept' | 'told' | 'missed' | 'not-met';

/** One run of a clock against a promise. */
export type Run = {
  readonly promised: Promised;
  readonly from: Temporal.Instant;
  /** As promised, with what was rested added; null while paused without an end. */
  readonly promisedBy: Temporal.Instant | null;
  /** What counts: the promise, or the later day that the client was told before it was broken. */
  readonly due: Temporal.Instant | null;
  /** The last day that the client was told, however late: what is still to be kept, if not what was promised. */
  readonly watchBy: Temporal.Instant | null;
  readonly stoppedAt: Temporal.Instant | null;
};

export type RequestClock = {
  readonly receivedAt: Temporal.Instant;
  /** Since when the client awaits something; null while he only hears from us. */
  readonly owedFrom: Temporal.Instant | null;
  readonly state: RequestState;
  readonly pauses: readonly Pause[];
  /** Null where the policy makes no such promise or none is owed. */
  readonly acknowledge: Run | null;
  /** A run for every word of the client that awaited an answer, the first response first. */
  readonly respond: readonly Run[];
  readonly resolve: Run | null;
  readonly resolvedAt: Temporal.Instant | null;
};

const MOVES: Partial<Record<ClockEvent['kind'], Move>> = {
  'client-wrote': 'client-wrote',
  'staff-answered': 'staff-answered',
  'staff-waits': 'staff-waits',
  'staff-resolved': 'staff-resolved',
  'wait-over': 'wait-over',
  'client-agreed': 'client-agreed',
  closed: 'closed-by-manager',
};

/** Reckons the clocks of a request from its events, which stand in order and begin with its receipt. */
export function requestClock(
  events: readonly ClockEvent[],
  policy: Policy,
  calendar: Calendar,
  subject: Subject,
): RequestClock {
  const first = events.find((event) => event.kind === 'received' || event.kind === 'begun');
  if (first === undefined) throw new Error('a request without a receipt has no clock');
  const receivedAt = first.at;
  const promised = clocksFor(policy, subject);
  const owing = first.kind === 'received' ? first : events.find((event) => event.kind === 'client-wrote');
  const owedFrom = owing?.at ?? null;
  const story = follow(events, first.kind === 'received' ? [roundFrom(receivedAt)] : []);
  const owed = story.handedOverAt ?? owedFrom;
  const run = (name: ClockName, from: Temporal.Instant, pauses: readonly Pause[], end: End): Run | null => {
    const promise = promised[name];
    return promise && { promised: promise, ...runOf(calendar, promise.within, from, pauses, end) };
  };
  return {
    receivedAt,
    owedFrom,
    state: story.state,
    pauses: story.pauses,
    // A machine acknowledges, so nobody waits on the client for it.
    acknowledge:
      story.waived || first.kind === 'begun'
        ? null
        : run('acknowledge', receivedAt, [], { stoppedAt: story.acknowledgedAt }),
    respond: story.rounds.flatMap((round) => run('respond', round.from, story.pauses, round) ?? []),
    resolve:
      owed &&
      run('resolve', owed, story.pauses, {
        stoppedAt: story.resolvedAt,
        told: story.told,
        capped: story.resolveCapped,
      }),
    resolvedAt: story.resolvedAt,
  };
}

/** How a run stands at `now`. */
export function outcomeOf(run: Run, now: Temporal.Instant): Outcome {
  if (run.due === null || run.promisedBy === null) return 'paused';
  const broken = run.promised.kind === 'target' ? 'not-met' : 'missed';
  if (isBefore(run.due, run.stoppedAt ?? now)) return broken;
  if (run.stoppedAt === null) return 'running';
  return isBefore(run.promisedBy, run.stoppedAt) ? 'told' : 'kept';
}

/** The instant at which a span that began at `from` is over when these pauses do not count; null while one has no end. */
export function dueAfterPauses(
  calendar: Calendar,
  from: Temporal.Instant,
  within: Span,
  pauses: readonly Pause[],
): Temporal.Instant | null {
  return delayed(calendar, addSpan(calendar, from, within), from, within, pauses);
}

function delayed(
  calendar: Calendar,
  promised: Temporal.Instant,
  from: Temporal.Instant,
  within: Span,
  pauses: readonly Pause[],
): Temporal.Instant | null {
  let due = promised;
  for (const pause of pauses) {
    if (!isBefore(pause.from, due)) break;
    if (pause.until !== null && !isBefore(from, pause.until)) continue;
    if (pause.until === null) return null;
    const begin = isBefore(pause.from, from) ? from : pause.from;
    if (!isBefore(begin, pause.until)) continue;
    due = within.unit.startsWith('business')
      ? addOpenMilliseconds(calendar, due, openMillisecondsBetween(calendar, begin, pause.until))
      : due.add(pause.until.since(begin));
  }
  return due;
}

type Round = {
  readonly from: Temporal.Instant;
  stoppedAt: Temporal.Instant | null;
  readonly told: Told[];
  /** Another request was due by then, and ended in this one. */
  capped: Cap | null;
};

/** An earlier day that was promised elsewhere, since when it counts here. */
type Cap = { readonly at: Temporal.Instant; readonly by: Temporal.Instant };

/** When the client was told, and the day he was told. */
type Told = { readonly at: Temporal.Instant; readonly by: Temporal.Instant };

/** How a run ended, as far as it did. */
type End = Partial<Pick<Round, 'stoppedAt' | 'told' | 'capped'>>;

type Story = {
  state: RequestState;
  /** Since then the promises count; null: since the receipt. */
  handedOverAt: Temporal.Instant | null;
  pauses: Pause[];
  rounds: Round[];
  acknowledgedAt: Temporal.Instant | null;
  waived: boolean;
  readonly told: Told[];
  resolvedAt: Temporal.Instant | null;
  resolveCapped: Cap | null;
};

/** One walk through the events: who has the next word, since when, and what was answered. */
function follow(events: readonly ClockEvent[], rounds: Round[]): Story {
  const story: Story = {
    state: 'new',
    handedOverAt: null,
    pauses: [],
    rounds,
    acknowledgedAt: null,
    waived: false,
    told: [],
    resolvedAt: null,
    resolveCapped: null,
  };
  for (const event of events) {
    NOTES[event.kind]?.(story, event);
    const move = MOVES[event.kind];
    if (move === undefined) continue;
    story.state = nextState(story.state, move);
    rest(story, event);
  }
  return story;
}

type Note = (story: Story, event: ClockEvent) => void;

/** What each kind of event changes besides the state; the others change nothing. */
const NOTES: Partial<Record<ClockEvent['kind'], Note>> = {
  acknowledged: (story, { at }) => void (story.acknowledgedAt ??= at),
  'acknowledgement-failed': (story) => void (story.acknowledgedAt = null),
  'acknowledgement-waived': (story) => void (story.waived = true),
  'handed-over': (story, { at }) => {
    story.waived = true;
    story.handedOverAt = at;
    const round = story.rounds.at(-1);
    if (round?.stoppedAt === null) story.rounds.splice(-1, 1, roundFrom(at));
  },
  'client-wrote': (story, { at }) => {
    if (story.rounds.at(-1)?.stoppedAt !== null) story.rounds.push(roundFrom(at));
    story.resolvedAt = null;
  },
  'merged-in': (story, event) => {
    if (event.kind !== 'merged-in') return;
    const { at, respondBy, resolveBy } = event;
    const round = story.rounds.at(-1);
    if (respondBy !== null && round?.stoppedAt === null) round.capped = { at, by: respondBy };
    if (resolveBy !== null) story.resolveCapped = { at, by: resolveBy };
  },
  'staff-answered': (story, { at }) => answered(story, at),
  'staff-resolved': (story, { at }) => {
    answered(story, at);
    story.resolvedAt ??= at;
  },
  told: (story, event) => {
    if (event.kind !== 'told') return;
    const told = { at: event.at, by: event.by };
    story.told.push(told);
    const round = story.rounds.at(-1);
    if (round?.stoppedAt === null) round.told.push(told);
  },
};

function answered(story: Story, at: Temporal.Instant): void {
  const round = story.rounds.at(-1);
  if (round !== undefined) round.stoppedAt ??= at;
}

function roundFrom(from: Temporal.Instant): Round {
  return { from, stoppedAt: null, told: [], capped: null };
}

/** Begins or ends the pause that a change of state means. */
function rest(story: Story, event: ClockEvent): void {
  const last = story.pauses.at(-1);
  const resting = last !== undefined && (last.until === null || isBefore(event.at, last.until));
  const rests = story.state === 'waiting' || story.state === 'resolved' || story.state === 'closed';
  const end = event.kind === 'staff-waits' ? event.until : null;
  if (resting) story.pauses[story.pauses.length - 1] = { from: last.from, until: rests ? end : event.at };
  else if (rests) story.pauses.push({ from: event.at, until: end });
}

function runOf(
  calendar: Calendar,
  within: Span,
  from: Temporal.Instant,
  pauses: readonly Pause[],
  { stoppedAt = null, told = [], capped = null }: End,
): Omit<Run, 'promised'> {
  // What rested after the run had stopped is no part of it.
  const during = pauses.filter((pause) => stoppedAt === null || isBefore(pause.from, stoppedAt));
  const own = dueAfterPauses(calendar, from, within, during);
  const cap = capped && delayed(calendar, capped.by, capped.at, within, during);
  const due = own !== null && cap !== null && isBefore(cap, own) ? cap : own;
  const counts = due && told.reduce(later, due);
  const watchBy = counts && told.reduce((latest, { by }) => (isBefore(latest, by) ? by : latest), counts);
  return { from, stoppedAt, promisedBy: due, due: counts, watchBy };
}

/** Told too late is not told, and a day before the promise itself changes nothing. */
function later(due: Temporal.Instant, told: Told): Temporal.Instant {
  return isBefore(told.at, due) && isBefore(due, told.by) ? told.by : due;
}
