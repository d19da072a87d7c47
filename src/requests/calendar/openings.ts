import type { Calendar, OpeningWindow, WindowsOfDate } from './plan.ts';
import { windowsOfDate } from './plan.ts';

/**
 * The openings of a stretch of time as sorted numbers, so that a deadline is two binary searches.
 * Turning local times into instants is what costs (about 2 µs each), hence done once for some years and kept with the calendar.
 */
export type Openings = {
  /** Epoch milliseconds between which every opening is known. */
  readonly from: number;
  readonly until: number;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Opening time before each opening, in milliseconds from the first one on. */
  readonly openedBefore: readonly number[];
  /** Ordinal of the opening day to which each opening belongs. */
  readonly dayOf: readonly number[];
  /** The first opening of each opening day. */
  readonly firstOfDay: readonly number[];
  /** Epoch day of each opening day. */
  readonly dates: readonly number[];
  /** When each opening day begins. */
  readonly midnights: readonly number[];
  /** Whether no clock changes on the opening day or the day after, into which its night shift may run. */
  readonly regular: readonly boolean[];
};

const DAY = 86_400_000;
/** How far a table reaches around what was asked, at least. */
const MARGIN = 90 * DAY;
/** What lies further from the known than this gets a table of its own. */
const NEAR = 4000 * DAY;
/** A longer silence is refused when the calendar is made; here it is the end of any search. */
export const LONGEST_GAP_DAYS = 60;

const tables = new WeakMap<Calendar, Openings>();

/** The openings around `from … until` (epoch milliseconds); grows what is already there where it lies near. */
export function openingsCovering(calendar: Calendar, from: number, until: number = from): Openings {
  const known = tables.get(calendar);
  if (known !== undefined && known.from <= from && until <= known.until) return known;
  const table =
    known !== undefined && from < known.until + NEAR && until > known.from - NEAR
      ? build(calendar, ...grown(known, from, until))
      : build(calendar, from - MARGIN, until + MARGIN);
  tables.set(calendar, table);
  return table;
}

/** A table that must grow doubles, so that a long way costs as much as its length. */
function grown(known: Openings, from: number, until: number): [from: number, until: number] {
  const more = Math.max(MARGIN, known.until - known.from);
  return [
    from < known.from ? Math.min(from - MARGIN, known.from - more) : known.from,
    until > known.until ? Math.max(until + MARGIN, known.until + more) : known.until,
  ];
}

/** The table with at least one more stretch of time at its end. */
export function openingsFurther(calendar: Calendar, table: Openings): Openings {
  return openingsCovering(calendar, table.from, table.until + 1);
}

/** The table with at least one more stretch of time at its beginning. */
export function openingsEarlier(calendar: Calendar, table: Openings): Openings {
  return openingsCovering(calendar, table.from - 1, table.until);
}

/** Index of the first value that is greater than `limit`; the length where there is none. */
export function firstAbove(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

function build(calendar: Calendar, from: number, until: number): Openings {
  const windows = windowsOfDate(calendar);
  const { timeZone } = calendar;
  const first = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).toPlainDate();
  const last = Temporal.Instant.fromEpochMilliseconds(until).toZonedDateTimeISO(timeZone).toPlainDate();
  const table = {
    from,
    until,
    starts: [] as number[],
    ends: [] as number[],
    openedBefore: [] as number[],
    dayOf: [] as number[],
    firstOfDay: [] as number[],
    dates: [] as number[],
    midnights: [] as number[],
    regular: [] as boolean[],
  };
  let previousEnd = -Infinity;
  let opened = 0;
  // Two days early: a shift that began before midnight, or before a skipped date (Apia, 30 December 2011), still counts.
  for (
    let date = first.subtract({ days: 2 });
    Temporal.PlainDate.compare(date, last) <= 0;
    date = date.add({ days: 1 })
  )
    for (const [start, end] of spans(date, windows, timeZone)) {
      const clipped = Math.max(start, previousEnd);
      previousEnd = Math.max(previousEnd, end);
      if (clipped >= end) continue;
      const day = epochDay(date);
      if (table.dates.at(-1) !== day) {
        const midnight = midnightOf(date, timeZone);
        table.dates.push(day);
        table.midnights.push(midnight);
        table.regular.push(midnightOf(date.add({ days: 2 }), timeZone) - midnight === 2 * DAY);
        table.firstOfDay.push(table.starts.length);
      }
      table.starts.push(clipped);
      table.ends.push(end);
      table.openedBefore.push(opened);
      table.dayOf.push(table.dates.length - 1);
      opened += end - clipped;
    }
  return table;
}

function spans(date: Temporal.PlainDate, windows: WindowsOfDate, timeZone: string): (readonly [number, number])[] {
  const today = windows(date);
  if (today.length === 0 || !exists(date, timeZone)) return [];
  return today.map(
    (window: OpeningWindow) => [at(date, window.from, timeZone), at(date, window.to, timeZone)] as const,
  );
}

/** Whole dates have been skipped by zones that crossed the date line; nobody was open on them. */
function exists(date: Temporal.PlainDate, timeZone: string): boolean {
  return date.toZonedDateTime({ timeZone }).toPlainDate().equals(date);
}

function midnightOf(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime(timeZone).epochMilliseconds;
}

function at(date: Temporal.PlainDate, minutes: number, timeZone: string): number {
  const local = date.toPlainDateTime().add({ minutes });
  return local.toZonedDateTime(timeZone).epochMilliseconds;
}

function epochDay(date: Temporal.PlainDate): number {
  return date.toZonedDateTime('UTC').epochMilliseconds / DAY;
}
