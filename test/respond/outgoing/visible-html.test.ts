import fc from '../../support/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { visibleHtml } from '../../../src/respond/outgoing/visible-html.ts';
import { staffHtmlForClients } from '../../../src/respond/sanitise-html.ts';

const cut = (html: string, visible: string, text = visible) =>
  visibleHtml(staffHtmlForClients(html) ?? ('' as never), visible, text);

describe('the HTML of an answer is cut to what its text says', () => {
  test('all of it, with its looks', () => {
    expect(cut('<div dir="ltr">It is <b>corrected</b>.</div>', 'It is corrected.')).toBe(
      '<div dir="ltr">It is <b>corrected</b>.</div>',
    );
  });

  test('without the signature and the history below', () => {
    const html =
      '<div><p>It is <i>done</i>.</p><p>--<br>Ann Lee<br>Example Ltd</p><blockquote>Where is it?</blockquote></div>';
    expect(cut(html, 'It is done.')).toBe('<div><p>It is <i>done</i>.</p></div>');
  });

  test('without the commands above, and a piece of a paragraph is cut where the text is', () => {
    expect(
      cut(
        '<div>#resolve</div><div>Dear Jane,</div><div>done.</div>',
        '#resolve\nDear Jane,\ndone.',
        'Dear Jane,\ndone.',
      ),
    ).toBe('<div>Dear Jane,</div><div>done.</div>');
    expect(
      cut(
        '<p>#take<br>#resolve<br>Dear Jane, <b>done</b>. Ann Lee</p>',
        '#take\n#resolve\nDear Jane, done.',
        'Dear Jane, done.',
      ),
    ).toBe('<p>Dear Jane, <b>done</b>.</p>');
  });

  test('links keep their target, whatever the program printed beside them', () => {
    expect(cut('<p>See <a href="https://x.test/a">the page</a>.</p>', 'See the page <https://x.test/a>.')).toBe(
      '<p>See <a href="https://x.test/a">the page</a>.</p>',
    );
  });

  test('signs that are written as entities are the same signs', () => {
    expect(cut('<p>2 &lt; 3 &amp; 4 &gt; 3</p><p>Ann</p>', '2 < 3 & 4 > 3')).toBe('<p>2 &lt; 3 &amp; 4 &gt; 3</p>');
  });

  test.each([
    ['answers between the lines', '<p>Is it done?</p><p>Yes.</p><p>And the other?</p>', 'Yes.'],
    ['words that the text does not have', '<p>Dear Jane, secret, done.</p>', 'Dear Jane, done.'],
    ['numbers of a list that the text has', '<ol><li>First</li></ol>', '1. First'],
    ['no text', '<p>Hello</p>', ''],
  ])('%s: then there is no HTML', (_, html, visible) => expect(cut(html, visible)).toBeNull());

  test('whatever the text, no letter of the HTML beyond it stays, and the elements are closed', () => {
    const word = fc.constantFrom('a', 'bb', 'é', '&amp;', '1', '.', ' ', '<b>c</b>', '<br>', '<p>d</p>', '<i>e</i>');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.array(word, { maxLength: 12 }), (own, quoted) => {
        const safe = staffHtmlForClients(`<div>${own.join('')}</div><div>${quoted.join('')}</div>`)!;
        const text = own
          .join('')
          .replaceAll(/<[^>]*>/g, '')
          .replaceAll('&amp;', '&');
        const shown = visibleHtml(safe, text, text);
        if (shown === null) return;
        const letters = (some: string) => some.replaceAll(/<[^>]*>|&amp;|[^\p{L}\p{N}]/gu, '');
        expect(letters(shown)).toBe(letters(own.join('')));
        expect(staffHtmlForClients(shown)).toBe(shown);
      }),
    );
  });

  test('a megabyte of brackets costs no time', () => {
    const html = `<p>${'a<b>b</b> '.repeat(30_000)}</p>` as never;
    const begun = performance.now();
    visibleHtml(html, 'a b '.repeat(30_000), 'a b '.repeat(30_000));
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
