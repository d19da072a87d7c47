import { readFile } from 'node:fs/promises';
import fc from '../support/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { parse } from '../../src/ingest/parse.ts';
import { type FoldedText, foldQuotedText } from '../../src/ingest/quoted-text.ts';

const QUESTIONS = `Dear Ms Lee,

thank you for telling us about the boiler in your cellar.

Which number is printed on the plate below the burner?

When may our plumber come to look at it this week?

Kind regards
Your desk`;

async function foldFile(name: string, earlier: readonly string[] = []): Promise<FoldedText> {
  const raw = await readFile(new URL(`../corpus/reply/${name}.eml`, import.meta.url));
  return foldQuotedText(await parse(raw), earlier);
}

const fold = (text: string, earlier: readonly string[] = []): FoldedText =>
  foldQuotedText({ text, html: null, subject: 'Re: Boiler' }, earlier);

describe('real shapes of mail', () => {
  test('answers that stand inside an unmarked quote come back into view, with their questions', async () => {
    const { visibleText, foldedText } = await foldFile('outlook-answers-inside-the-quote', [QUESTIONS]);
    expect(visibleText).toContain('Please see my answers below.');
    expect(visibleText).toContain('plate below the burner?\nThe plate says FX-130, as far as I can read it.');
    expect(visibleText).toContain('On Wednesday after four, please.');
    expect(visibleText).not.toContain('Kind regards');
    expect(foldedText).toMatch(/^From: Desk[^]*Your desk$/);
  });

  test('without the earlier text such answers are folded with the quote, not lost', async () => {
    const { visibleText, foldedText } = await foldFile('outlook-answers-inside-the-quote');
    expect(visibleText).toBe('Please see my answers below.');
    expect(foldedText).toContain('On Wednesday after four, please.');
  });

  test('answers between marked quotes stay with them, the last quote goes', async () => {
    const { visibleText, foldedText } = await foldFile('gmail-answers-between-quotes');
    expect(visibleText).toContain('> When may our plumber come?\n>\n\nOn Wednesday.');
    expect(visibleText).not.toContain('Kind regards');
    expect(foldedText).toContain('> Kind regards');
  });

  test('a forwarded mail is content, although Apple Mail quotes it', async () => {
    const { visibleText, foldedText } = await foldFile('apple-mail-forwards-as-a-quote');
    expect(visibleText).toMatch(/^Is this invoice from you\?[^]*Please pay 300 EUR within two days\.$/);
    expect(foldedText).toBe('');
  });

  test('a quote that no marker announces is known by what was exchanged', async () => {
    const { visibleText, foldedText } = await foldFile('quote-without-any-marker', ['Another text.', QUESTIONS]);
    expect(visibleText).toBe('The plate says FX-130.');
    expect(foldedText).toMatch(/^\*\*\* Desk[^]*this week\?$/);
  });

  test('an answer below the quote, its formula, its dashes and the notice', async () => {
    const { visibleText, signature, foldedText } = await foldFile('german-answer-below-the-quote');
    expect(visibleText).toBe('Auf dem Schild steht FX-130, und am Mittwoch ab vier bin ich da.');
    expect(signature).toMatch(/^Mit freundlichen Grüßen\nJörg Müller\n\n-- ?\n[^]*vernichten Sie sie bitte\.$/);
    expect(foldedText).toMatch(/^Am 03\.03\.2025[^]*kommen\?$/);
  });

  test('a phone’s footer stands between answer and quote', async () => {
    const { visibleText, signature, foldedText } = await foldFile('phone-quotes-below-its-own-footer');
    expect(visibleText).toBe('Wednesday is fine.');
    expect(signature).toBe('Von meinem Galaxy gesendet');
    expect(foldedText).toContain('When may our plumber come?');
  });
});

describe('earlier texts', () => {
  test('the same mail sent again is shown again', () => {
    expect(fold(QUESTIONS, [QUESTIONS]).visibleText).toContain('Which number is printed on the plate');
  });

  test('a few words in common are no quote', () => {
    const text = 'When may our plumber come? That is what you asked, and I say: on Wednesday.';
    expect(fold(text, [QUESTIONS]).visibleText).toBe(text);
  });

  test('a third person’s mail in the thread stays folded, although nobody here knows it', () => {
    const text = `See below.\n\nFrom: Bob <bob@lee.example>\nSent: Monday\nSubject: Boiler\n\nAnn, the valve is broken and the cellar is under water.`;
    expect(fold(text, [QUESTIONS]).visibleText).toBe('See below.');
  });

  test('are compared in scripts without spaces too', () => {
    const earlier = '您好，请问锅炉铭牌上的型号是什么？我们的水管工本周什么时候可以上门查看？';
    expect(fold(`型号是FX-130，星期三可以。\n\n${earlier}`, [earlier]).visibleText).toBe('型号是FX-130，星期三可以。');
  });
});

const PROSE = [
  'The boiler leaks again.',
  'We were cold all night, and the cellar is wet.',
  'Können Sie heute noch kommen?',
  '水又漏了。',
  'It is the valve',
  'a',
  'ok',
];
const MARKERS = [
  'On 3 Mar 2025, at 09:14, Ann <ann@lee.example> wrote:',
  '-----Original Message-----',
  'From: Ann <ann@lee.example>',
  'Sent: Monday',
  'Subject: Boiler',
  '________________________________',
  '---------- Forwarded message ---------',
  'Sent from my iPhone',
  '-- ',
  'Regards,',
  'Ann Lee',
  '+49 30 1234567',
  'This e-mail is confidential and intended solely for Ann.',
  '>>> Ann 03/03/2025 09:14 >>>',
  '-----BEGIN PGP SIGNATURE-----',
];
const line = fc.oneof(
  fc.constantFrom(...PROSE),
  fc.constantFrom(...MARKERS),
  fc.constant(''),
  fc.string({ maxLength: 30 }),
);
const quotedLine = fc.tuple(fc.nat(3), line).map(([depth, text]) => `${'> '.repeat(depth)}${text}`);
const mail = fc.array(quotedLine, { maxLength: 40 }).map((lines) => lines.join('\n'));
const letters = (text: string): string => Array.from(text.replace(/\s+/g, '')).sort().join('');

describe('whatever comes', () => {
  test('nothing is lost and nothing is said twice', () => {
    fc.assert(
      fc.property(mail, fc.array(mail, { maxLength: 2 }), (text, earlier) => {
        const { visibleText, signature, foldedText } = fold(text, earlier);
        expect(letters(visibleText + (signature ?? '') + foldedText)).toBe(letters(text));
      }),
      { numRuns: 300 },
    );
  });

  test('a quote of any text below own words leaves the own words', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PROSE.slice(0, 4)), mail, (own, earlier) => {
        const quote = earlier.split('\n').map((quoted) => `> ${quoted}`);
        const text = `${own}\n\nOn 3 Mar 2025, at 09:14, Ann <ann@lee.example> wrote:\n${quote.join('\n')}\n> End.`;
        expect(fold(text).visibleText).toBe(own);
      }),
      { numRuns: 200 },
    );
  });

  test('any HTML is read to its end', () => {
    const tag = fc.constantFrom(
      '<div class="gmail_quote">',
      '<blockquote>',
      '</blockquote>',
      '</div>',
      '<p>',
      '<br>',
      '<hr tabindex="-1">',
      '<pre>',
      '<table><td>',
      '<',
      '&nbsp;',
      '<div id="Signature">',
      '<!--',
      '<li>',
      '<style>',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(tag, fc.constantFrom(...PROSE, ...MARKERS)), { maxLength: 40 }), (pieces) => {
        const folded = foldQuotedText({ text: '', html: pieces.join(''), subject: '' }, []);
        expect(typeof folded.visibleText).toBe('string');
      }),
      { numRuns: 200 },
    );
  });
});

/** Processor time, so that a busy machine does not fail the test. */
function milliseconds(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
}

describe('mail made to stall', () => {
  fold('warm\nup');
  foldQuotedText({ text: '', html: '<p>warm up', subject: '' }, []);

  test.each([
    ['prefixes in one line', '>'.repeat(50_000)],
    ['prefixes in many lines', '>\n'.repeat(50_000)],
    ['deeper and deeper quotes', Array.from({ length: 2_000 }, (_, depth) => `${'>'.repeat(depth)} x`).join('\n')],
    ['a long word', 'a'.repeat(500_000)],
    ['long gaps', `x${' '.repeat(200_000)}`.repeat(5)],
    ['empty lines', '\n'.repeat(500_000)],
    ['verbs', 'wrote: '.repeat(50_000)],
    ['attributions', 'On 3 Mar 2025, Ann <a@b.example> wrote:\n'.repeat(20_000)],
    ['headers', 'From: a@b.example\nTo: c@d.example\n'.repeat(50_000)],
    ['rules', '----------\nconfidential\n'.repeat(50_000)],
    ['formulas', 'Regards,\n'.repeat(50_000)],
    ['device footers', 'Sent from my iPhone\n'.repeat(50_000)],
    ['answers', 'a\n> b\n'.repeat(50_000)],
    ['armour', '-----BEGIN PGP SIGNATURE-----\n'.repeat(30_000)],
  ])('is folded at once: %s', (_, text) => {
    expect(milliseconds(() => fold(`Hello.\n${text}`))).toBeLessThan(600);
    expect(milliseconds(() => fold(`Hello.\n${text}`, [text]))).toBeLessThan(600);
  });

  test.each([
    ['nested elements', '<div>'.repeat(100_000)],
    ['nested quotes', '<blockquote>'.repeat(80_000)],
    ['containers', '<div class="gmail_quote">x<blockquote class="gmail_quote">y</blockquote>'.repeat(10_000)],
    ['brackets', '<'.repeat(500_000)],
    ['entities', '&amp;'.repeat(100_000)],
    ['a long attribute', `<div style="${'border:none;'.repeat(80_000)}">`],
    ['comments', '<!--'.repeat(100_000)],
    ['lines', 'x<br>'.repeat(100_000)],
    ['stray ends', '</div>'.repeat(150_000)],
  ])('in HTML is folded at once: %s', (_, html) => {
    expect(milliseconds(() => foldQuotedText({ text: '', html, subject: '' }, []))).toBeLessThan(600);
  });
});
