import { parseHours, parseWindow } from './hours.ts';
import type { Read } from './hours.ts';
import { LONGEST_GAP_DAYS } from './openings.ts';
import type { Calendar, Closure, Holiday, OpeningWindow, SpecialOpening } from './plan.ts';
import { windowsOfDate } from './plan.ts';

/** The `calendar` of a configuration, its shape already checked, its words not. */
export type CalendarConfig = {
  readonly timeZone: string;
  readonly hours: Readonly<Record<string, string | readonly string[]>>;
  /** A list of dates; holidays of a country are looked up beforehand and come in beside. */
  readonly holidays?: readonly string[] | undefined;
  /** Own closing days: dates, or ranges such as "2026-12-24/2026-12-31". */
  readonly closed?: readonly string[] | undefined;
  /** Days with hours of their own: date → interval or a list of them. */
  readonly open?: Readonly<Record<string, string | readonly string[]>> | undefined;
};

/** A calendar, or what is wrong under which key of `calendar`. */
export type CalendarRead =
  | { readonly ok: true; readonly calendar: Calendar }
  | { readonly ok: false; readonly key: keyof CalendarConfig; readonly problem: string };

/** Makes the calendar of a configuration, with the public holidays of its place; it is sure to open again and again. */
export function calendarFromConfig(config: CalendarConfig, publicHolidays: readonly Holiday[] = []): CalendarRead {
  if (!isTimeZone(config.timeZone)) return wrong('timeZone', `"${config.timeZone}" is not an IANA time zone`);
  const week = parseHours(config.hours);
  if (!week.ok) return wrong('hours', week.problem);
  const holidays = each(config.holidays ?? [], parseHoliday);
  if (!holidays.ok) return wrong('holidays', holidays.problem);
  const closures = each(config.closed ?? [], parseClosure);
  if (!closures.ok) return wrong('closed', closures.problem);
  const openings = each(Object.entries(config.open ?? {}), parseOpening);
  if (!openings.ok) return wrong('open', openings.problem);
  const calendar: Calendar = {
    timeZone: config.timeZone,
    week: week.value,
    holidays: [...publicHolidays, ...holidays.value],
    closures: closures.value,
    openings: openings.value,
  };
  const silence = longSilence(calendar);
  return silence === null ? { ok: true, calendar } : wrong('closed', silence);
}

/** The same calendar with further holidays, if it still opens again and again. */
export function withHolidays(calendar: Calendar, days: readonly Holiday[]): CalendarRead {
  if (days.length === 0) return { ok: true, calendar };
  const more = { ...calendar, holidays: [...calendar.holidays, ...days] };
  const silence = longSilence(more);
  return silence === null ? { ok: true, calendar: more } : wrong('holidays', silence);
}

/** Reads a closing day or a range of them. */
export function parseClosure(text: string): Read<Closure> {
  const [from, to = from, ...rest] = text.split(/\s*(?:\/|\.\.| to )\s*/).map(plainDate);
  if (from === undefined || to === undefined || from === null || to === null || rest.length > 0)
    return bad(`"${text}" is not a date such as 2026-12-24 or a range such as 2026-12-24/2026-12-31`);
  return to < from ? bad(`"${text}" ends before it begins`) : { ok: true, value: { from, to, reason: '' } };
}

function parseHoliday(text: string): Read<Holiday> {
  const date = plainDate(text);
  return date === null ? bad(`"${text}" is not a date such as 2026-12-25`) : { ok: true, value: { date, name: '' } };
}

function parseOpening([day, hours]: readonly [string, string | readonly string[]]): Read<SpecialOpening> {
  const date = plainDate(day);
  if (date === null) return bad(`"${day}" is not a date such as 2026-12-19`);
  const windows = each(typeof hours === 'string' ? [hours] : hours, parseWindow);
  return windows.ok
    ? { ok: true, value: { date, windows: windows.value satisfies readonly OpeningWindow[] } }
    : windows;
}

function plainDate(text: string): string | null {
  const date = text.trim();
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  try {
    return Temporal.PlainDate.from(date, { overflow: 'reject' }).toString();
  } catch {
    return null;
  }
}

function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** The first stretch around the listed closing days in which nothing opens for too long, in words; else null. */
function longSilence(calendar: Calendar): string | null {
  const windows = windowsOfDate(calendar);
  const starts = [...calendar.holidays.map((day) => day.date), ...calendar.closures.map((closure) => closure.from)];
  for (const start of new Set(starts)) {
    const first = Temporal.PlainDate.from(start).subtract({ days: 7 });
    let closed = 0;
    for (let step = 0; step <= LONGEST_GAP_DAYS + 7; step++) {
      closed = windows(first.add({ days: step })).length > 0 ? 0 : closed + 1;
      if (closed > LONGEST_GAP_DAYS) return `nothing opens for more than ${LONGEST_GAP_DAYS} days around ${start}`;
      if (closed === 0 && step > 7) break;
    }
  }
  return null;
}

function each<In, Out>(items: readonly In[], read: (item: In) => Read<Out>): Read<readonly Out[]> {
  const values: Out[] = [];
  for (const item of items) {
    const one = read(item);
    if (!one.ok) return one;
    values.push(one.value);
  }
  return { ok: true, value: values };
}

function bad(problem: string): Read<never> {
  return { ok: false, problem };
}

function wrong(key: keyof CalendarConfig, problem: string): CalendarRead {
  return { ok: false, key, problem };
}
