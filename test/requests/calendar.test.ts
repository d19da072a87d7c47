import { describe, expect, test } from 'vitest';
import {
  addBusinessDays,
  addBusinessTime,
  businessTimeBetween,
  holidayAt,
  isOpen,
  nextOpening,
} from '../../src/requests/calendar.ts';
import type { Calendar } from '../../src/requests/calendar.ts';
import { calendarFromConfig } from '../../src/requests/calendar/from-config.ts';
import type { CalendarConfig } from '../../src/requests/calendar/from-config.ts';

const OFFICE = { timeZone: 'Europe/Berlin', hours: { 'mon-fri': '09:00-17:00' } };

function calendar(config: Partial<CalendarConfig> = {}): Calendar {
  const read = calendarFromConfig({ ...OFFICE, ...config });
  if (!read.ok) throw new Error(read.problem);
  return read.calendar;
}

/** Local time of the calendar's zone, as a person would write it. */
function at(text: string, timeZone = OFFICE.timeZone): Temporal.Instant {
  return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).toInstant();
}

function local(instant: Temporal.Instant, timeZone = OFFICE.timeZone): string {
  return instant.toZonedDateTimeISO(timeZone).toString({ timeZoneName: 'never', smallestUnit: 'minute' });
}

const hours = (amount: number): Temporal.Duration => Temporal.Duration.from({ hours: amount });

describe('business hours count opening time only', () => {
  test.each([
    ['within a day', '2026-10-21T10:00', 4, '2026-10-21T14:00+02:00'],
    ['over night', '2026-10-21T15:00', 4, '2026-10-22T11:00+02:00'],
    ['over the weekend in which the clocks change', '2026-10-23T16:00', 2, '2026-10-26T10:00+01:00'],
    ['to the end of the day, not to the next morning', '2026-10-23T16:00', 1, '2026-10-23T17:00+02:00'],
    ['from before opening', '2026-10-21T03:00', 1, '2026-10-21T10:00+02:00'],
    ['from after closing', '2026-10-23T17:00', 1, '2026-10-26T10:00+01:00'],
    ['from a Sunday', '2026-10-25T02:30', 8, '2026-10-26T17:00+01:00'],
  ])('%s', (_, from, amount, expected) => {
    expect(local(addBusinessTime(calendar(), at(from), hours(amount)))).toBe(expected);
  });

  test('two intervals a day leave the lunch out', () => {
    const lunch = calendar({ hours: { 'mon-fri': ['08:00-12:00', '13:00-17:00'] } });
    expect(local(addBusinessTime(lunch, at('2026-10-21T11:30'), hours(1)))).toBe('2026-10-21T13:30+02:00');
    expect(local(addBusinessTime(lunch, at('2026-10-21T11:30'), Temporal.Duration.from({ minutes: 30 })))).toBe(
      '2026-10-21T12:00+02:00',
    );
  });

  test('overlapping intervals count once', () => {
    const overlapping = calendar({ hours: { mon: ['09:00-13:00', '12:00-17:00', '10:00-11:00'] } });
    expect(businessTimeBetween(overlapping, at('2026-10-19T00:00'), at('2026-10-20T00:00')).total('hours')).toBe(8);
  });

  test.each([
    [
      'night shift over the autumn change has its extra hour',
      { sat: '22:00-06:00' },
      '2026-10-24T20:00',
      '2026-10-25T12:00',
      9,
    ],
    ['night shift over the spring change lacks one', { sat: '22:00-06:00' }, '2026-03-28T20:00', '2026-03-29T12:00', 7],
    ['a whole day in autumn', { 'mon-sun': '00:00-24:00' }, '2026-10-25T00:00', '2026-10-26T00:00', 25],
    ['a whole day in spring', { 'mon-sun': '00:00-24:00' }, '2026-03-29T00:00', '2026-03-30T00:00', 23],
  ])('%s', (_, week, from, until, expected) => {
    expect(businessTimeBetween(calendar({ hours: week }), at(from), at(until)).total('hours')).toBe(expected);
  });

  test('Lord Howe changes its clocks by half an hour', () => {
    const island = calendar({ timeZone: 'Australia/Lord_Howe', hours: { 'mon-sun': '00:00-24:00' } });
    const day = businessTimeBetween(
      island,
      at('2026-04-05T00:00', island.timeZone),
      at('2026-04-06T00:00', island.timeZone),
    );
    expect(day.total('hours')).toBe(24.5);
  });

  test('a date that a zone skipped was never open', () => {
    const apia = calendar({ timeZone: 'Pacific/Apia', hours: { 'mon-fri': '09:00-17:00' } });
    const thursdayEvening = at('2011-12-29T17:00', apia.timeZone);
    expect(local(addBusinessTime(apia, thursdayEvening, hours(1)), apia.timeZone)).toBe('2012-01-02T10:00+14:00');
  });

  test('counting back gives the latest moment from which that much is left', () => {
    expect(local(addBusinessTime(calendar(), at('2026-10-26T10:00'), hours(-2)))).toBe('2026-10-23T16:00+02:00');
    expect(local(addBusinessTime(calendar(), at('2026-10-26T10:00'), hours(-1)))).toBe('2026-10-26T09:00+01:00');
  });
});

describe('business days keep the local time', () => {
  const lunch = { hours: { 'mon-thu': ['08:00-12:00', '13:00-17:00'], fri: '08:00-12:00' } };
  test.each([
    ['the same time on the next opening day', {}, '2026-10-21T10:15', 1, '2026-10-22T10:15+02:00'],
    ['over a weekend with a clock change', {}, '2026-10-23T16:00', 1, '2026-10-26T16:00+01:00'],
    ['outside the hours the count starts at the next opening', {}, '2026-10-23T18:00', 1, '2026-10-27T09:00+01:00'],
    ['closing time is outside', {}, '2026-10-21T17:00', 1, '2026-10-23T09:00+02:00'],
    ['two days', {}, '2026-10-21T10:00', 2, '2026-10-23T10:00+02:00'],
    ['over a holiday', { holidays: ['2026-10-22'] }, '2026-10-21T10:00', 1, '2026-10-23T10:00+02:00'],
    ['clamped to an earlier closing', lunch, '2026-10-22T16:00', 1, '2026-10-23T12:00+02:00'],
    [
      'clamped to a later opening',
      { hours: { mon: '07:00-15:00', tue: '09:00-15:00' } },
      '2026-10-19T07:30',
      1,
      '2026-10-20T09:00+02:00',
    ],
    [
      'in a gap: the earlier closing',
      { hours: { mon: '08:00-17:00', tue: ['08:00-12:00', '13:00-17:00'] } },
      '2026-10-19T12:30',
      1,
      '2026-10-20T12:00+02:00',
    ],
    ['over New Year', { closed: ['2026-12-24/2027-01-03'] }, '2026-12-23T11:00', 1, '2027-01-04T11:00+01:00'],
    ['over a leap day', {}, '2028-02-28T11:00', 2, '2028-03-01T11:00+01:00'],
    [
      'a night shift belongs to the day on which it begins',
      { hours: { 'mon-fri': '22:00-06:00' } },
      '2026-10-20T02:00',
      1,
      '2026-10-21T02:00+02:00',
    ],
  ])('%s', (_, config, from, days, expected) => {
    expect(local(addBusinessDays(calendar(config), at(from), days))).toBe(expected);
  });

  test('no days at all is the moment itself, or the next opening', () => {
    expect(local(addBusinessDays(calendar(), at('2026-10-21T10:00'), 0))).toBe('2026-10-21T10:00+02:00');
    expect(local(addBusinessDays(calendar(), at('2026-10-24T10:00'), 0))).toBe('2026-10-26T09:00+01:00');
  });
});

describe('when the firm is open', () => {
  test('its opening belongs to the hours, its closing does not', () => {
    expect(isOpen(calendar(), at('2026-10-21T09:00'))).toBe(true);
    expect(isOpen(calendar(), at('2026-10-21T16:59:59'))).toBe(true);
    expect(isOpen(calendar(), at('2026-10-21T17:00'))).toBe(false);
  });

  test('the next opening is now while it is open', () => {
    expect(local(nextOpening(calendar(), at('2026-10-21T12:00')))).toBe('2026-10-21T12:00+02:00');
    expect(local(nextOpening(calendar(), at('2026-10-23T19:00')))).toBe('2026-10-26T09:00+01:00');
  });

  test('a special opening beats a closure, a closure beats the week', () => {
    const christmas = calendar({ closed: ['2026-12-19/2026-12-31'], open: { '2026-12-19': '10:00-14:00' } });
    expect(isOpen(christmas, at('2026-12-19T11:00'))).toBe(true);
    expect(isOpen(christmas, at('2026-12-21T11:00'))).toBe(false);
    expect(local(nextOpening(christmas, at('2026-12-19T15:00')))).toBe('2027-01-01T09:00+01:00');
  });

  test('the name of a holiday is known for the words of an acknowledgement', () => {
    const read = calendarFromConfig(OFFICE, [{ date: '2026-10-26', name: 'Founders Day' }]);
    expect(read.ok && holidayAt(read.calendar, at('2026-10-26T10:00'))?.name).toBe('Founders Day');
  });
});

describe('a calendar that cannot be kept is refused', () => {
  test.each([
    ['no hours', { hours: {} }, 'hours', 'the week has no opening hours'],
    ['empty hours', { hours: { 'mon-fri': [] } }, 'hours', 'the week has no opening hours'],
    ['an unknown day', { hours: { 'mon-fry': '09:00-17:00' } }, 'hours', '"mon-fry" is not a day or a range of days'],
    ['no interval', { hours: { mon: '9 to 5' } }, 'hours', 'mon: "9 to 5" is not an interval'],
    ['an hour that is none', { hours: { mon: '09:00-24:30' } }, 'hours', 'is not an interval'],
    ['an empty interval', { hours: { mon: '09:00-09:00' } }, 'hours', 'begins and ends at the same time'],
    [
      'a day with two opinions',
      { hours: { 'mon-fri': '09:00-17:00', fri: '09:00-15:00' } },
      'hours',
      'fri has other hours',
    ],
    ['a zone that is none', { timeZone: 'Europe/Berlon' }, 'timeZone', 'is not an IANA time zone'],
    ['a date that is none', { holidays: ['2026-02-30'] }, 'holidays', '"2026-02-30" is not a date'],
    ['a closure that ends before it begins', { closed: ['2026-12-24/2026-12-01'] }, 'closed', 'ends before it begins'],
    [
      'a closure without an end in sight',
      { closed: ['2026-12-24/2999-12-31'] },
      'closed',
      'nothing opens for more than 60 days',
    ],
    ['hours for a day that is none', { open: { tomorrow: '09:00-12:00' } }, 'open', '"tomorrow" is not a date'],
  ])('%s', (_, config, key, problem) => {
    const read = calendarFromConfig({ ...OFFICE, ...config });
    expect(read).toMatchObject({ ok: false, key, problem: expect.stringContaining(problem) as string });
  });

  test('six weeks of summer are no reason to refuse', () => {
    expect(calendarFromConfig({ ...OFFICE, closed: ['2026-07-16/2026-08-28'] }).ok).toBe(true);
  });

  test('whoever makes one by hand hears of it instead of waiting', () => {
    const never: Calendar = {
      timeZone: 'UTC',
      week: [[], [], [], [], [], [], []],
      holidays: [],
      closures: [],
      openings: [],
    };
    expect(() => addBusinessTime(never, at('2026-10-21T10:00'), hours(1))).toThrow('no opening for more than 60 days');
    expect(() => addBusinessDays(never, at('2026-10-21T10:00'), 1)).toThrow('no opening for more than 60 days');
    expect(() => nextOpening(never, at('2026-10-21T10:00'))).toThrow('no opening for more than 60 days');
    expect(isOpen(never, at('2026-10-21T10:00'))).toBe(false);
  });
});
