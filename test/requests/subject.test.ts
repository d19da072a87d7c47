import fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { baseSubject, subjectReference } from '../../src/requests/subject.ts';

test.each([
  'Re: Hello world',
  'RE[2]: Hello world',
  'Re(3): Hello world',
  'Re^2: hello  world',
  'AW: WG: Hello world',
  'Antw: Hello world',
  'SV: VS: Hello world',
  'Antw.: Odp.: Res. : Hello world',
  'Beantwoorden: Weitergeleitet: Odgovor: Hello world',
  'Επ: Hello world',
  'תשובה: Hello world',
  'رد: إعادة: Hello world',
  '***SPAM*** Re: {Spam?} Hello world',
  'RIF: R: Hello world',
  'TR : RÉF: Hello world',
  'RES: ENC: Hello world',
  'RV: Hello world',
  'Odp: PD: Hello world',
  'Vá: Hello world',
  'YNT: İLT: Hello world',
  'ΑΠ: ΣΧΕΤ: Hello world',
  'Ответ: Hello world',
  'Trả lời: Hello world',
  '回复：转发: Hello world',
  '答复: Hello world',
  '返信: Hello world',
  '회신: Hello world',
  'תגובה: Hello world',
  'رد: Hello world',
  'Re: [some-list] Re: Hello world',
  '[EXTERNAL] [some-list] Hello world',
  'Re: [#1234] Hello world',
  'Hello world [#1234]',
  'Hello world (fwd)',
  '[Fwd: Re: Hello world]',
  'Re:\tHello\u00a0world\r\n',
  '\u200fRe: Hello world\u202c',
])('%j is about "hello world"', (subject) => {
  expect(baseSubject(subject)).toBe('hello world');
});

test.each([
  ['Note: re: the plan', 'note: re: the plan'],
  ['R&D: plan', 'r&d: plan'],
  ['Regarding: plan', 'regarding: plan'],
  ['[urgent]', '[urgent]'],
  ['Re: Re:', ''],
  ['', ''],
])('%j keeps what its writer meant: %j', (subject, base) => {
  expect(baseSubject(subject)).toBe(base);
});

test('the visible reference is read wherever it stands', () => {
  expect(subjectReference('Re: [#1234] Printer')).toBe(1234);
  expect(subjectReference('Printer [# 7]')).toBe(7);
  expect(subjectReference('[#34] Re: [#12] twice: ours comes first')).toBe(34);
  expect(subjectReference('［＃56］ full width')).toBe(56);
});

test.each(['Bug #12', '[12]', '[#]', '[#12345678901234567890]', '#12', '[issue #12]'])(
  '%j names no request',
  (subject) => {
    expect(subjectReference(subject)).toBeNull();
  },
);

test('taking the base twice changes nothing, and answering changes nothing', () => {
  const mark = fc.constantFrom('Re: ', 'AW: ', 'Fwd: ', 'SV: ', '回复：', '[list] ', 'Re[4]: ');
  fc.assert(
    fc.property(fc.string({ maxLength: 60, unit: 'grapheme' }), mark, (subject, prefix) => {
      const base = baseSubject(subject);
      expect(baseSubject(base)).toBe(base);
      if (base !== '') expect(baseSubject(`${prefix}${subject}`)).toBe(base);
    }),
  );
});

test('a hostile subject costs no time', () => {
  for (const piece of ['Re:', '[', '[a]', 're ', '(fwd)', '[fwd:', ' ', '[#'])
    expect(baseSubject(piece.repeat(100_000)).length).toBeLessThan(1001);
});
