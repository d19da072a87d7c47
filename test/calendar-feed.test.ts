import { describe, expect, test } from 'vitest';
import { readFeed } from '../src/calendar-feed.ts';

const STRETCH = { first: Temporal.PlainDate.from('2026-01-01'), last: Temporal.PlainDate.from('2028-12-31') };

function feed(...events: string[]): string {
  const all = events.map((event) => `BEGIN:VEVENT\r\nUID:1@example.test\r\n${event}\r\nEND:VEVENT\r\n`).join('');
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n${all}END:VCALENDAR\r\n`;
}

function datesIn(text: string): string[] {
  const read = readFeed(text, STRETCH);
  if (!read.ok) throw new Error(read.problem);
  return read.days.map(({ date }) => date);
}

describe('the closing days of an iCalendar feed', () => {
  test('are its all-day events, with their names', () => {
    const text = feed('DTSTART;VALUE=DATE:20260203\r\nDTEND;VALUE=DATE:20260204\r\nSUMMARY:Works\\, outing');
    expect(readFeed(text, STRETCH)).toEqual({ ok: true, days: [{ date: '2026-02-03', name: 'Works, outing' }] });
  });

  test.each([
    ['without an end: one day', 'DTSTART;VALUE=DATE:20260203', ['2026-02-03']],
    [
      'over several days',
      'DTSTART;VALUE=DATE:20261230\r\nDTEND;VALUE=DATE:20270102',
      ['2026-12-30', '2026-12-31', '2027-01-01'],
    ],
    ['with a duration', 'DTSTART;VALUE=DATE:20260203\r\nDURATION:P2D', ['2026-02-03', '2026-02-04']],
    ['every year', 'DTSTART;VALUE=DATE:20191224\r\nRRULE:FREQ=YEARLY', ['2026-12-24', '2027-12-24', '2028-12-24']],
    [
      'every year but one',
      'DTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20271224',
      ['2026-12-24', '2028-12-24'],
    ],
    [
      'the last Monday of May',
      'DTSTART;VALUE=DATE:20260525\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=2',
      ['2026-05-25', '2027-05-31'],
    ],
    ['a meeting closes nothing', 'DTSTART:20260203T090000Z\r\nDTEND:20260203T100000Z', []],
    ['cancelled', 'DTSTART;VALUE=DATE:20260203\r\nSTATUS:CANCELLED', []],
    ['long ago', 'DTSTART;VALUE=DATE:20160203', []],
    [
      'a rule that is searched for ever: its first day',
      'DTSTART;VALUE=DATE:20260203\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31',
      ['2026-02-03'],
    ],
    ['another', 'DTSTART;VALUE=DATE:20260203\r\nRRULE:FREQ=YEARLY;BYSETPOS=9;BYDAY=1MO;BYMONTH=1', ['2026-02-03']],
    ['an end before the beginning', 'DTSTART;VALUE=DATE:20260203\r\nDTEND;VALUE=DATE:20250101', ['2026-02-03']],
  ])('%s', (_, event, dates) => {
    expect(datesIn(feed(event))).toEqual(dates);
  });

  test.each([
    ['nothing', ''],
    ['a page of a web server', '<!doctype html><title>Sign in</title>'],
    ['a calendar cut off', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART'],
    ['another component', 'BEGIN:VCARD\r\nEND:VCARD\r\n'],
    [
      'too many days',
      feed(
        ...Array.from({ length: 100 }, (_, n) => `DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=DAILY;COUNT=${3_000 + n}`),
      ).replaceAll('20260101', '20200101') + 'x',
    ],
  ])('%s is refused as a whole', (_, text) => {
    expect(readFeed(text, STRETCH)).toMatchObject({ ok: false });
  });

  test('5,001 events are refused, and a day that returns for ever is bounded', () => {
    expect(
      readFeed(feed(...Array.from({ length: 5_001 }, () => 'DTSTART;VALUE=DATE:20260203')), STRETCH),
    ).toMatchObject({
      ok: false,
    });
    expect(datesIn(feed('DTSTART;VALUE=DATE:19000101\r\nRRULE:FREQ=DAILY'))).toEqual([]);
  });
});
