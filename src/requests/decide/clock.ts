/**
 * What follows when time has passed: the deadlines of a request that came due, each exactly once, decided purely and
 * written by the clockwork in one transaction. Whoever was asleep wakes to what is still useful: a reminder of what is
 * already overdue is dropped, updates that were missed become one, and each person gets one mail with all its reasons.
 */
import type { ClockEvent } from '../clock-event.ts';
import { isBefore } from '../instant.ts';
import type { Feedback, Subject } from '../policy.ts';
import type { Reason } from '../reason.ts';
import type { Request } from '../request.ts';
import { agenda } from './agenda.ts';
import type { Entry } from './agenda.ts';
import type { Caused } from './clock-effects.ts';
import { effectsOf } from './clock-effects.ts';
import { clientConfig } from './contacts.ts';
import { letters } from './clock-letters.ts';
import type { Firm, Step } from './decision.ts';

/** Everything that a decision about a request's time is made from. */
export type ClockFacts = {
  readonly request: Request;
  readonly tier: string | null;
  readonly feedback: Feedback | null;
  /** In order, beginning with the receipt. */
  readonly events: readonly ClockEvent[];
  /** What the client wrote last, for those who are asked to act. */
  readonly lastText: string;
  /** When the client was last asked how we did; absent or null: never. */
  readonly surveyedAt?: Temporal.Instant | null;
  readonly firm: Firm;
  readonly now: Temporal.Instant;
};

/** What other systems can be told. */
export const WEBHOOK_EVENTS = ['escalation', 'incident'] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** A webhook is called like a mail is sent: queued in the same transaction, retried until it is accepted. */
export type Webhook = {
  readonly do: 'webhook';
  readonly event: WebhookEvent;
  readonly data: Readonly<Record<string, unknown>>;
};

export type ClockDecision = {
  readonly steps: readonly (Step | Webhook)[];
  readonly reasons: readonly Reason[];
  /** When the clockwork must look at this request again; null: never, as it stands. */
  readonly next: Temporal.Instant | null;
};

/** A decision can make something else due at once (what was put off comes back overdue), but not for ever. */
const MOST_ROUNDS = 10;

/** Decides on all that is due by `now`. */
export function decideClock(facts: ClockFacts): ClockDecision {
  let { events } = facts;
  const effects: Caused[] = [];
  const steps: Step[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const due = agendaOf(facts, events).filter((entry) => !isBefore(facts.now, entry.at));
    if (due.length === 0) break;
    const useful = withoutStale(due);
    const made = useful.flatMap((entry) => {
      const reason = reasonOf(entry, facts);
      return effectsOf(entry, { ...facts, events }).map((effect) => ({ ...effect, reason }));
    });
    effects.push(...made);
    steps.push(...due.map((entry) => firedStep(entry, useful.includes(entry), facts)));
    events = [
      ...events,
      ...made.flatMap((effect) => effect.clock ?? []),
      ...due.map((entry) => fired(entry, facts.now)),
    ];
  }
  const next = nextOf(agendaOf(facts, events));
  const reasons = [...new Set(effects.map((effect) => effect.reason))];
  return { steps: [...steps, ...letters(effects, facts), ...wakeUp(next)], reasons, next };
}

/** When the clockwork must look at a request, as its events stand now. */
export function nextDue(facts: Omit<ClockFacts, 'now' | 'lastText'>): Temporal.Instant | null {
  return nextOf(agendaOf(facts, facts.events));
}

/** The one row of the database by which the clockwork finds a request: what is next due, or nothing. */
export function wakeUp(next: Temporal.Instant | null): readonly Step[] {
  return next === null
    ? [{ do: 'settle', kinds: ['clockwork'], as: 'cancelled' }]
    : [{ do: 'deadline', kind: 'clockwork', dueAt: next }];
}

function agendaOf(facts: Omit<ClockFacts, 'now' | 'lastText'>, events: readonly ClockEvent[]): readonly Entry[] {
  const { policy, calendar } = facts.firm;
  const updateEvery = clientConfig(facts.firm, facts.request.client.address)?.updates ?? null;
  return agenda({ policy, calendar, subject: subjectOf(facts), events, updateEvery });
}

/** What the rules of the policy look at. */
export function subjectOf({ request, tier, feedback }: Pick<ClockFacts, 'request' | 'tier' | 'feedback'>): Subject {
  return { priority: request.priority, category: request.category, tier, feedback };
}

/** What each topic makes pointless when it comes due in the same pass. */
const SUPERSEDES: Partial<Record<Entry['topic'], readonly Entry['topic'][]>> = {
  'acknowledge-overdue': ['acknowledge-warning'],
  'respond-breach': ['respond-reminder'],
  'resolve-breach': ['resolve-reminder'],
  'feedback-breach': ['feedback-reminder'],
  holding: ['update', 'update-ask'],
  incident: ['update', 'update-ask'],
  update: ['update-ask'],
};

function withoutStale(due: readonly Entry[]): readonly Entry[] {
  const stale = new Set(due.flatMap((entry) => SUPERSEDES[entry.topic] ?? []));
  return due.filter((entry) => !stale.has(entry.topic));
}

function fired(entry: Entry, at: Temporal.Instant): ClockEvent {
  return { kind: 'fired', at, deadline: entry.key };
}

function firedStep(entry: Entry, useful: boolean, facts: ClockFacts): Step {
  const data = { deadline: entry.key, due: String(entry.at), ...(useful ? {} : { folded: true }) };
  const reason = reasonOf(entry, facts);
  const detail = useful ? reason.detail : `${reason.detail}; by then it said nothing new`;
  return { do: 'event', kind: 'fired', actor: 'replydesk', reasons: [{ ...reason, detail }], data };
}

function reasonOf(entry: Entry, { firm }: ClockFacts): Reason {
  const detail =
    entry.topic === 'escalation' ? `${entry.step.name}, due ${String(entry.at)}` : `due ${String(entry.at)}`;
  return { code: entry.topic, detail, source: `policy ${firm.policy.name}, version ${firm.policy.version}` };
}

function nextOf(entries: readonly Entry[]): Temporal.Instant | null {
  return entries[0]?.at ?? null;
}
