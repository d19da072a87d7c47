import fc from '../support/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { clientNames, subjectForLetter } from '../../src/respond/client-words.ts';

describe('the name in a greeting', () => {
  test.each([
    ['Maria Rossi', 'Maria Rossi', 'Maria'],
    ['Rossi, Maria', 'Maria Rossi', 'Maria'],
    ['MARIA ROSSI', 'Maria Rossi', 'Maria'],
    ['"Rossi, Maria"', 'Maria Rossi', 'Maria'],
    ['Dr. Maria Rossi', 'Dr. Maria Rossi', 'Maria'],
    ['Maria Rossi (Example Ltd)', 'Maria Rossi', 'Maria'],
    ["Maria Rossi via 'Support'", 'Maria Rossi', 'Maria'],
    ['Jean-Luc Picard', 'Jean-Luc Picard', 'Jean-Luc'],
    ['Ludwig van Beethoven', 'Ludwig van Beethoven', 'Ludwig'],
    ['M. Rossi', 'M. Rossi', null],
    ['Rossi', 'Rossi', null],
    ['שרה כהן', 'שרה כהן', null],
    ['王小明', '王小明', null],
    ['maria@client.test', null, null],
    ['info', null, null],
    ['Example GmbH', null, null],
    ['Sales Team', null, null],
    ['http://evil.test', null, null],
    ['<script>alert(1)</script>', null, null],
    ['{{ request.number }}', null, null],
    ['Maria\u202Eissor', 'Maria issor', 'Maria'],
    ['', null, null],
    ['x'.repeat(300), null, null],
    ['😀', null, null],
  ])('%j is %j, greeted as %j', (display, name, firstName) => {
    expect(clientNames(display)).toEqual({ name, firstName });
  });

  test('is one short line of words, whatever stood there', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (display) => {
        const { name } = clientNames(display);
        expect(name ?? 'none').toMatch(/^[^\n\r\0<>"{}]{1,70}$/u);
      }),
    );
  });
});

describe('the subject of the client in ours', () => {
  test.each([
    ['Re: AW: Printer [#12]', 'Printer'],
    ['  The\r\nprinter\tis broken ', 'The printer is broken'],
    ['Family 👨‍👩‍👧', 'Family 👨‍👩‍👧'],
    ['abc\u202Etxt.exe', 'abc txt.exe'],
  ])('%j is shown as %j', (subject, shown) => {
    expect(subjectForLetter(subject)).toBe(shown);
  });

  test('of 300 characters is cut between words', () => {
    const cut = subjectForLetter('the printer is broken '.repeat(14));
    expect(cut.length).toBeLessThanOrEqual(100);
    expect(cut).toMatch(/(the|printer|is|broken)…$/);
  });

  test('is never cut inside an emoji', () => {
    expect(subjectForLetter('👨‍👩‍👧'.repeat(60))).toMatch(/^(👨‍👩‍👧)+…$/u);
  });
});
