import type { ClockFacts, Webhook } from '../../requests/decide/clock.ts';
import { decideClock, nextDue } from '../../requests/decide/clock.ts';
import type { Decision, Facts, Firm, Step } from '../../requests/decide/decision.ts';
import { tierOf } from '../../requests/decide/judgement.ts';
import { decide } from '../../requests/decide/message.ts';
import { clockHistory, feedbackIn } from '../../requests/clock-history.ts';
import type { LoggedEvent } from '../../requests/clock-history.ts';
import type { OutgoingMail } from '../../requests/delivery.ts';
import { ANSWERS_NOTHING } from '../../requests/question.ts';
import type { Request } from '../../requests/request.ts';
import { letterOf, threadingOf } from './letter.ts';
import type { StoryItem, Timetable } from './timetable.ts';
import { instantOf } from './timetable.ts';

type Instant = Temporal.Instant;

/** What left, and when the next server took it. */
export type Sent = {
  readonly at: Instant;
  /** The name that the timetable gives the request. */
  readonly request: string;
  readonly what: OutgoingMail | Webhook;
};

type Played = {
  readonly name: string;
  request: Request;
  participants: Facts['participants'];
  readonly log: LoggedEvent[];
  lastText: string;
};

/**
 * Plays a timetable over the same decisions as the running desk makes, with its own time and nothing else: a book in
 * memory stands for the database, and the next server accepts at once unless the timetable says that it is down.
 */
export function play(timetable: Timetable, firm: Firm): readonly Sent[] {
  return new Player(timetable, firm).play();
}

class Player {
  readonly #timetable: Timetable;
  readonly #firm: Firm;
  readonly #zone: string;
  readonly #played = new Map<string, Played>();
  readonly #sent: Sent[] = [];
  /** Acknowledgements on their way to a server that is down. */
  readonly #acceptances: { at: Instant; played: Played }[] = [];

  constructor(timetable: Timetable, firm: Firm) {
    this.#timetable = timetable;
    this.#firm = firm;
    this.#zone = firm.calendar.timeZone;
  }

  play(): readonly Sent[] {
    const story = this.#timetable.story.map((item) => {
      const at = instantOf(item.at, this.#zone);
      return { item, at, seen: this.#awake(at) };
    });
    story.sort((a, b) => Temporal.Instant.compare(a.seen, b.seen) || Temporal.Instant.compare(a.at, b.at));
    for (const { item, at, seen } of story) {
      this.#passTime(seen, false);
      this.#happen(item, at, seen);
    }
    this.#passTime(instantOf(this.#timetable.until, this.#zone), true);
    return this.#sent.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at));
  }

  /** Lets everything happen that time sets off before `until`; at that very moment only where nothing else happens then. */
  #passTime(until: Instant, including: boolean): void {
    for (;;) {
      const accepted = this.#acceptances.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at))[0];
      const due = this.#nextDue();
      const first = accepted && (due === null || !isBefore(due.at, accepted.at)) ? accepted.at : (due?.at ?? null);
      if (first === null || (including ? isBefore(until, first) : !isBefore(first, until))) return;
      if (accepted && first === accepted.at) this.#accept(accepted);
      else if (due) this.#tick(due.played, due.at);
    }
  }

  #nextDue(): { at: Instant; played: Played } | null {
    let first: { at: Instant; played: Played } | null = null;
    for (const played of this.#played.values()) {
      const due = nextDue(this.#clockFacts(played, played.request.openedAt));
      const at = due && this.#awake(due);
      if (at !== null && (first === null || isBefore(at, first.at))) first = { at, played };
    }
    return first;
  }

  #tick(played: Played, now: Instant): void {
    const decision = decideClock(this.#clockFacts(played, now));
    for (const step of decision.steps) this.#take(step, played, now, now);
  }

  #happen(item: StoryItem, at: Instant, now: Instant): void {
    if (item.logs !== undefined) {
      this.#log(item, at, now);
      return;
    }
    const known = item.on === undefined ? null : this.#known(item.on);
    const decision = decide(this.#mailFacts(item, known, at, now));
    const played = known ?? this.#open(item, decision);
    if (item.client !== undefined) played.lastText = item.says ?? '';
    for (const step of decision.steps) this.#take(step, played, at, now);
  }

  /** Times in an event are local too, and stand in the log as instants. */
  #log({ on, logs }: StoryItem, at: Instant, now: Instant): void {
    const { kind, until, by, ...rest } = logs!;
    const played = this.#known(on ?? '');
    const times = Object.entries({ until, by }).flatMap(([key, local]) =>
      local === undefined ? [] : [[key, String(instantOf(local, this.#zone))]],
    );
    played.log.push({ at, kind, data: { ...rest, ...Object.fromEntries(times) } as LoggedEvent['data'] });
    this.#tick(played, now);
  }

  #known(name: string): Played {
    const played = this.#played.get(name);
    if (played === undefined) throw new Error(`no request named "${name}" was started yet`);
    return played;
  }

  #open(item: StoryItem, decision: Decision): Played {
    if (decision.request === null || !('open' in decision.request))
      throw new Error(
        `the mail of ${item.at} opens no request: ${decision.reasons[0]?.detail ?? decision.disposition}`,
      );
    const { open } = decision.request;
    const unset = { acknowledgedAt: null, firstResponseAt: null, resolvedAt: null, closedAt: null, mergedInto: null };
    const request: Request = { ...open, ...unset, number: this.#played.size + 1, lastActivityAt: open.openedAt };
    const played: Played = { name: item.starts ?? '', request, participants: [], log: [], lastText: '' };
    this.#played.set(played.name, played);
    return played;
  }

  /** What a timetable can show; all other steps concern what only the database knows. */
  #take(step: Step | Webhook, played: Played, at: Instant, now: Instant): void {
    if (step.do === 'change') played.request = { ...played.request, ...step.changes };
    if (step.do === 'event') played.log.push({ at, kind: step.kind, data: step.data });
    if (step.do === 'participant') played.participants = [...played.participants, { ...step.address, role: step.role }];
    if (step.do === 'mail' && step.mail.state === 'queued') this.#send(step.mail, played, now);
    if (step.do === 'webhook') this.#sent.push({ at: now, request: played.name, what: step });
  }

  #send(mail: OutgoingMail, played: Played, now: Instant): void {
    const at = after(now, this.#timetable.mailDown, this.#zone);
    this.#sent.push({ at, request: played.name, what: mail });
    if (mail.content.kind === 'acknowledgement') this.#acceptances.push({ at, played });
  }

  #accept(acceptance: { at: Instant; played: Played }): void {
    this.#acceptances.splice(this.#acceptances.indexOf(acceptance), 1);
    acceptance.played.log.push({ at: acceptance.at, kind: 'acknowledged', data: {} });
  }

  #awake(at: Instant): Instant {
    return after(at, this.#timetable.asleep, this.#zone);
  }

  #clockFacts({ request, log, lastText }: Played, now: Instant): ClockFacts {
    const tier = tierOf(this.#firm, request.client.address);
    return { request, tier, feedback: feedbackIn(log), events: clockHistory(log), lastText, firm: this.#firm, now };
  }

  #mailFacts(item: StoryItem, played: Played | null, at: Instant, now: Instant): Facts {
    return {
      letter: letterOf(item, at),
      threading: threadingOf(item, played?.request.number ?? null),
      request: played?.request ?? null,
      participants: played?.participants ?? [],
      token: null,
      duplicate: false,
      counts: { addressThreeHours: 0, addressDay: 0, domainTenMinutes: 0 },
      bounced: [],
      answer: ANSWERS_NOTHING,
      firm: this.#firm,
      now,
    };
  }
}

/** The moment itself, or the end of the stretch in which it lies. */
function after(at: Instant, stretches: readonly { from: string; until: string }[], timeZone: string): Instant {
  const stretch = stretches.find(
    ({ from, until }) => !isBefore(at, instantOf(from, timeZone)) && isBefore(at, instantOf(until, timeZone)),
  );
  return stretch ? instantOf(stretch.until, timeZone) : at;
}

function isBefore(a: Instant, b: Instant): boolean {
  return Temporal.Instant.compare(a, b) < 0;
}
