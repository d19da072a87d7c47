import { afterEach, describe, expect, it } from 'vitest';
import { BoundedParser, parseBounded } from '../../src/ingest/parse-bounded.ts';
import { NoMail } from '../../src/ingest/parse.ts';

const HEADER =
  'From: Jane <jane@client.test>\r\nTo: support@example.test\r\nSubject: Big\r\nMessage-ID: <big@client.test>\r\n';
const small = Buffer.from(`${HEADER}\r\nhello\r\n`);
const html = (paragraphs: number): Buffer =>
  Buffer.from(`${HEADER}Content-Type: text/html\r\n\r\n${'<p>hello</p>'.repeat(paragraphs)}`);
const parsers: BoundedParser[] = [];

function bounded(bounds: ConstructorParameters<typeof BoundedParser>[0]): BoundedParser {
  const parser = new BoundedParser(bounds);
  parsers.push(parser);
  return parser;
}

afterEach(async () => {
  for (const parser of parsers.splice(0)) await parser[Symbol.asyncDispose]();
});

describe('a parser with bounds', () => {
  it('gives what the plain parser gives, small mail or big', async () => {
    expect((await parseBounded(small)).text).toBe('hello\n');
    const message = await parseBounded(html(30_000));
    expect(message).toMatchObject({ subject: 'Big', messageId: '<big@client.test>', cuts: [] });
    expect(message.text.startsWith('hello\n\nhello')).toBe(true);
  });

  it('answers several mails at once, each with its own', async () => {
    const parser = bounded({ here: 0 });
    const subjects = ['one', 'two', 'three'];
    const mails = subjects.map((subject) => Buffer.from(`Subject: ${subject}\n\nx\n`));
    const messages = await Promise.all(mails.map((mail) => parser.parse(mail)));
    expect(messages.map(({ subject }) => subject)).toEqual(subjects);
  });

  it('keeps the loop free while a big mail is parsed', async () => {
    const parser = bounded({ here: 1024 });
    await parser.parse(html(200));
    const before = performance.eventLoopUtilization();
    await parser.parse(html(80_000));
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
  });

  it('gives up a mail that takes too long, keeps its header, and goes on with the next', async () => {
    const parser = bounded({ here: 1024, milliseconds: 1 });
    const message = await parser.parse(html(80_000));
    expect(message).toMatchObject({
      subject: 'Big',
      messageId: '<big@client.test>',
      text: '',
      size: html(80_000).length,
    });
    expect(message.from).toEqual([{ name: 'Jane', address: 'jane@client.test' }]);
    expect(message.cuts).toMatchObject([{ code: 'too-complex', detail: 'no answer within 1 ms' }]);
    expect((await parser.parse(small)).text).toBe('hello\n');
  });

  it('gives up a mail that takes too much memory', async () => {
    const parser = bounded({ here: 1024, megabytes: 12 });
    const message = await parser.parse(Buffer.concat([html(1), Buffer.alloc(1024 * 1024, '<p>a\n')]));
    expect(message).toMatchObject({ subject: 'Big', cuts: [{ code: 'too-complex' }] });
  });

  it('refuses what is no mail, as the plain parser does', async () => {
    await expect(bounded({ here: 0 }).parse(Buffer.alloc(100))).rejects.toThrow(NoMail);
  });
});
