import { describe, expect, it } from 'vitest';
import { parse } from '../../src/ingest/parse.ts';
import { LIMITS } from '../../src/ingest/parse/limits.ts';
import type { Message } from '../../src/requests/message.ts';

/**
 * Mails built to cost time or memory (S16), each as big as the desk takes it. Measured in processor time, which says the
 * same on a busy machine. mailparser needs 26 s for 21 MB of HTML and 100 s for 160 kB of blanks in quoted-printable.
 */
const SECONDS = 2;
const M = 1024 * 1024;
const HEADER = 'From: mallory@evil.test\r\nTo: support@example.test\r\nSubject: bomb\r\nMIME-Version: 1.0\r\n';

const body = (type: string, text: string, encoding = '8bit'): string =>
  `${HEADER}Content-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${text}`;
const field = (value: string): string => `${value}\r\n${HEADER}\r\nbody`;
const multipart = (parts: string): string => `${HEADER}Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts}`;
const nested = (header: (level: number) => string): string =>
  HEADER + Array.from({ length: 10_000 }, (_, level) => header(level)).join('') + '\r\ndeep';

type Bomb = { readonly make: () => string; readonly told?: string };

const BOMBS: Readonly<Record<string, Bomb>> = {
  // Structure
  '100,000 parts': { make: () => multipart('--b\r\n\r\nx\r\n'.repeat(100_000)), told: 'parts-cut' },
  '10,000 nested multiparts': {
    make: () => nested((n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`),
    told: 'depth-cut',
  },
  '10,000 nested multiparts without a boundary': {
    make: () => nested((n) => `Content-Type: multipart/mixed\r\n\r\n--b${n}\r\n`),
    told: 'depth-cut',
  },
  '10,000 nested mails': { make: () => HEADER + 'Content-Type: message/rfc822\r\n\r\n'.repeat(10_000) },
  '8 million lines of dashes': { make: () => multipart('--\n'.repeat(8 * M)), told: 'text-cut' },
  '200 parts of HTML': {
    make: () => multipart(`--b\r\nContent-Type: text/html\r\n\r\n${'<p>x</p>'.repeat(15_000)}\r\n`.repeat(199)),
    told: 'text-cut',
  },
  // Header
  'a field of 20 MB': { make: () => field(`X-Big: ${'a'.repeat(20 * M)}`), told: 'header-cut' },
  'a million fields': { make: () => field('X-A: b\r\n'.repeat(1_000_000)), told: 'header-cut' },
  'three million folded lines': { make: () => field(`X-A: b\r\n${' c\r\n'.repeat(3_000_000)}`), told: 'header-cut' },
  'two million carriage returns': { make: () => field(`X-A: b${'\r'.repeat(2_000_000)}x`), told: 'header-cut' },
  '100,000 recipients': { make: () => field(`To: ${'"N" <a@b.test>, '.repeat(100_000)}`), told: 'header-cut' },
  'quotes that open quotes': { make: () => field(`From: ${'"'.repeat(60_000)}`) },
  'comments in comments': { make: () => field(`From: ${'('.repeat(60_000)}`) },
  'groups in groups': { make: () => field(`From: ${'a:'.repeat(30_000)}`) },
  'brackets around nothing': { make: () => field(`From: <a@b.test${']'.repeat(60_000)}c>`) },
  'escapes without an end': { make: () => field(`From: "${'\\"'.repeat(30_000)}`) },
  'words that begin encoded words': { make: () => field(`Subject: ${'=?a?q?'.repeat(10_000)}`) },
  'question marks in an encoded word': { make: () => field(`Subject: =?utf-8?q?${'?=AA'.repeat(15_000)}`) },
  'blanks before a control': { make: () => field(`Subject: a${' '.repeat(60_000)}b\x01c`) },
  'a charset of blanks': { make: () => field(`Content-Type: text/plain; charset="${' '.repeat(60_000)}x"`) },
  'parameters without an end': { make: () => field(`Content-Type: text/plain; ${'a="\\"'.repeat(10_000)}`) },
  // HTML
  '20 MB of HTML': { make: () => body('text/html', '<div>a</div>'.repeat(1_700_000)), told: 'text-cut' },
  '200,000 nested elements': { make: () => body('text/html', '<div>'.repeat(200_000)) },
  '60,000 nested tables': { make: () => body('text/html', '<table><tr><td>'.repeat(60_000)) },
  'ends of what never began': { make: () => body('text/html', '<b>'.repeat(150_000) + '</i>'.repeat(120_000)) },
  '80,000 nested quotations': { make: () => body('text/html', `${'<blockquote>'.repeat(80_000)}x`) },
  '200,000 entities': { make: () => body('text/html', '&amp;'.repeat(200_000)) },
  'a line of 200,000 words': { make: () => body('text/html', 'word '.repeat(200_000)) },
  'a million angle brackets': { make: () => body('text/html', '<'.repeat(1_000_000)) },
  // Transfer encodings and charsets
  '5 MB of blanks in quoted-printable': { make: () => body('text/plain', `${' '.repeat(5 * M)}x`, 'quoted-printable') },
  '20 MB of escapes in a file': { make: () => body('application/pdf', '='.repeat(20 * M), 'quoted-printable') },
  '18 MB in base64': { make: () => body('application/pdf', `${'QUJD'.repeat(19)}\r\n`.repeat(300_000), 'base64') },
  'base64 padded 200,000 times': { make: () => body('text/plain', 'YQ==\r\n'.repeat(200_000), 'base64') },
  'uuencoded files that never end': { make: () => body('text/plain', 'begin 644 a\n'.repeat(80_000)) },
  'a uuencoded file of empty lines': { make: () => body('text/plain', `begin 644 a\n${'`\n'.repeat(400_000)}end\n`) },
  'octets of no charset': { make: () => body('text/plain; charset=big5', '\xff\xfe'.repeat(500_000)) },
  'half a million charset escapes': { make: () => body('text/plain; charset=hz-gb-2312', '~{'.repeat(500_000)) },
  'a flowed quotation of a million marks': { make: () => body('text/plain; format=flowed', '>'.repeat(1_000_000)) },
};

describe('a mail built to stall the desk costs little, and what was cut is told', () => {
  it.each(Object.entries(BOMBS))('%s', async (_, { make, told }) => {
    const raw = Buffer.from(make(), 'latin1');
    const before = process.cpuUsage();
    const message = await parse(raw);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(SECONDS);
    expect(characters(message)).toBeLessThan(4 * LIMITS.text);
    if (told !== undefined) expect(message.cuts.map(({ code }) => code)).toContain(told);
  });

  it('a mail of more than 25 MB is read to that point', async () => {
    const message = await parse(
      Buffer.concat([Buffer.from(body('text/plain', 'hello\r\n')), Buffer.alloc(26 * M, 'x')]),
    );
    expect(message.subject).toBe('bomb');
    expect(message.size).toBeGreaterThan(26 * M);
    expect(message.cuts.map(({ code }) => code)).toEqual(['mail-cut', 'text-cut']);
  });
});

function characters(message: Message): number {
  return JSON.stringify(message).length;
}
