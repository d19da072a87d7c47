/**
 * What time sets off for the desk as a whole, besides its requests: that a new client was welcomed in time, and that the
 * procedure is looked at once a year and after what went badly. Decided like everything else: purely, each once.
 */
import { canonicalAddress } from '../address.ts';
import type { Address } from '../address.ts';
import { warningAt } from '../deadline.ts';
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
};

const RUNNERS: readonly Contact[] = [{ role: 'manager' }, { role: 'admin' }];

/** Decides on all that is due by `now`; each person gets one mail for each matter. */
export function decideDeskClock(
  facts: DeskClockFacts,
  now: Instant,
): { readonly steps: readonly Step[]; readonly next: Instant | null } {
  const entries = deskAgenda(facts);
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
  return { steps: [...fired, ...useful.flatMap((entry) => mails(entry, facts.firm, now))], next };
}

/** Everything that is still to come, in order of time. */
function deskAgenda(facts: DeskClockFacts): readonly Entry[] {
  return [...facts.onboardings.flatMap((one) => welcome(one, facts.firm)), ...reviews(facts)]
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

const MOST_REVIEWS = 20;

function reviews({ reviewedAt, incidents, firm: { policy, calendar } }: DeskClockFacts): readonly Entry[] {
  const rule = policy.review;
  if (rule === null) return [];
  const common = { to: rule.to, title: `Review of the procedure "${policy.title}"` };
  const last = reviewedAt.toZonedDateTimeISO(calendar.timeZone);
  // Where nobody says that it was reviewed, the next year asks again.
  const yearly = Array.from({ length: MOST_REVIEWS }, (_, index) => {
    const due = last.add({ months: rule.everyMonths * (index + 1) }).toInstant();
    return {
      ...common,
      key: `review/${String(due)}`,
      at: addSpan(calendar, due, { ...rule.remindBefore, amount: -rule.remindBefore.amount }),
      message: `The procedure is to be reviewed by ${staffMoment(calendar, due)}. Its figures are in replydesk report sla; replydesk policy reviewed says that it was done.`,
    };
  });
  const after = incidents
    .filter(({ closedAt }) => rule.afterIncidents && isBefore(reviewedAt, closedAt))
    .map(({ request, closedAt }) => ({
      ...common,
      key: `review-after/${request}`,
      at: closedAt,
      message: `The incident of request #${request} is closed. Please look at what the procedure should learn from it.`,
    }));
  return [...yearly, ...after];
}

function mails({ to, title, message }: Entry, firm: Firm, now: Instant): readonly Step[] {
  const nobody = { owner: null, team: null, client: { name: '', address: '' } };
  const content = { kind: 'report', title, period: staffMoment(firm.calendar, now), message } as const;
  return peopleOf(to, nobody, firm).map((member) => ({
    do: 'mail',
    mail: toStaff({ firm, now }, member, content),
  }));
}
