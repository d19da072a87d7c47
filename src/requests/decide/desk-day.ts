import { nextOpening, type Calendar } from '../calendar.ts';
import type { DeskList, ListedMail, ListedRequest } from '../desk-list.ts';
import { isBefore } from '../instant.ts';
import type { Request } from '../request.ts';
import { audience, staffByAddress } from '../staff.ts';
import { wordsFor } from '../staff-words.ts';
import type { Firm, Step } from './decision.ts';
import { alarmFor, digestFor, foldedFor, isEmpty } from './digest.ts';
import { toStaff } from './staff/letters.ts';

/** What waits for a person may wait so long before somebody is alarmed. */
export const ALARM_AFTER: Temporal.DurationLike = { hours: 1 };

/** Names under which it is kept that the alarm for a held mail was given, and that a colleague was reminded. */
export const ALARM = 'held/';
export const ACTION = 'action/';

/** Where the desk is open day and night, the day begins at this hour. */
const MORNING = 8;
const NIGHT_ENDS = 6;

/** Something that a colleague has to do, and its time has come. */
export type DueAction = {
  /** Under which it is kept that he was reminded. */
  readonly name: string;
  readonly request: number;
  /** Address of the colleague. */
  readonly who: string;
  readonly what: string;
};

export type DueForDesk = {
  /** Name of the morning whose lists are to be sent; null: none is. */
  readonly morning: string | null;
  /** Mails that wait for too long. */
  readonly overdue: readonly ListedMail[];
  readonly actions: readonly DueAction[];
  /** What came to colleagues in a storm. */
  readonly folded: readonly FoldedList[];
};

export type FoldedList = {
  readonly address: string;
  /** Under which it is kept that the list was sent. */
  readonly key: string;
  readonly count: number;
  readonly requests: readonly ListedRequest[];
};

/**
 * What the day of the desk brings: at the start of business everybody's list, once a day; and an alarm for a held mail that
 * nobody decided on for an hour, once a mail. Everybody who may decide on it hears it.
 */
export function decideDeskDay(
  list: DeskList,
  firm: Firm,
  { morning, overdue, actions, folded }: DueForDesk,
  now: Temporal.Instant,
): readonly Step[] {
  const digests = morning === null ? [] : firm.staff.map((member) => digestFor(member, list, firm, now));
  const alarms = firm.staff.flatMap((member) => alarmFor(member, overdue, firm, now) ?? []);
  const lists = folded.flatMap(({ address, ...list }) => {
    const member = staffByAddress(firm.staff, address);
    return member === null ? [] : [foldedFor(member, list, firm, now)];
  });
  return [
    ...(morning === null ? [] : [fired(morning)]),
    ...overdue.map(({ intake }) => fired(`${ALARM}${intake}`)),
    ...actions.map(({ name }) => fired(name)),
    ...folded.map(({ key }) => fired(key)),
    ...[...[...digests, ...lists].filter((mail) => !isEmpty(mail)), ...alarms].map((mail): Step => ({
      do: 'mail',
      mail,
    })),
  ];
}

function fired(deadline: string): Step {
  return { do: 'event', kind: 'fired', actor: 'replydesk', reasons: [], data: { deadline } };
}

/** Whoever has to do it is reminded once, on its request; where he is here no more, whoever has the request. */
export function remindOf(action: DueAction, request: Request, firm: Firm, now: Temporal.Instant): readonly Step[] {
  const member = staffByAddress(firm.staff, action.who);
  const told = member === null ? audience(firm.staff, request) : [member];
  return told.map((one) => ({
    do: 'mail',
    mail: toStaff({ firm, now }, one, {
      kind: 'notification',
      author: request.client,
      text: '',
      folded: '',
      notice: wordsFor(firm, one).notice.dueNow(action.what),
      changes: [],
      attachments: [],
    }),
  }));
}

/** The name of this day's list once business has begun; null before, and on days without business. */
export function morningOf(calendar: Calendar, now: Temporal.Instant): string | null {
  const today = now.toZonedDateTimeISO(calendar.timeZone).startOfDay();
  const opening = nextOpening(calendar, today.toInstant()).toZonedDateTimeISO(calendar.timeZone);
  if (!opening.toPlainDate().equals(today.toPlainDate())) return null;
  const begins = opening.hour < NIGHT_ENDS ? today.with({ hour: MORNING }) : opening;
  return isBefore(now, begins.toInstant()) ? null : `digest/${today.toPlainDate().toString()}`;
}
