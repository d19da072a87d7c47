import fc from '../support/fast-check.ts';
import { Parser } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { clientHtmlForStaff, staffHtmlForClients } from '../../src/respond/sanitise-html.ts';

describe('HTML from one person to another', () => {
  test('keeps what people mean by it', () => {
    const html =
      '<p dir="rtl">Dear <b>Ann</b>, <i>see</i> <a href="https://client.test/a?b=1">this</a>:</p><ul><li>one</li></ul>' +
      '<table><tr><td colspan="2">x</td></tr></table>';
    expect(clientHtmlForStaff(html)).toBe(html);
    expect(staffHtmlForClients(html)).toBe(html);
  });

  test.each([
    ['a script', '<script>alert(1)</script>a', 'a'],
    ['a handler', '<p onclick="alert(1)" onmouseover=alert(1)>a</p>', '<p>a</p>'],
    ['a script as a link', '<a href=" java\nscript:alert(1)">a</a>', '<a>a</a>'],
    ['a link without a scheme', '<a href="//evil.test">a</a>', '<a>a</a>'],
    ['a style sheet', '<style>.q{display:none}</style><p class="q" id="q">a</p>', '<p>a</p>'],
    ['a position', '<p style="position:fixed;top:0;font-weight:bold">a</p>', '<p style="font-weight:bold">a</p>'],
    ['an address in a style', '<p style="background:url(http://evil.test/x)">a</p>', '<p>a</p>'],
    ['a remote picture', '<img src="https://evil.test/pixel.gif" width="1" height="1">a', 'a'],
    ['a picture in the text', '<img src="data:image/svg+xml,<svg onload=alert(1)>">a', 'a'],
    ['a form', '<form action="http://evil.test"><input name="p">a</form>', 'a'],
    ['a frame', '<iframe src="http://evil.test"></iframe><object data="x"></object>a', 'a'],
    ['raw text elements', '<xmp><script>alert(1)</script></xmp><noscript><img src=x></noscript>a', 'a'],
    ['a drawing', '<svg><style><img src=x onerror=alert(1)></style></svg>a', 'a'],
    ['a comment of Outlook', '<!--[if mso]><img src="http://evil.test"><![endif]-->a', 'a'],
    ['an unclosed quote', '<p title="><img src=x onerror=alert(1)>">a</p>', '<p>a</p>'],
  ])('loses %s', (_, html, clean) => {
    expect(clientHtmlForStaff(html)).toBe(clean);
  });

  test('keeps pictures that travel with the mail, and no others', () => {
    const html = '<img src="cid:logo@client.test" alt="Logo"><img src="cid:other">';
    expect(clientHtmlForStaff(html, { pictures: new Set(['logo@client.test']) })).toBe(
      '<img src="cid:logo@client.test" alt="Logo" />',
    );
  });

  test.each([
    '<div style="display:none">',
    '<div style="color:red; DISPLAY : none !important">',
    '<div style="font-size:0px">',
    '<div style="opacity:0;">',
    '<div style="visibility:hidden">',
    '<div style="mso-hide:all">',
    '<div style="max-height:0;overflow:hidden">',
    '<div hidden>',
  ])('shows staff what %s hid, and sends it to no client', (open) => {
    const html = `${open}<p>secret</p></div><p>open</p>`;
    expect(clientHtmlForStaff(html)).toContain('secret');
    expect(staffHtmlForClients(html)).toBe('<p>open</p>');
  });

  test('that nobody can look at in time is left to its text', () => {
    expect(clientHtmlForStaff('<div>'.repeat(100_000))).toBeNull();
    expect(clientHtmlForStaff('x'.repeat(2_000_000))).toBeNull();
  });

  test('holds nothing but harmless elements and attributes, whatever came in', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...[
          '<script>',
          '<img src=x onerror=1>',
          '<a href="javascript:x">',
          '<svg/onload=1>',
          '<style>',
          '</style>',
          '<p ',
        ],
        ...[
          'style="',
          'display:none',
          '"',
          "'",
          '>',
          '<',
          '<!--',
          '-->',
          '<![CDATA[',
          ']]>',
          '&lt;',
          '<xmp>',
          '</xmp>',
          '\0',
        ],
        ...['<table>', '<td>', '<math>', '<mtext>', '<b>', 'x', ' ', 'url(http://e)', '<noscript>', '<template>', '/'],
      ),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.boolean(), (pieces, forStaff) => {
        const html = (forStaff ? clientHtmlForStaff : staffHtmlForClients)(pieces.join(''));
        const seen = new Parser({
          onopentagname: (name) => {
            expect(name).not.toMatch(/script|style|svg|math|xmp|noscript|template|iframe|form/);
          },
          onattribute: (name, value) => {
            expect(name).toMatch(/^(?:style|dir|href|src|alt|width|height|colspan|rowspan|align|valign|start)$/);
            expect(value).not.toMatch(/javascript:|url\(|display/i);
          },
        });
        seen.end(html ?? '');
      }),
      { numRuns: 2000 },
    );
  });
});
