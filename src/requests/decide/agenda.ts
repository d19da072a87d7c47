/**
 * What time will set off for one request: every deadline that its events, the policy and the calendar leave open, each
 * under a key that it never has again once it fired. Nothing is remembered but the events, so a changed policy or
 * calendar changes the agenda of what is open, and a process that was asleep finds exactly what it missed.
 */
import type { Calendar } from '../calendar.ts';
import type { ClockEvent } from '../clock-event.ts';
import { warningAt } from '../deadline.ts';
import { inOrder, isBefore } from '../instant.ts';
import type { EscalationStep, Policy, Subject } from '../policy.ts';
import { applies, categoryRule } from '../policy.ts';
import type { RequestClock, Run } from '../request-clock.ts';
import { dueAfterPauses, requestClock } from '../request-clock.ts';
import { addSpan } from '../span.ts';
import type { Span } from '../span.ts';

type Instant = Temporal.Instant;

/** What comes due. `due`: the deadline that it is about, where that is another moment than its own. */
export type Topic =
  | { readonly topic: 'acknowledge-warning' | 'acknowledge-overdue'; readonly due: Instant }
  | { readonly topic: 'acknowledge-failed'; readonly cause: string }
  | { readonly topic: 'respond-reminder' | 'resolve-reminder'; readonly due: Instant }
  | {
      readonly topic: 'holding';
      readonly due: Instant;
      readonly clock: 'respond' | 'resolve';
      readonly within: Run['promised']['within'];
    }
  | { readonly topic: 'respond-breach' | 'resolve-breach'; readonly due: Instant; readonly isTarget: boolean }
  | { readonly topic: 'escalation'; readonly step: EscalationStep }
  | {
      readonly topic:
        'escalation-asked' | 'escalation-report' | 'update' | 'wait-over' | 'silence' | 'closure' | 'incident';
    }
  | { readonly topic: 'update-ask'; readonly due: Instant }
  | { readonly topic: 'follow-up'; readonly closesOn: Instant | null }
  | { readonly topic: 'call'; readonly turn: number }
  | { readonly topic: 'feedback' | 'feedback-reminder' | 'feedback-breach'; readonly due: Instant };

export type Entry = { readonly key: string; readonly at: Instant } & Topic;

/** What the agenda is made from. */
export type AgendaFacts = {
  readonly policy: Policy;
  readonly calendar: Calendar;
  readonly subject: Subject;
  readonly events: readonly ClockEvent[];
  /** How often the client wants to hear, where that is known; otherwise as the policy says. */
  readonly updateEvery?: Span | null;
};

type View = AgendaFacts & {
  readonly clock: RequestClock;
  readonly fired: ReadonlyMap<string, Instant>;
  /** The request is open and the next word is ours. */
  readonly isOurs: boolean;
};

type Maker = (view: View) => readonly Entry[];

/** One maker a promise of the procedures. */
const MAKERS: readonly Maker[] = [
  acknowledgement,
  response,
  resolution,
  escalations,
  updates,
  waiting,
  closing,
  incidents,
  feedback,
  reports,
];

/** Everything that is still to come, in order of time. */
export function agenda(facts: AgendaFacts): readonly Entry[] {
  const clock = requestClock(facts.events, facts.policy, facts.calendar, facts.subject);
  const fired = new Map(facts.events.flatMap((event) => (event.kind === 'fired' ? [[event.deadline, event.at]] : [])));
  const isOurs = clock.state === 'new' || clock.state === 'open';
  const view = { ...facts, clock, fired, isOurs };
  return MAKERS.flatMap((make) => make(view))
    .filter((entry) => !fired.has(entry.key))
    .toSorted(inOrder);
}

function acknowledgement({ clock, policy, calendar, events }: View): readonly Entry[] {
  const run = clock.acknowledge;
  const failures = events.filter((event) => event.kind === 'acknowledgement-failed');
  const failed = failures.map((event, index) => ({
    key: `acknowledge-failed/${index + 1}`,
    topic: 'acknowledge-failed' as const,
    at: event.at,
    cause: event.cause,
  }));
  if (run?.due == null || run.stoppedAt !== null || clock.state === 'closed') return failed;
  const { due } = run;
  const warning = warningAt(calendar, run.from, due, policy.warnings.acknowledge);
  return [
    ...failed,
    { key: 'acknowledge-warning', topic: 'acknowledge-warning', at: warning, due },
    { key: 'acknowledge-overdue', topic: 'acknowledge-overdue', at: due, due },
  ];
}

function response(view: View): readonly Entry[] {
  const { clock, policy, calendar } = view;
  const run = clock.respond.at(-1);
  if (run?.watchBy == null || run.stoppedAt !== null) return [];
  const { watchBy: due } = run;
  const key = (name: string): string => `${name}/${clock.respond.length}${isTold(run) ? `/${String(due)}` : ''}`;
  const reminder = warningAt(calendar, run.from, due, policy.warnings.respond);
  return [
    { key: key('respond-reminder'), topic: 'respond-reminder', at: reminder, due },
    ...holding(view, 'respond', run, key('holding')),
    { key: key('respond-breach'), topic: 'respond-breach', at: due, due, isTarget: isTarget(run) },
  ];
}

function resolution(view: View): readonly Entry[] {
  const { clock, policy, calendar } = view;
  const run = clock.resolve;
  if (run?.watchBy == null || run.stoppedAt !== null) return [];
  const { watchBy: due } = run;
  // Each time that the client was told a later day there is a new deadline, so the day is part of the key.
  const key = (name: string): string => (isTold(run) ? `${name}/${String(due)}` : name);
  const reminder = warningAt(calendar, run.from, due, policy.warnings.resolve);
  return [
    { key: key('resolve-reminder'), topic: 'resolve-reminder', at: reminder, due },
    ...holding(view, 'resolve', run, 'holding/resolve'),
    { key: key('resolve-breach'), topic: 'resolve-breach', at: due, due, isTarget: isTarget(run) },
  ];
}

/** The client is told once a promise that it takes longer, later than staff were reminded. */
function holding({ policy, calendar }: View, clock: 'respond' | 'resolve', run: Run, key: string): readonly Entry[] {
  if (policy.holding === null || run.due === null || isTold(run)) return [];
  const { within } = run.promised;
  const at =
    policy.holding.before.amount === 0 ? run.due : warningAt(calendar, run.from, run.due, policy.holding.before, 0.75);
  return [{ key, topic: 'holding', at, due: run.due, clock, within }];
}

function escalations(view: View): readonly Entry[] {
  const { policy, subject, events, clock } = view;
  const asked = events
    .filter((event) => event.kind === 'escalation-asked')
    .map((event, index) => ({
      key: `escalation-asked/${index + 1}`,
      topic: 'escalation-asked' as const,
      at: event.at,
    }));
  if (clock.state === 'resolved' || clock.state === 'closed') return asked;
  const steps = policy.escalation.filter((step) => applies(step.when, subject));
  return [...asked, ...steps.flatMap((step) => escalation(view, step))];
}

function escalation({ clock, calendar }: View, step: EscalationStep): readonly Entry[] {
  const entry = { key: `escalation/${step.name}`, topic: 'escalation', step } as const;
  if (step.from === 'receipt') {
    if (clock.owedFrom === null) return [];
    const at = dueAfterPauses(calendar, clock.owedFrom, step.after, step.pauses ? clock.pauses : []);
    return at === null ? [] : [{ ...entry, at }];
  }
  const run = step.from === 'respond' ? clock.respond.at(-1) : clock[step.from];
  if (run?.due == null || run.stoppedAt !== null) return [];
  const round = step.from === 'respond' && clock.respond.length > 1 ? `/${clock.respond.length}` : '';
  return [{ ...entry, key: `${entry.key}${round}`, at: addSpan(calendar, run.due, step.after) }];
}

/** The client hears at an interval while the next word is ours, counted from the last that he heard or wrote. */
function updates({ policy, calendar, subject, events, isOurs, updateEvery }: View): readonly Entry[] {
  const rule = policy.updates.find((one) => applies(one.when, subject));
  if (!isOurs) return [];
  const words = events.filter((event) => HEARD.has(event.kind));
  const anchor = words.at(-1)?.at;
  const promised = events.findLast((event) => event.kind === 'next-update');
  if (anchor === undefined) return [];
  const named = promised !== undefined && isBefore(anchor, promised.by) ? promised.by : null;
  const every = updateEvery ?? rule?.every;
  const at = named ?? (every ? addSpan(calendar, anchor, every) : null);
  if (at === null) return [];
  const lead = rule?.askBefore ?? policy.warnings.respond;
  return [
    { key: `update-ask/${words.length}`, topic: 'update-ask', at: warningAt(calendar, anchor, at, lead), due: at },
    { key: `update/${words.length}`, topic: 'update', at },
  ];
}

const HEARD: ReadonlySet<ClockEvent['kind']> = new Set([
  'received',
  'client-wrote',
  'staff-answered',
  'told',
  'informed',
]);

/** What staff put off until a day comes back to them on that day. */
function waiting({ events }: View): readonly Entry[] {
  const last = events.findLast((event) => MOVING.has(event.kind));
  if (last?.kind !== 'staff-waits' || last.until === null) return [];
  return [{ key: `wait-over/${String(last.at)}`, topic: 'wait-over', at: last.until }];
}

const MOVING: ReadonlySet<ClockEvent['kind']> = new Set([
  'client-wrote',
  'staff-answered',
  'staff-waits',
  'staff-resolved',
  'client-agreed',
  'closed',
  'wait-over',
]);

/** Solved by staff, not yet confirmed: the client is asked, and where the policy allows it silence closes. */
function closing({ clock, policy, calendar, fired, events }: View): readonly Entry[] {
  const { resolvedAt } = clock;
  const agreed = clock.state === 'closed' ? events.findLast((event) => event.kind === 'client-agreed') : undefined;
  if (agreed !== undefined) return [{ key: `closure/${String(agreed.at)}`, topic: 'closure', at: agreed.at }];
  if (clock.state !== 'resolved' || resolvedAt === null) return [];
  const { followUp, silence } = policy.closure;
  const closesOn = silence && addSpan(calendar, resolvedAt, silence);
  const silent = { key: `silence/${String(resolvedAt)}`, topic: 'silence' } as const;
  if (followUp === null) return closesOn === null ? [] : [{ ...silent, at: closesOn }];
  const prefix = `follow-up/${String(resolvedAt)}/`;
  const asked = [...fired].filter(([key]) => key.startsWith(prefix)).map(([, at]) => at);
  const first = addSpan(calendar, resolvedAt, followUp.first);
  const ask: Entry = {
    key: `${prefix}${asked.length + 1}`,
    topic: 'follow-up',
    at: asked.reduce((at, last) => nextAsk(calendar, at, last, followUp.every), first),
    closesOn,
  };
  const asks = asked.length === 0 || followUp.every !== null ? [ask] : [];
  if (closesOn === null) return asks;
  // Silence means something only after the question; one that was asked late leaves as long for the answer.
  const late = asked[0] === undefined || isBefore(asked[0], first) ? null : asked[0].since(first);
  if (asked.length === 0 && isBefore(first, closesOn)) return asks;
  return [...asks, { ...silent, at: late === null ? closesOn : closesOn.add(late) }];
}

/** The rhythm is kept after an outage: what was missed is not made up for. */
function nextAsk(calendar: Calendar, planned: Instant, last: Instant, every: Span | null): Instant {
  let at = planned;
  while (every !== null && !isBefore(last, at)) at = addSpan(calendar, at, every);
  return at;
}

/** Longer nobody is chased; by then the incident has been with everybody for hours. */
const MOST_CALLS = 12;

function incidents({ policy, calendar, subject, events, clock, fired }: View): readonly Entry[] {
  const rule = policy.incident;
  if (rule === null || clock.state === 'closed') return [];
  const called = events.find((event) => event.kind === 'incident')?.at;
  const at = called ?? (rule.when !== null && applies(rule.when, subject) ? clock.receivedAt : null);
  if (at === null) return [];
  const begun = fired.get('incident');
  if (begun === undefined) return [{ key: 'incident', topic: 'incident', at }];
  if (rule.call === null || events.some((event) => event.kind === 'called')) return [];
  const calls = [...fired].filter(([key]) => key.startsWith('call/'));
  const turn = calls.length + 1;
  if (turn > MOST_CALLS) return [];
  const last = calls.at(-1)?.[1] ?? begun;
  return [{ key: `call/${turn}`, topic: 'call', turn, at: addSpan(calendar, last, rule.call.passOnAfter) }];
}

function feedback({ policy, calendar, events }: View): readonly Entry[] {
  const rule = policy.feedback;
  if (rule === null) return [];
  return events
    .filter((event) => event.kind === 'negative-feedback')
    .flatMap((event, index) => {
      const due = addSpan(calendar, event.at, rule.within);
      const answered = events.some((later) => ANSWERS.has(later.kind) && isBefore(event.at, later.at));
      const told: Entry = { key: `feedback/${index + 1}`, topic: 'feedback', at: event.at, due };
      if (answered) return [told];
      const warning = warningAt(calendar, event.at, due, rule.warnBefore);
      return [
        told,
        { key: `feedback-reminder/${index + 1}`, topic: 'feedback-reminder', at: warning, due } as const,
        { key: `feedback-breach/${index + 1}`, topic: 'feedback-breach', at: due, due } as const,
      ];
    });
}

const ANSWERS: ReadonlySet<ClockEvent['kind']> = new Set(['staff-answered', 'staff-resolved']);

/** A complaint opens an escalation report (procedure B, section 5). */
function reports({ policy, subject, clock }: View): readonly Entry[] {
  return categoryRule(policy, subject.category)?.escalationReport === true
    ? [{ key: 'escalation-report', topic: 'escalation-report', at: clock.receivedAt }]
    : [];
}

function isTold(run: Run): boolean {
  return run.watchBy !== null && run.promisedBy !== null && !run.watchBy.equals(run.promisedBy);
}

function isTarget(run: Run): boolean {
  return run.promised.kind === 'target';
}
