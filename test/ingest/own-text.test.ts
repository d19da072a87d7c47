import { describe, expect, test } from 'vitest';
import { ownText } from '../../src/ingest/own-text.ts';
import { foldQuotedText } from '../../src/ingest/quoted-text.ts';
import { mail } from '../support/mail.ts';

async function own(html: string): Promise<string> {
  const message = await mail({ 'Content-Type': 'text/html; charset=utf-8' }, html);
  return ownText(message, foldQuotedText(message, []).visibleText);
}

const GMAIL = 'class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex"';
const INDENT = 'style="margin:0 0 0 40px;border:none;padding:0px"';

describe('what may be passed on of an answer in HTML', () => {
  test.each([
    ['a bare blockquote', '<p>Done.</p><blockquote>he never pays</blockquote>'],
    ["the quote button of Gmail's", `<p>Done.</p><blockquote ${GMAIL}>he never pays</blockquote>`],
    [
      'the same above the history',
      `<p>Done.</p><blockquote ${GMAIL}>he never pays</blockquote><div class="gmail_quote"><div class="gmail_attr">On Mon, 2 Feb 2026, Desk &lt;desk@example.test&gt; wrote:<br></div><blockquote ${GMAIL}>Hello</blockquote></div>`,
    ],
    ['with its writer', `<p>Done.</p><p>Bob wrote:</p><blockquote ${GMAIL}>he never pays</blockquote>`],
  ])('ends above %s', async (_, html) => {
    expect(await own(html)).toBe('Done.');
  });

  test('also where the text form does not mark the quote', () => {
    const html = `<p>Done.</p><blockquote ${GMAIL}>he never pays</blockquote>`;
    expect(ownText({ html }, 'Done.\n\nhe never pays')).toBe('Done.');
  });

  test('is nothing where all is quoted', async () => {
    expect(await own(`<blockquote ${GMAIL}>he never pays</blockquote>`)).toBe('');
  });

  test('holds quotes above own words, and what is only indented', async () => {
    expect(await own(`<blockquote ${GMAIL}>Is it done?</blockquote><p>It is done.</p>`)).toMatch(
      /Is it[^]*It is done\.$/,
    );
    expect(await own(`<p>Pay to:</p><blockquote ${INDENT}>DE00 1234</blockquote>`)).toMatch(/DE00 1234$/);
  });
});
