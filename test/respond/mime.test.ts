import fc from '../support/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { Parser } from 'htmlparser2';
import { simpleParser } from 'mailparser';
import { composeMime, type Outgoing } from '../../src/respond/mime.ts';

const outgoing: Outgoing = {
  messageId: '<acknowledgement.1001.c.abc@example.test>',
  date: Temporal.Instant.from('2026-11-23T09:30:00Z'),
  from: { name: 'Example Support', address: 'support@example.test' },
  to: [{ name: 'Maria Rossi', address: 'maria@client.test' }],
  inReplyTo: '<first@client.test>',
  references: ['<root@client.test>', '<first@client.test>'],
  subject: 'Re: The printer is broken [#1001]',
  text: 'Hello Maria,\n\nthank you.\n',
  html: '<p>Hello Maria,</p>',
  autoSubmitted: 'auto-replied',
};

const headerOf = (mail: Buffer): string => mail.toString('latin1').split('\r\n\r\n')[0]!;
const headerNames = (mail: Buffer): string[] =>
  headerOf(mail)
    .split('\r\n')
    .filter((line) => !/^[ \t]/.test(line))
    .map((line) => line.split(':')[0]!.toLowerCase());

describe('a composed mail', () => {
  test('carries its given id and date, marks itself automatic and stands in the thread of the client', async () => {
    const mail = composeMime(outgoing);
    const parsed = await simpleParser(mail);
    expect(parsed.messageId).toBe('<acknowledgement.1001.c.abc@example.test>');
    expect(parsed.date?.toISOString()).toBe('2026-11-23T09:30:00.000Z');
    expect(parsed.inReplyTo).toBe('<first@client.test>');
    expect(parsed.references).toEqual(['<root@client.test>', '<first@client.test>']);
    expect(parsed.headers.get('auto-submitted')).toBe('auto-replied');
    expect(parsed.headers.get('x-auto-response-suppress')).toBe('All');
    expect(parsed.text).toBe('Hello Maria,\n\nthank you.\n');
    expect(parsed.html).toBe('<p>Hello Maria,</p>');
    expect(headerOf(mail)).toContain('multipart/alternative');
  });

  test('that a person wrote is not marked automatic', () => {
    const names = headerNames(composeMime({ ...outgoing, autoSubmitted: null }));
    expect(names).not.toContain('auto-submitted');
    expect(names).not.toContain('x-auto-response-suppress');
  });

  test('keeps the first and the last twenty references of a long chain', async () => {
    const references = Array.from({ length: 100 }, (_, index) => `<mail${index}@client.test>`);
    const parsed = await simpleParser(composeMime({ ...outgoing, references }));
    expect(parsed.references).toEqual([...references.slice(0, 20), ...references.slice(-20)]);
  });

  test('refers to no id that is not one', () => {
    const bad = ['<a b@c>', 'no brackets@x', '<x@y>\r\nBcc: eve@evil.test', '<>', `<${'x'.repeat(9000)}@y>`];
    const names = headerNames(composeMime({ ...outgoing, inReplyTo: bad[2]!, references: bad }));
    expect(names).not.toContain('in-reply-to');
    expect(names).not.toContain('references');
    expect(names).not.toContain('bcc');
  });

  test('carries attachments from memory, with a name that is only a name', async () => {
    const attachments = [
      { filename: '../../etc/passwd\r\nX-Evil: 1', contentType: 'text/html\r\nX: y', content: Buffer.from('data') },
    ];
    const parsed = await simpleParser(composeMime({ ...outgoing, attachments }));
    expect(parsed.attachments).toHaveLength(1);
    expect(parsed.attachments[0]).toMatchObject({
      filename: '.._.._etc_passwd X-Evil: 1',
      contentType: 'application/octet-stream',
    });
    expect(parsed.attachments[0]?.content.toString()).toBe('data');
  });

  test('reads no file and no address that a text names', () => {
    const named = (content: object): string => content as unknown as string;
    expect(() => composeMime({ ...outgoing, html: named({ path: '/etc/hostname' }) })).toThrow();
    expect(() => composeMime({ ...outgoing, text: named({ href: 'http://127.0.0.1:9/x' }) })).toThrow();
  });

  test('shows every letter, in whatever way it travels', async () => {
    for (const text of [
      'Grüße aus Köln',
      'Dzień dobry',
      '漢字'.repeat(500),
      'שלום',
      '👨‍👩‍👧',
      'x'.repeat(3000),
      '.\r\n..\nFrom x',
      'a=3D&#228;',
    ]) {
      const mail = composeMime({ ...outgoing, text, html: `<p>${text.replaceAll('&', '&amp;')}</p>` });
      const parsed = await simpleParser(mail);
      expect(parsed.text).toBe(text.replaceAll('\r\n', '\n'));
      expect(shown(parsed.html || '')).toBe(text.replaceAll('\r\n', '\n'));
      expect(
        mail
          .toString('latin1')
          .split('\r\n')
          .every((line) => line.length <= 998),
      ).toBe(true);
      expect(mail.toString('latin1')).not.toMatch(/[^\r]\n|\r[^\n]/);
    }
  });

  test('is refused for an address or a header that no mail may have', () => {
    const to = (address: string) => () => composeMime({ ...outgoing, to: [{ name: '', address }] });
    expect(to('a@b.test, eve@evil.test')).toThrow();
    expect(to('"a b"@c.test')).toThrow();
    expect(() => composeMime({ ...outgoing, headers: { Bcc: 'eve@evil.test' } })).toThrow();
    expect(() => composeMime({ ...outgoing, headers: { 'X-A\r\nB': '1' } })).toThrow();
    expect(() => composeMime({ ...outgoing, messageId: '<a@b>\r\nBcc: x@y.test' })).toThrow();
  });

  test('has the same headers whatever strangers write into names and subjects', async () => {
    const expected = headerNames(composeMime({ ...outgoing, headers: { 'X-Note': 'x' } }));
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(
          fc.constantFrom(
            '\r',
            '\n',
            '\0',
            'Bcc: eve@evil.test',
            '\u2028',
            '=?utf-8?Q?=0D=0A?=',
            '"',
            '<',
            'é',
            ',',
            ' ',
          ),
        )
        .map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, async (name, subject, note) => {
        const mail = composeMime({
          ...outgoing,
          to: [{ name, address: 'maria@client.test' }],
          subject: `x${subject}`,
          headers: { 'X-Note': `x${note}` },
        });
        expect(headerNames(mail).sort()).toEqual([...expected].sort());
        const parsed = await simpleParser(mail);
        const to = Array.isArray(parsed.to) ? parsed.to : [parsed.to];
        expect(to.flatMap((field) => field?.value.map(({ address }) => address))).toEqual(['maria@client.test']);
      }),
      { numRuns: 300 },
    );
  });
});

/** What a browser shows of a paragraph. */
function shown(html: string): string {
  let words = '';
  new Parser({ ontext: (text) => (words += text) }).end(html);
  return words;
}
