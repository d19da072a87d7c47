import type { Calendar, OpeningWindow } from './plan.ts';

type Week = Calendar['week'];

/** What was read, or one line that says what is wrong with it. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const FULL = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const TIME = /^(\d{1,2}):(\d{2})$/;
const MIDNIGHT = 1440;

/** Reads "09:00-17:00"; an end at or before the beginning runs over midnight, 24:00 is the end of the day. */
export function parseWindow(text: string): Read<OpeningWindow> {
  const [begin, end, ...rest] = text.split(/[-–]/);
  const from = minutes(begin);
  const to = minutes(end);
  if (from === null || to === null || rest.length > 0 || from === MIDNIGHT)
    return wrong(`"${text}" is not an interval of times such as "09:00-17:00"`);
  if (from === to) return wrong(`"${text}" begins and ends at the same time; a whole day is "00:00-24:00"`);
  return right({ from, to: to < from ? to + MIDNIGHT : to });
}

/** Reads "mon", "mon-fri" or "sat-mon" into weekdays, Monday being 0. */
export function parseDays(text: string): Read<readonly number[]> {
  const [first = '', last = first, ...rest] = text
    .trim()
    .toLowerCase()
    .split(/\s*[-–]\s*/);
  const [from, to] = [weekday(first), weekday(last)];
  if (from < 0 || to < 0 || rest.length > 0)
    return wrong(`"${text}" is not a day or a range of days such as "mon-fri" or "sat"`);
  return right(Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, step) => (from + step) % 7));
}

/**
 * Reads the hours of a configuration: days or ranges of days, each with an interval or a list of them. A day may stand
 * under two keys (mon-fri mornings, mon-thu afternoons) as long as it is plain what is meant: overlaps are refused.
 */
export function parseHours(hours: Readonly<Record<string, string | readonly string[]>>): Read<Week> {
  const week: OpeningWindow[][] = DAYS.map(() => []);
  for (const [key, value] of Object.entries(hours)) {
    const days = parseDays(key);
    if (!days.ok) return days;
    const windows: OpeningWindow[] = [];
    for (const text of typeof value === 'string' ? [value] : value) {
      const window = parseWindow(text);
      if (!window.ok) return wrong(`${key}: ${window.problem}`);
      windows.push(window.value);
    }
    for (const day of days.value) {
      if (week[day]!.some((earlier) => windows.some((window) => overlap(earlier, window))))
        return wrong(`${key}: ${DAYS[day]!} has other hours for the same time under another key; give each day once`);
      week[day]!.push(...windows);
    }
  }
  return week.some((windows) => windows.length > 0) ? right(week) : wrong('the week has no opening hours');
}

/** Splits hours that are written in one line, as "mon-thu 09:00-12:00, 13:00-17:00; fri 09:00-14:00", into the form of a configuration. */
export function splitHours(line: string): Record<string, string | string[]> {
  const parts = line.split(';').map((part) => part.split(/[\s,]+/).filter((word) => word !== ''));
  const named = parts.flatMap(([days, ...times]) => (days === undefined ? [] : [{ days, times }]));
  return Object.fromEntries(named.map(({ days, times }) => [days, times.length === 1 ? times[0]! : times]));
}

function overlap(a: OpeningWindow, b: OpeningWindow): boolean {
  return a.from < b.to && b.from < a.to;
}

function weekday(name: string): number {
  return Math.max(DAYS.indexOf(name), FULL.indexOf(name));
}

function minutes(text: string | undefined): number | null {
  const [, hour, minute] = TIME.exec(text?.trim() ?? '') ?? [];
  if (hour === undefined || minute === undefined) return null;
  const total = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && total <= MIDNIGHT ? total : null;
}

function right<T>(value: T): Read<T> {
  return { ok: true, value };
}

function wrong(problem: string): Read<never> {
  return { ok: false, problem };
}
