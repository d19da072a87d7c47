import fc from '../support/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { formatMoment, formatPromise } from '../../src/respond/format-promise.ts';
import { LOCALES } from '../../src/respond/template-data.ts';

const promise = (instant: string, timeZone: string, locale: string): string =>
  formatPromise(Temporal.Instant.from(instant), { timeZone, locale });

describe('a promised moment', () => {
  test.each([
    ['en', 'Europe/Berlin', 'Tuesday 24 November at 11:15 CET'],
    ['en-US', 'America/New_York', 'Tuesday, November 24 at 05:15 EST'],
    ['de', 'Europe/Berlin', 'Dienstag, 24. November um 11:15 MEZ'],
    ['fr', 'Europe/Paris', 'mardi 24 novembre à 11:15 UTC+1'],
    ['pl', 'Europe/Warsaw', 'wtorek, 24 listopada 11:15 CET'],
    ['xx-broken-tag!', 'UTC', 'Tuesday 24 November at 10:15 UTC'],
  ])('in %s, seen from %s, is "%s"', (locale, timeZone, expected) => {
    expect(promise('2026-11-24T10:05:00Z', timeZone, locale)).toBe(expected);
  });

  test('is rounded up to a quarter of an hour, also over midnight and where zones lie askew', () => {
    expect(promise('2026-11-24T10:00:00Z', 'UTC', 'en')).toContain('10:00');
    expect(promise('2026-11-24T10:00:00.001Z', 'UTC', 'en')).toContain('10:15');
    expect(promise('2026-11-24T23:59:00Z', 'UTC', 'en')).toContain('Wednesday 25 November at 00:00');
    expect(promise('2026-11-24T10:01:00Z', 'Asia/Kathmandu', 'en')).toContain('16:00');
  });

  test('names the zone that holds on that day', () => {
    expect(promise('2026-07-24T10:00:00Z', 'Europe/Berlin', 'de')).toContain('12:00 MESZ');
    expect(promise('2026-10-25T00:30:00Z', 'Europe/Berlin', 'de')).toContain('02:30 MESZ');
    expect(promise('2026-10-25T01:30:00Z', 'Europe/Berlin', 'de')).toContain('02:30 MEZ');
  });

  test('is never earlier than promised nor more than 15 minutes later, and one plain line in every language', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        fc.constantFrom(...LOCALES),
        (date, locale) => {
          const instant = Temporal.Instant.fromEpochMilliseconds(date.getTime());
          const words = formatPromise(instant, { timeZone: 'Europe/Berlin', locale });
          expect(words).toMatch(/^[^\n\u00A0\u202F]{10,60}$/);
          const offered = Array.from({ length: 15 }, (_, minutes) =>
            formatMoment(instant.add({ minutes }).round({ smallestUnit: 'minute', roundingMode: 'ceil' }), {
              timeZone: 'Europe/Berlin',
              locale,
            }),
          );
          expect(offered).toContain(words);
        },
      ),
    );
  });
});
