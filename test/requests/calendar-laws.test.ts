import fc from '../support/fast-check.ts';
import { describe, expect, test } from 'vitest';
import {
  addBusinessDays,
  addBusinessTime,
  businessTimeBetween,
  isOpen,
  nextOpening,
} from '../../src/requests/calendar.ts';
import type { Calendar, OpeningWindow } from '../../src/requests/calendar.ts';

/**
 * The fast reckoning against a slow one that walks from minute to minute and asks of each whether any shift covers it.
 * The zones are those that broke others: half-hour and double changes, midnight gaps, skipped dates, a pause in Ramadan.
 */
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Asia/Tehran',
  'Antarctica/Troll',
  'America/St_Johns',
  'UTC',
];

/** Days around which clocks change, dates are skipped, months and years end. */
const DAYS = [
  '2026-03-29',
  '2026-10-25',
  '2026-04-05',
  '2026-10-04',
  '2026-02-15',
  '2026-03-22',
  '2018-02-18',
  '2018-11-04',
  '2011-12-30',
  '2026-11-01',
  '2027-12-31',
  '2028-02-29',
];

const MINUTE = 60_000;

const window = fc
  .record({ from: fc.integer({ min: 0, max: 95 }), length: fc.integer({ min: 1, max: 96 }) })
  .map(({ from, length }): OpeningWindow => ({ from: from * 15, to: (from + length) * 15 }));
const dayWindow = fc
  .record({ from: fc.integer({ min: 0, max: 94 }), length: fc.integer({ min: 1, max: 95 }) })
  .map(({ from, length }): OpeningWindow => ({ from: from * 15, to: Math.min(1440, (from + length) * 15) }));

const moment = fc.record({ day: fc.constantFrom(...DAYS), minutes: fc.integer({ min: -3 * 1440, max: 3 * 1440 }) });

function calendarOf(one: fc.Arbitrary<OpeningWindow>): fc.Arbitrary<Calendar> {
  return fc
    .record({
      timeZone: fc.constantFrom(...ZONES),
      week: fc.array(fc.array(one, { maxLength: 3 }), { minLength: 7, maxLength: 7 }),
      holidays: fc.subarray(DAYS).map((dates) => dates.map((date) => ({ date, name: '' }))),
      openings: fc.array(fc.record({ date: fc.constantFrom(...DAYS), windows: fc.array(one, { maxLength: 2 }) }), {
        maxLength: 1,
      }),
    })
    .filter(({ week }) => week.some((windows) => windows.length > 0))
    .map((parts) => ({ ...parts, closures: [] }));
}

function instantOf(calendar: Calendar, { day, minutes }: { day: string; minutes: number }): Temporal.Instant {
  return Temporal.PlainDate.from(day).toZonedDateTime(calendar.timeZone).toInstant().add({ minutes });
}

/** Every shift of the dates around a moment, as instants, in no order and overlapping as they may. */
function shifts(
  calendar: Calendar,
  around: Temporal.Instant,
  days: number,
): { start: number; end: number; date: string }[] {
  const today = around.toZonedDateTimeISO(calendar.timeZone).toPlainDate();
  const found: { start: number; end: number; date: string }[] = [];
  for (let step = -3; step <= days; step++) {
    const date = today.add({ days: step });
    if (!date.toZonedDateTime(calendar.timeZone).toPlainDate().equals(date)) continue;
    const name = date.toString();
    const special = calendar.openings.find((opening) => opening.date === name);
    const closed = calendar.holidays.some((holiday) => holiday.date === name);
    const windows = special?.windows ?? (closed ? [] : calendar.week[date.dayOfWeek - 1]!);
    for (const { from, to } of windows) {
      const at = (minutes: number): number =>
        date.toPlainDateTime().add({ minutes }).toZonedDateTime(calendar.timeZone).epochMilliseconds;
      if (at(from) < at(to)) found.push({ start: at(from), end: at(to), date: name });
    }
  }
  return found;
}

function minutesOpen(all: { start: number; end: number }[], from: number, until: number): number {
  let open = 0;
  for (let now = from; now < until; now += MINUTE) if (all.some((one) => one.start <= now && now < one.end)) open++;
  return open;
}

describe('business time, against a model that walks from minute to minute', () => {
  test('the time that is open between two moments', () => {
    fc.assert(
      fc.property(calendarOf(window), moment, fc.integer({ min: 0, max: 5 * 1440 }), (calendar, when, length) => {
        const a = instantOf(calendar, when);
        const b = a.add({ minutes: length });
        const model = minutesOpen(shifts(calendar, a, 9), a.epochMilliseconds, b.epochMilliseconds);
        expect(businessTimeBetween(calendar, a, b).total('minutes')).toBe(model);
        expect(businessTimeBetween(calendar, b, a).total('minutes')).toBe(-model || 0);
      }),
      { numRuns: 60 },
    );
  });

  test('n business hours end at the earliest moment by which that much opening time has passed', () => {
    fc.assert(
      fc.property(calendarOf(window), moment, fc.integer({ min: 1, max: 600 }), (calendar, when, minutes) => {
        const start = instantOf(calendar, when);
        const end = addBusinessTime(calendar, start, Temporal.Duration.from({ minutes }));
        const all = shifts(calendar, start, 80);
        let now = start.epochMilliseconds;
        for (let left = minutes; left > 0; now += MINUTE)
          if (all.some((one) => one.start <= now && now < one.end)) left--;
        expect(end.epochMilliseconds).toBe(now);
      }),
      { numRuns: 60 },
    );
  });

  test('open is open, and the next opening is the first open moment', () => {
    fc.assert(
      fc.property(calendarOf(window), moment, (calendar, when) => {
        const start = instantOf(calendar, when);
        const all = shifts(calendar, start, 80);
        const covered = (now: number): boolean => all.some((one) => one.start <= now && now < one.end);
        expect(isOpen(calendar, start)).toBe(covered(start.epochMilliseconds));
        const first = all.map((one) => Math.max(one.start, start.epochMilliseconds)).filter(covered);
        expect(nextOpening(calendar, start).epochMilliseconds).toBe(Math.min(...first));
      }),
      { numRuns: 60 },
    );
  });

  test('what is added can be measured, and counted back', () => {
    fc.assert(
      fc.property(calendarOf(window), moment, fc.integer({ min: 1, max: 200_000 }), (calendar, when, seconds) => {
        const start = instantOf(calendar, when);
        const duration = Temporal.Duration.from({ seconds });
        const end = addBusinessTime(calendar, start, duration);
        expect(businessTimeBetween(calendar, start, end).total('seconds')).toBe(seconds);
        const back = addBusinessTime(calendar, end, duration.negated());
        expect(businessTimeBetween(calendar, back, end).total('seconds')).toBe(seconds);
        expect(Temporal.Instant.compare(start, back)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 80 },
    );
  });

  test('n business days: the same local time, clamped into the hours of that day', () => {
    fc.assert(
      fc.property(calendarOf(dayWindow), moment, fc.integer({ min: 0, max: 5 }), (calendar, when, days) => {
        const all = shifts(calendar, instantOf(calendar, when), 60);
        const begin = nextOpening(calendar, instantOf(calendar, when));
        const local = begin.toZonedDateTimeISO(calendar.timeZone);
        const opening = [...new Set(all.map((one) => one.date))];
        const target = opening[opening.indexOf(local.toPlainDate().toString()) + days]!;
        // A local time that the end of summer time brings twice is the first of the two, unless one stands in the second already.
        const onThatDay = Temporal.PlainDate.from(target).toZonedDateTime({
          timeZone: calendar.timeZone,
          plainTime: local.toPlainTime(),
        });
        const wished = (days === 0 ? begin : onThatDay).epochMilliseconds;
        const theirs = all.filter((one) => one.date === target);
        const inside = theirs.some((one) => one.start <= wished && wished <= one.end);
        const closedBefore = theirs.map((one) => one.end).filter((end) => end <= wished);
        const expected = inside
          ? wished
          : closedBefore.length > 0
            ? Math.max(...closedBefore)
            : Math.min(...theirs.map((one) => one.start));
        expect(addBusinessDays(calendar, begin, days).epochMilliseconds).toBe(expected);
        expect(addBusinessDays(calendar, instantOf(calendar, when), days).epochMilliseconds).toBe(expected);
      }),
      { numRuns: 80 },
    );
  });
});
