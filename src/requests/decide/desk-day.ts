import { nextOpening, type Calendar } from '../calendar.ts';
import type { DeskList, ListedMail } from '../desk-list.ts';
import { isBefore } from '../instant.ts';
import type { Firm, Step } from './decision.ts';
import { alarmFor, digestFor, isEmpty } from './digest.ts';

/** What waits for a person may wait so long before somebody is alarmed. */
export const ALARM_AFTER: Temporal.DurationLike = { hours: 1 };

/** Where the desk is open day and night, the day begins at this hour. */
const MORNING = 8;
const NIGHT_ENDS = 6;

/**
 * What the day of the desk brings: at the start of business everybody's list, once a day; and an alarm for a held mail that
 * nobody decided on for an hour, once a mail. Everybody who may decide on it hears it.
 */
export function decideDeskDay(
  list: DeskList,
  firm: Firm,
  { morning, overdue }: { readonly morning: string | null; readonly overdue: readonly ListedMail[] },
  now: Temporal.Instant,
): readonly Step[] {
  const digests = morning === null ? [] : firm.staff.map((member) => digestFor(member, list, firm, now));
  const alarms = firm.staff.flatMap((member) => alarmFor(member, overdue, firm, now) ?? []);
  return [
    ...(morning === null ? [] : [fired(morning)]),
    ...overdue.map(({ intake }) => fired(alarmKey(intake))),
    ...[...digests.filter((mail) => !isEmpty(mail)), ...alarms].map((mail): Step => ({ do: 'mail', mail })),
  ];
}

function fired(deadline: string): Step {
  return { do: 'event', kind: 'fired', actor: 'replydesk', reasons: [], data: { deadline } };
}

/** The name under which it is kept that the alarm for a held mail was given. */
function alarmKey(intake: number): string {
  return `${ALARM}${intake}`;
}

export const ALARM = 'held/';

/** The name of this day's list once business has begun; null before, and on days without business. */
export function morningOf(calendar: Calendar, now: Temporal.Instant): string | null {
  const today = now.toZonedDateTimeISO(calendar.timeZone).startOfDay();
  const opening = nextOpening(calendar, today.toInstant()).toZonedDateTimeISO(calendar.timeZone);
  if (!opening.toPlainDate().equals(today.toPlainDate())) return null;
  const begins = opening.hour < NIGHT_ENDS ? today.with({ hour: MORNING }) : opening;
  return isBefore(now, begins.toInstant()) ? null : `digest/${today.toPlainDate().toString()}`;
}
