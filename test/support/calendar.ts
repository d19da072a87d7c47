import type { Calendar } from '../../src/requests/calendar.ts';
import { calendarFromConfig } from '../../src/requests/calendar/from-config.ts';

/** A calendar with these hours, written as in the configuration. */
export function calendarFrom(timeZone: string, hours: Readonly<Record<string, string>>): Calendar {
  const read = calendarFromConfig({ timeZone, hours });
  if (!read.ok) throw new Error(read.problem);
  return read.calendar;
}
