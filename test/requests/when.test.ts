import fc from '../support/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { calendarFrom } from '../support/calendar.ts';
import { beginningOf, endOf, readWhen, zoneOfWriter } from '../../src/requests/when.ts';

const BERLIN = 'Europe/Berlin';
/** A Wednesday in winter, 11:30 in Berlin. */
const NOW = Temporal.Instant.from('2026-02-04T10:30:00Z');

function read(words: string, language = 'en', now = NOW): string | null {
  const when = readWhen(words, { now, timeZone: BERLIN, language });
  if (when === null) return null;
  return 'day' in when ? when.day.toString() : when.at.toZonedDateTimeISO(BERLIN).toPlainDateTime().toString();
}

describe('a moment in words', () => {
  test.each([
    ['friday', '2026-02-06'],
    ['until friday', '2026-02-06'],
    ['Fri 14:00', '2026-02-06T14:00:00'],
    ['wednesday', '2026-02-11'],
    ['wednesday 15:00', '2026-02-04T15:00:00'],
    ['next friday', '2026-02-13'],
    ['next week', '2026-02-09'],
    ['tuesday next week', '2026-02-10'],
    ['today 17:00', '2026-02-04T17:00:00'],
    ['tomorrow', '2026-02-05'],
    ['tomorrow 10:00', '2026-02-05T10:00:00'],
    ['tomorrow at 10', '2026-02-05T10:00:00'],
    ['tomorrow morning', '2026-02-05T09:00:00'],
    ['tomorrow at noon', '2026-02-05T12:00:00'],
    ['the day after tomorrow', '2026-02-06'],
    ['3pm', '2026-02-04T15:00:00'],
    ['3:30 p.m.', '2026-02-04T15:30:00'],
    ['9:00', '2026-02-05T09:00:00'],
    ['in 2 hours', '2026-02-04T13:30:00'],
    ['2h', '2026-02-04T13:30:00'],
    ['in half', null],
    ['in an hour', '2026-02-04T12:30:00'],
    ['in 3 days', '2026-02-07'],
    ['in two weeks', '2026-02-18'],
    ['in 2 weeks at 10:00', '2026-02-18T10:00:00'],
    ['24 december', '2026-12-24'],
    ['December 24th, 2026', '2026-12-24'],
    ['the 24th', '2026-02-24'],
    ['2 february', '2027-02-02'],
    ['friday 6 february', '2026-02-06'],
    ['2026-03-01', '2026-03-01'],
    ['2026-03-01 08:15', '2026-03-01T08:15:00'],
    ['2026-03-01T08:15', '2026-03-01T08:15:00'],
    ['2026-03-01T08:15:00Z', '2026-03-01T09:15:00'],
    ['25/12/2026', '2026-12-25'],
    ['12/25', '2026-12-25'],
    ['end of day', '2026-02-04T17:00:00'],
  ])('English: %s', (words, expected) => expect(read(words)).toBe(expected));

  test.each([
    ['Freitag', '2026-02-06'],
    ['bis Freitag 14 Uhr', '2026-02-06T14:00:00'],
    ['morgen früh', '2026-02-05T09:00:00'],
    ['morgen um 10:30 Uhr', '2026-02-05T10:30:00'],
    ['übermorgen', '2026-02-06'],
    ['uebermorgen', '2026-02-06'],
    ['nächsten Montag', '2026-02-09'],
    ['nächste Woche', '2026-02-09'],
    ['in zwei Stunden', '2026-02-04T13:30:00'],
    ['in einer Woche', '2026-02-11'],
    ['24.12.', '2026-12-24'],
    ['am 24.12. um 10:00', '2026-12-24T10:00:00'],
    ['24.12.26', '2026-12-24'],
    ['3/4', '2026-04-03'],
    ['am 24. März', '2026-03-24'],
    ['zum 24.', '2026-02-24'],
    ['heute Abend', '2026-02-04T18:00:00'],
    ['bis Do', '2026-02-05'],
  ])('German: %s', (words, expected) => expect(read(words, 'de')).toBe(expected));

  test.each([
    ['vendredi', '2026-02-06'],
    ["jusqu'à vendredi 14h", '2026-02-06T14:00:00'],
    ['demain à 10h30', '2026-02-05T10:30:00'],
    ['après-demain', '2026-02-06'],
    ['dans 2 heures', '2026-02-04T13:30:00'],
    ['dans une semaine', '2026-02-11'],
    ['lundi prochain', '2026-02-09'],
    ['la semaine prochaine', '2026-02-09'],
    ['le 1er mars', '2026-03-01'],
    ['le 24 décembre à midi', '2026-12-24T12:00:00'],
    ["aujourd'hui à 17 heures", '2026-02-04T17:00:00'],
  ])('French: %s', (words, expected) => expect(read(words, 'fr')).toBe(expected));

  test.each([
    ['el viernes', '2026-02-06'],
    ['hasta el viernes a las 14:00', '2026-02-06T14:00:00'],
    ['mañana', '2026-02-05'],
    ['mañana por la mañana', '2026-02-05T09:00:00'],
    ['pasado mañana', '2026-02-06'],
    ['dentro de 2 horas', '2026-02-04T13:30:00'],
    ['en 3 días', '2026-02-07'],
    ['la próxima semana', '2026-02-09'],
    ['24 de diciembre', '2026-12-24'],
    ['mañana a las 10', '2026-02-05T10:00:00'],
  ])('Spanish: %s', (words, expected) => expect(read(words, 'es')).toBe(expected));

  test.each([
    ['soon', 'no moment'],
    ['when he is back', 'no moment'],
    ['friday or monday', 'two moments'],
    ['monday tuesday', 'two moments'],
    ['3/4', 'either month in English'],
    ['tomorrow at 5', 'either half of the day'],
    ['10', 'a bare number'],
    ['', 'nothing'],
    ['30 february', 'no such day'],
    ['25:00', 'no such hour'],
    ['2026-02-01', 'past'],
    ['today 9:00', 'past'],
    ['thursday 6 february', 'another weekday'],
    ['2031-01-01', 'too far'],
    ['in 500 days', 'too far'],
  ])('not understood: "%s" (%s)', (words) => expect(read(words)).toBeNull());

  test('any text is read in no time, and never into the past', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9 .:/-]{0,40}$/)), (words) => {
        const when = readWhen(words, { now: NOW, timeZone: BERLIN, language: 'de' });
        if (when === null) return;
        const day = 'day' in when ? when.day : when.at.toZonedDateTimeISO(BERLIN).toPlainDate();
        expect(Temporal.PlainDate.compare(day, '2026-02-04')).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('a day becomes a moment', () => {
  const calendar = calendarFrom(BERLIN, { 'mon-thu': '08:30-18:00', fri: '08:30-15:00' });

  test('what is put off comes back at the opening', () => {
    expect(beginningOf({ day: Temporal.PlainDate.from('2026-02-06') }, calendar, BERLIN).toString()).toBe(
      '2026-02-06T07:30:00Z',
    );
    expect(beginningOf({ day: Temporal.PlainDate.from('2026-02-07') }, calendar, BERLIN).toString()).toBe(
      '2026-02-09T07:30:00Z',
    );
  });

  test('what is promised for a day is due when its work ends', () => {
    expect(endOf({ day: Temporal.PlainDate.from('2026-02-05') }, calendar, BERLIN).toString()).toBe(
      '2026-02-05T17:00:00Z',
    );
    expect(endOf({ day: Temporal.PlainDate.from('2026-02-06') }, calendar, BERLIN).toString()).toBe(
      '2026-02-06T14:00:00Z',
    );
    expect(endOf({ day: Temporal.PlainDate.from('2026-02-07') }, calendar, BERLIN).toString()).toBe(
      '2026-02-07T16:00:00Z',
    );
  });
});

describe('the time zone of a writer', () => {
  test.each([
    ['Wed, 4 Feb 2026 11:30:00 +0100', BERLIN, 'as the firm, and so it stays over the clock change'],
    ['Wed, 4 Feb 2026 05:30:00 -0500', '-05:00', 'elsewhere'],
    ['Wed, 4 Feb 2026 05:30:00 -0500 (EST)', '-05:00', 'elsewhere, with a comment'],
    ['Wed, 4 Feb 2026 10:30:00 -0000', BERLIN, 'not known'],
    ['Wed, 4 Feb 2026 10:30:00 +0000', BERLIN, 'as Exchange writes for everybody'],
    ['yesterday', BERLIN, 'no date'],
    ['Wed, 4 Feb 2026 10:30:00 +9900', BERLIN, 'no zone'],
  ])('%s: %s (%s)', (header, expected) => expect(zoneOfWriter(header, BERLIN)).toBe(expected));
});
