/**
 * Business time, exactly as the contract's "Meaning of time" defines it. Every deadline of the desk is reckoned here, so
 * that "four business hours" means the same in the acknowledgement's promise, in the clockwork and in the report.
 * Opening time counts as it really elapses, the hours of a clock change included; everything is exact to the millisecond.
 */
import {
  firstAbove,
  openingsCovering,
  openingsEarlier,
  openingsFurther,
  LONGEST_GAP_DAYS,
} from './calendar/openings.ts';
import type { Openings } from './calendar/openings.ts';
import type { Calendar, Holiday } from './calendar/plan.ts';

export type { Calendar, Holiday, OpeningWindow } from './calendar/plan.ts';

/** Whether the firm is open at this instant: its opening belongs to the hours, its closing does not. */
export function isOpen(calendar: Calendar, at: Temporal.Instant): boolean {
  const now = at.epochMilliseconds;
  const table = openingsCovering(calendar, now);
  return (table.starts[firstAbove(table.ends, now)] ?? Infinity) <= now;
}

/** The instant itself while the firm is open, else the next opening. */
export function nextOpening(calendar: Calendar, at: Temporal.Instant): Temporal.Instant {
  const now = at.epochMilliseconds;
  const { table, index } = openingAt(calendar, now);
  return table.starts[index]! <= now ? at : instant(table.starts[index]!);
}

/** The holiday on whose date this instant falls, for the words of an acknowledgement; null on other days. */
export function holidayAt(calendar: Calendar, at: Temporal.Instant): Holiday | null {
  const date = at.toZonedDateTimeISO(calendar.timeZone).toPlainDate().toString();
  return calendar.holidays.find((holiday) => holiday.date === date) ?? null;
}

/**
 * The earliest instant by which that much opening time has passed: a day's work ends at closing time, not at the next
 * opening. A negative duration counts back, to the latest instant from which that much opening time is left.
 */
export function addBusinessTime(
  calendar: Calendar,
  at: Temporal.Instant,
  duration: Temporal.Duration,
): Temporal.Instant {
  return addOpenMilliseconds(calendar, at, Math.round(duration.total('milliseconds')));
}

/** The same in milliseconds: making a Duration costs more than the reckoning. */
export function addOpenMilliseconds(calendar: Calendar, at: Temporal.Instant, amount: number): Temporal.Instant {
  if (amount === 0) return at;
  const from = at.epochMilliseconds;
  return instant(amount > 0 ? forward(calendar, from, amount) : backward(calendar, from, -amount));
}

/** The opening time that passes from `a` to `b`; negative where `b` is the earlier one. */
export function businessTimeBetween(calendar: Calendar, a: Temporal.Instant, b: Temporal.Instant): Temporal.Duration {
  return Temporal.Duration.from({ milliseconds: openMillisecondsBetween(calendar, a, b) });
}

/** The same in milliseconds. */
export function openMillisecondsBetween(calendar: Calendar, a: Temporal.Instant, b: Temporal.Instant): number {
  const [from, until] = [a.epochMilliseconds, b.epochMilliseconds];
  const table = openingsCovering(calendar, Math.min(from, until), Math.max(from, until));
  return openedUntil(table, until) - openedUntil(table, from);
}

/**
 * The same local time `days` opening days later, clamped into that day's hours; in a gap between two openings it is the
 * earlier closing. Outside the hours the count starts at the next opening.
 */
export function addBusinessDays(calendar: Calendar, at: Temporal.Instant, days: number): Temporal.Instant {
  if (!Number.isInteger(days) || days < 0)
    throw new RangeError(`business days are counted in whole numbers, not ${days}`);
  const begin = nextOpening(calendar, at);
  const { table, index } = openingAt(calendar, begin.epochMilliseconds, days);
  const day = table.dayOf[index]!;
  const target = day + days;
  const wished = sameTimeOn(calendar, table, begin, day, target);
  return instant(clampInto(table, target, wished));
}

/** Local days of 24 hours are shifted by plain numbers; where a clock changes on the way Temporal finds the local time. */
function sameTimeOn(calendar: Calendar, table: Openings, begin: Temporal.Instant, day: number, target: number): number {
  if (table.regular[day] === true && table.regular[target] === true)
    return begin.epochMilliseconds + table.midnights[target]! - table.midnights[day]!;
  const days = table.dates[target]! - table.dates[day]!;
  return begin.toZonedDateTimeISO(calendar.timeZone).add({ days }).epochMilliseconds;
}

function clampInto(table: Openings, day: number, wished: number): number {
  const first = table.firstOfDay[day]!;
  const last = (table.firstOfDay[day + 1] ?? table.starts.length) - 1;
  let latest = table.starts[first]!;
  for (let index = first; index <= last && table.starts[index]! <= wished; index++)
    latest = Math.min(wished, table.ends[index]!);
  return latest;
}

/** The opening that holds `now` or follows it, in a table that knows `daysAhead` opening days more. */
function openingAt(calendar: Calendar, now: number, daysAhead = 0): { table: Openings; index: number } {
  let table = openingsCovering(calendar, now);
  for (;;) {
    const index = firstAbove(table.ends, now);
    // The last day of a table may lack its later openings, so it is never relied on.
    if ((table.dayOf[index] ?? Infinity) + daysAhead < table.dates.length - 1) return { table, index };
    table = further(calendar, table);
  }
}

function forward(calendar: Calendar, from: number, amount: number): number {
  let table = openingsCovering(calendar, from);
  for (;;) {
    const wanted = openedUntil(table, from) + amount;
    // The opening before the first one that begins at or after what is wanted.
    const index = firstAbove(table.openedBefore, wanted - 1) - 1;
    const end = index < 0 ? Infinity : table.starts[index]! + wanted - table.openedBefore[index]!;
    if (index >= 0 && end <= table.ends[index]! && end <= table.until) return end;
    table = further(calendar, table);
  }
}

function backward(calendar: Calendar, from: number, amount: number): number {
  let table = openingsCovering(calendar, from);
  for (;;) {
    const wanted = openedUntil(table, from) - amount;
    const index = firstAbove(table.openedBefore, wanted) - 1;
    const start = index < 0 ? -Infinity : table.starts[index]! + wanted - table.openedBefore[index]!;
    if (start >= table.from) return start;
    table = refuseSilence(calendar, table, openingsEarlier(calendar, table));
  }
}

/** Opening milliseconds in the table before `now`. */
function openedUntil(table: Openings, now: number): number {
  const index = firstAbove(table.starts, now) - 1;
  if (index < 0) return 0;
  return table.openedBefore[index]! + Math.min(now, table.ends[index]!) - table.starts[index]!;
}

function further(calendar: Calendar, table: Openings): Openings {
  return refuseSilence(calendar, table, openingsFurther(calendar, table));
}

/** A calendar without openings is refused when it is made; whoever made it otherwise hears of it instead of waiting. */
function refuseSilence(calendar: Calendar, before: Openings, after: Openings): Openings {
  if (after.starts.length === before.starts.length)
    throw new RangeError(`the calendar (${calendar.timeZone}) has no opening for more than ${LONGEST_GAP_DAYS} days`);
  return after;
}

function instant(milliseconds: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(milliseconds);
}
