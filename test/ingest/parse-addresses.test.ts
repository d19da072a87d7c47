import fc from '../support/fast-check.ts';
import { describe, expect, it, test } from 'vitest';
import { readAddresses } from '../../src/ingest/parse/addresses.ts';
import { attachmentName } from '../../src/ingest/parse/attachment-name.ts';
import { readDate } from '../../src/ingest/parse/dates.ts';
import { readMediaType } from '../../src/ingest/parse/media-type.ts';
import { readMessageId } from '../../src/ingest/parse/message-ids.ts';

/** Header octets as they come: one character an octet. */
const octets = (text: string): string => Buffer.from(text).toString('latin1');
const read = (header: string): string[] =>
  readAddresses(octets(header)).map(({ name, address }) => (name === '' ? address : `${name} <${address}>`));

describe('addresses', () => {
  test.each([
    ['ann@example.test', ['ann@example.test']],
    ['<ann@example.test>', ['ann@example.test']],
    ['Ann Lee <ann@example.test>', ['Ann Lee <ann@example.test>']],
    ['"Lee, Ann" <ann@example.test>, bob@example.test', ['Lee, Ann <ann@example.test>', 'bob@example.test']],
    ['Lee, Ann <ann@example.test>', ['Lee, Ann <ann@example.test>']],
    ['ann@example.test (Ann Lee)', ['Ann Lee <ann@example.test>']],
    ['Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>', ['Pete <pete@silly.test>']],
    ['a@one.test; b@two.test', ['a@one.test', 'b@two.test']],
    ['Team: a@one.test, B <b@two.test>;, c@three.test', ['a@one.test', 'B <b@two.test>', 'c@three.test']],
    ['undisclosed-recipients:;', []],
    ['<@relay.test,@other.test:ann@example.test>', ['ann@example.test']],
    ['=?utf-8?Q?J=C3=BCrgen_M=2E?= <j@example.test>', ['Jürgen M. <j@example.test>']],
    ['"=?utf-8?Q?J=C3=BCrgen?=" <j@example.test>', ['Jürgen <j@example.test>']],
    ['=?utf-8?B?TGVlLCBBbm4=?= <ann@example.test>', ['Lee, Ann <ann@example.test>']],
    ['Jürgen <j@example.test>', ['Jürgen <j@example.test>']],
    ['"john doe"@example.test', ['"john doe"@example.test']],
    ['"john"@example.test', ['john@example.test']],
    ['ann @ example . test', ['ann@example.test']],
    ['Jörg <<j@example.test>>', ['Jörg <j@example.test>']],
    ['Jörg [j@example.test]', ['Jörg <j@example.test>']],
    ['j@[192.0.2.1]', ['j@[192.0.2.1]']],
    ['Whoever', ['Whoever <>']],
    ['"Firm " <>, "LTD" <ly@example.test>', ['Firm, LTD <ly@example.test>']],
    ['', []],
  ])('%s', (header, expected) => expect(read(header)).toEqual(expected));

  describe('a sender who can be read in two ways is never read as one of the two', () => {
    test.each([
      ['<alice@staff.test><eve@evil.test>', ['alice@staff.test', 'eve@evil.test']],
      ['Alice alice@staff.test eve@evil.test', ['Alice <alice@staff.test>', 'Alice <eve@evil.test>']],
      ['"alice@staff.test" <eve@evil.test>', ['alice@staff.test <eve@evil.test>']],
      ['alice@staff.test@evil.test', ['alice@staff.test@evil.test']],
      ['alice@stаff.test', ['alice@xn--stff-63d.test']],
      ['alice@xn--stff-63d.test', ['alice@xn--stff-63d.test']],
      ['=?utf-8?Q?Bob=0D=0ABcc:_victim@evil.test?= <b@x.test>', ['Bob Bcc: victim@evil.test <b@x.test>']],
      ['Ann\u202e <ann@example.test>', ['Ann <ann@example.test>']],
    ])('%s', (header, expected) => expect(read(header)).toEqual(expected));
  });

  it('any header gives addresses of one line, and as many as its commas at most', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('ab@.<>"(),;:\\ =?\t\r\nqé')), maxLength: 200 }),
        (header) => {
          const found = readAddresses(octets(header));
          expect(found.length).toBeLessThanOrEqual(header.length);
          for (const { name, address } of found) expect(name + address).not.toMatch(/[\r\n\0]/);
        },
      ),
    );
  });

  it('a plain address comes out as it went in', () => {
    const local = fc.stringMatching(/^[a-z0-9][a-z0-9._+-]{0,20}$/);
    const domain = fc.stringMatching(/^[a-z0-9]{1,10}\.[a-z]{2,5}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(local, domain), { minLength: 1, maxLength: 5 }), (pairs) => {
        const addresses = pairs.map(([name, host]) => `${name}@${host}`);
        expect(readAddresses(addresses.join(', ')).map(({ address }) => address)).toEqual(addresses);
      }),
    );
  });
});

describe('dates', () => {
  test.each([
    ['Mon, 2 Feb 2026 10:00:00 +0100', '2026-02-02T09:00:00.000Z'],
    ['2 Feb 2026 10:00 GMT', '2026-02-02T10:00:00.000Z'],
    ['Mon,  2 Feb 26 10:00:00 -0530 (India)', '2026-02-02T15:30:00.000Z'],
    ['Mon, 2 Feb 2026 10:00:00 EST', '2026-02-02T15:00:00.000Z'],
    ['Fri, 21 Nov 1997 09(comment):   55  :  06 -0600', '1997-11-21T15:55:06.000Z'],
    ['Mon Feb  2 10:00:00 2026', '2026-02-02T10:00:00.000Z'],
    ['2026-02-02T10:00:00+01:00', '2026-02-02T09:00:00.000Z'],
    ['2026-02-02 10:00:00 +0100', '2026-02-02T09:00:00.000Z'],
    ['Mon, 2 Feb 126 10:00:00 +0000', '2026-02-02T10:00:00.000Z'],
    ['Mon, 30 Jun 3609 15:33:50 +0600', null],
    ['Whenever', null],
    ['%DATE%', null],
    ['99 Feb 2026 10:00', null],
    ['', null],
  ])('%s', (text, expected) => expect(readDate(text)).toBe(expected));

  it('any instant of this century written as mail writes it is read', () => {
    const instants = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (date) => {
        expect(readDate(date.toUTCString())).toBe(`${date.toISOString().slice(0, 19)}.000Z`);
      }),
    );
  });
});

describe('message ids', () => {
  test.each([
    ['<a@b.test>', '<a@b.test>'],
    ['a@b.test', '<a@b.test>'],
    ['<a@b.test> (added by relay)', '<a@b.test>'],
    ['<a\tb@c.test>', '<ab@c.test>'],
    ['<only-a-word>', '<only-a-word>'],
    [`<${'a'.repeat(2000)}@b.test>`, null],
    ['<>', null],
    ['', null],
    ['two words', null],
  ])('%s', (value, expected) => expect(readMessageId(value)).toBe(expected));
});

describe('structured MIME fields', () => {
  test.each([
    ['text/plain; charset=utf-8', 'text/plain', { charset: 'utf-8' }],
    ['TEXT/HTML;CharSet="ISO-8859-1" ; format=flowed', 'text/html', { charset: 'ISO-8859-1', format: 'flowed' }],
    ['text/plain charset=utf-8', 'text/plain', { charset: 'utf-8' }],
    ['attachment; filename="a;b.txt"', 'attachment', { filename: 'a;b.txt' }],
    ['attachment; filename=a b.txt; size=3', 'attachment', { filename: 'a b.txt', size: '3' }],
    ['attachment; filename="never closed.txt', 'attachment', { filename: 'never closed.txt' }],
    ['attachment; filename=one; filename=two', 'attachment', { filename: 'one' }],
    ['name=x.pdf', '', { name: 'x.pdf' }],
    ["a/b; title*0*=us-ascii'en'This%20is%20; title*1=not%20escaped", 'a/b', { title: 'This is not%20escaped' }],
    ["a/b; name*=''%E2%82%AC.pdf", 'a/b', { name: '€.pdf' }],
    ["a/b; name*=nonsense''%E4.pdf", 'a/b', { name: 'ä.pdf' }],
    ['text/plain (a comment); charset=utf-8 (another)', 'text/plain', { charset: 'utf-8' }],
  ])('%s', (field, type, params) => expect(readMediaType(field)).toEqual({ type, params }));

  it('a parameter named __proto__ is a parameter', () => {
    const { params } = readMediaType('a/b; __proto__=x');
    expect(Object.getPrototypeOf(params)).toBe(Object.prototype);
    expect(Object.keys(params)).toEqual(['__proto__']);
  });
});

describe('file names', () => {
  test.each([
    ['../../../etc/cron.d/x', 'x'],
    ['..\\..\\x.exe', 'x.exe'],
    ['/etc/passwd', 'passwd'],
    ['Offer 3/2026.pdf', 'Offer 3_2026.pdf'],
    ['\u200b.htaccess', '.htaccess'],
    ['a\r\nb\0.pdf', 'ab.pdf'],
    ['..', null],
    ['', null],
    ['a'.repeat(5000), 'a'.repeat(1000)],
    ['نام‌پرونده.pdf', 'نام‌پرونده.pdf'],
  ])('%j', (name, expected) => expect(attachmentName(name, 'application/pdf')).toBe(expected));
});
