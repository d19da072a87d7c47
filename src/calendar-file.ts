/**
 * The `calendar` of a configuration: its shape, and making the core's Calendar from it with the public holidays of its
 * place. Commands that only reckon with time read it alone, so that they ask for no mailbox and no secret.
 */
import { z } from 'zod';
import { publicHolidays } from './holidays.ts';
import { calendarFromConfig } from './requests/calendar/from-config.ts';
import type { CalendarRead } from './requests/calendar/from-config.ts';

const interval = z.string('write an interval in quotes, such as "09:00-17:00"');
const intervals = z.union([interval, z.array(interval)]);
const date = z.string('write a date such as 2026-12-25');

/** The `calendar` key of a configuration. What the words in it say is judged by makeCalendar. */
export const calendarSchema = z.strictObject({
  timeZone: z.string().min(1),
  hours: z.record(z.string(), intervals),
  holidays: z
    .union([
      z.strictObject({
        country: z.string().min(2).optional(),
        region: z.string().min(1).optional(),
        dates: z.array(date).default([]),
        feeds: z
          .array(
            z.url({ protocol: /^(https?|webcal)$/, error: 'write an address such as https://example.com/days.ics' }),
          )
          .max(20)
          .default([])
          .describe('iCalendar files whose all-day events are closing days; asked for twice a day'),
      }),
      z.array(date),
    ])
    .default([]),
  closed: z.array(date).default([]),
  open: z.record(z.string(), intervals).default({}),
});

export type CalendarKeys = z.output<typeof calendarSchema>;

/** What a desk without a calendar is taken to keep. */
export const OFFICE_HOURS: CalendarKeys = {
  timeZone: 'UTC',
  hours: { 'mon-fri': '09:00-17:00' },
  holidays: [],
  closed: [],
  open: {},
};

/** Makes the calendar; holidays of a country are looked up for these years, both included. */
export async function makeCalendar(keys: CalendarKeys, years: { first: number; last: number }): Promise<CalendarRead> {
  const { holidays, ...rest } = keys;
  if (isDates(holidays)) return calendarFromConfig({ ...rest, holidays });
  const { country, region, dates } = holidays;
  if (country === undefined)
    return region === undefined
      ? calendarFromConfig({ ...rest, holidays: dates })
      : { ok: false, key: 'holidays', problem: 'a region belongs to a country: add one' };
  const known = await publicHolidays({ country, region }, years.first, years.last);
  return known.ok
    ? calendarFromConfig({ ...rest, holidays: dates }, known.holidays)
    : { ok: false, key: 'holidays', problem: known.problem };
}

/** The iCalendar feeds that a calendar names. */
export function feedsOf({ holidays }: CalendarKeys): readonly string[] {
  return isDates(holidays) ? [] : holidays.feeds;
}

function isDates(holidays: CalendarKeys['holidays']): holidays is string[] {
  return Array.isArray(holidays);
}
