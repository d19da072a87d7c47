/**
 * What time sets off for the desk as a whole, besides its requests: that a new client was welcomed in time, that the procedure
 * is looked at once a year and after what went badly, and that those who answer for the desk hear once a week how it stands.
 * Decided like everything else: purely, each once.
 */
import { canonicalAddress } from '../address.ts';
import type { Address } from '../address.ts';
import { nextOpening, type Calendar } from '../calendar.ts';
import { warningAt } from '../deadline.ts';
import type { Figure, OutgoingMail } from '../delivery.ts';
import { inOrder, isBefore } from '../instant.ts';
import { staffMoment } from '../moment.ts';
import type { Contact } from '../policy.ts';
import { addSpan } from '../span.ts';
import { peopleOf } from './contacts.ts';
import type { Firm, Step } from './decision.ts';
import { toStaff } from './staff/letters.ts';

type Instant = Temporal.Instant;

/** A new client as staff announced him; the welcome counts once a server has taken it. */
export type Onboarding = {
  readonly client: Address;
  readonly announcedAt: Instant;
  readonly welcomedAt: Instant | null;
};

export type DeskClockFacts = {
  readonly onboardings: readonly Onboarding[];
  /** When the procedure was last reviewed; at first when the desk went live. */
  readonly reviewedAt: Instant;
  /** When the desk went live. */
  readonly beganAt: Instant;
  /** Critical incidents that were closed since. */
  readonly incidents: readonly { readonly request: number; readonly closedAt: Instant }[];
  /** Keys of what was done already. */
  readonly fired: ReadonlySet<string>;
  readonly firm: Firm;
};

type Entry = {
  readonly key: string;
  readonly at: Instant;
  readonly to: readonly Contact[];
  readonly title: string;
  readonly message: string;
  /** The time of whose figures it tells; absent: of none. */
  readonly period?: Period;
  readonly asks?: OutgoingMail['asks'];
};

/** A stretch of time, its end left out. */
export type Period = { readonly from: Instant; readonly until: Instant };

/** What is to be told of a period: lines in words, and what was counted. */
export type Standing = { readonly lines: readonly string[]; readonly figures: readonly Figure[] };

const NOTHING_COUNTED: Standing = { lines: [], figures: [] };

const RUNNERS: readonly Contact[] = [{ role: 'manager' }, { role: 'admin' }];

/** The periods of which the mails that are due tell: counting takes longer than deciding, so it is done only for these. */
export function periodsDue(facts: DeskClockFacts, now: Instant): readonly Period[] {
  return deskAgenda(facts, now).flatMap(({ at, period }) => (period && !isBefore(now, at) ? [period] : []));
}

/** Decides on all that is due by `now`; each person gets one mail for each matter. */
export function decideDeskClock(
  facts: DeskClockFacts,
  now: Instant,
  standing: (period: Period) => Standing = () => NOTHING_COUNTED,
): { readonly steps: readonly Step[]; readonly next: Instant | null } {
  const entries = deskAgenda(facts, now);
  const due = entries.filter((entry) => !isBefore(now, entry.at));
  const next = entries.find((entry) => isBefore(now, entry.at))?.at ?? null;
  // A warning that comes due together with what it warns of says nothing new.
  const useful = due.filter(
    (entry) => !due.some((other) => other.key === entry.key.replace('-warning/', '-overdue/') && other !== entry),
  );
  const fired = due.map(({ key, at }): Step => ({
    do: 'event',
    kind: 'fired',
    actor: 'replydesk',
    reasons: [],
    data: { deadline: key, due: String(at) },
  }));
  return { steps: [...fired, ...useful.flatMap((entry) => mails(entry, facts.firm, now, standing))], next };
}

/** Everything that is still to come, in order of time. */
function deskAgenda(facts: DeskClockFacts, now: Instant): readonly Entry[] {
  return [...facts.onboardings.flatMap((one) => welcome(one, facts.firm)), ...reviews(facts), ...weekly(facts, now)]
    .filter((entry) => !facts.fired.has(entry.key))
    .toSorted(inOrder);
}

function welcome({ client, announcedAt, welcomedAt }: Onboarding, { policy, calendar }: Firm): readonly Entry[] {
  const rule = policy.welcome;
  if (rule === null || welcomedAt !== null) return [];
  const due = addSpan(calendar, announcedAt, rule.within);
  const by = staffMoment(calendar, due);
  const id = `${canonicalAddress(client.address)}/${String(announcedAt)}`;
  const common = { to: RUNNERS, title: `Welcome of ${client.name || client.address}` };
  return [
    {
      ...common,
      key: `welcome-warning/${id}`,
      at: warningAt(calendar, announcedAt, due, rule.warnBefore),
      message: `The welcome to this new client has not been accepted by a mail server yet; it is promised by ${by}.`,
    },
    {
      ...common,
      key: `welcome-overdue/${id}`,
      at: due,
      message: `The welcome to this new client should have been accepted by a mail server by ${by}.`,
    },
  ];
}

const HOW_TO_SAY_SO =
  'Once it is done, answer this mail with "reviewed" in the first line, and below it what is to change.';

const MOST_REVIEWS = 20;

function reviews({ reviewedAt, incidents, firm: { policy, calendar } }: DeskClockFacts): readonly Entry[] {
  const rule = policy.review;
  if (rule === null) return [];
  const common = {
    to: rule.to,
    title: `Review of the procedure "${policy.title}"`,
    asks: { kind: 'review', policy: policy.name, version: policy.version },
  } as const;
  const last = reviewedAt.toZonedDateTimeISO(calendar.timeZone);
  // Where nobody says that it was reviewed, the next year asks again.
  const yearly = Array.from({ length: MOST_REVIEWS }, (_, index) => {
    const due = last.add({ months: rule.everyMonths * (index + 1) }).toInstant();
    const at = addSpan(calendar, due, { ...rule.remindBefore, amount: -rule.remindBefore.amount });
    return {
      ...common,
      key: `review/${String(due)}`,
      at,
      period: { from: last.add({ months: rule.everyMonths * index }).toInstant(), until: at },
      message: `The procedure is to be reviewed by ${staffMoment(calendar, due)}. ${HOW_TO_SAY_SO}`,
    };
  });
  const after = incidents
    .filter(({ closedAt }) => rule.afterIncidents && isBefore(reviewedAt, closedAt))
    .map(({ request, closedAt }) => ({
      ...common,
      key: `review-after/${request}`,
      at: closedAt,
      message: `The incident of request #${request} is closed. Please look at what the procedure should learn from it. ${HOW_TO_SAY_SO}`,
    }));
  return [...yearly, ...after];
}

/** How the desk stood last week, at the first opening of this one; a desk that slept for weeks tells of the last. */
function weekly({ beganAt, firm: { weekly = [], calendar } }: DeskClockFacts, now: Instant): readonly Entry[] {
  const today = now.toZonedDateTimeISO(calendar.timeZone).startOfDay();
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  return [monday, monday.add({ weeks: 1 })].flatMap((begin) => {
    const [from, until] = [begin.subtract({ weeks: 1 }).toInstant(), begin.toInstant()];
    if (weekly.length === 0 || !isBefore(beganAt, until)) return [];
    return {
      key: `weekly/${begin.toPlainDate().toString()}`,
      at: nextOpening(calendar, until),
      to: weekly.map((address) => ({ address })),
      title: 'The desk last week',
      message: '',
      period: { from, until },
    };
  });
}

/** The first and the last day of a period, as "Mon 16 Nov to Sun 22 Nov". */
function daysOf({ from, until }: Period, calendar: Calendar): string {
  const day = (at: Instant): string => staffMoment(calendar, at).replace(/ \d\d:\d\d$/, '');
  return `${day(from)} to ${day(until.subtract({ seconds: 1 }))}`;
}

function mails(
  { to, title, message, period, asks }: Entry,
  firm: Firm,
  now: Instant,
  standing: (period: Period) => Standing,
): readonly Step[] {
  const nobody = { owner: null, team: null, client: { name: '', address: '' } };
  const { lines, figures } = period ? standing(period) : NOTHING_COUNTED;
  const days = period ? daysOf(period, firm.calendar) : staffMoment(firm.calendar, now);
  const text = [message, ...lines].filter((line) => line !== '').join('\n\n');
  const content = { kind: 'report', title, period: days, message: text, figures } as const;
  return peopleOf(to, nobody, firm).map((member) => ({
    do: 'mail',
    mail: { ...toStaff({ firm, now }, member, content), ...(asks ? { asks } : {}) },
  }));
}
