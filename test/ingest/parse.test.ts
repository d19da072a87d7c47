import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { NoMail, parse } from '../../src/ingest/parse.ts';
import type { Message } from '../../src/requests/message.ts';
import { MAILS } from './parse/mails.ts';

const FOLDER = new URL('../corpus/parse/', import.meta.url);
const files = readdirSync(FOLDER).map((name) => name.replace(/\.eml$/, ''));

describe('every mail gives what its writer meant', () => {
  test.each(files)('%s', async (name) => {
    const expected = MAILS[name];
    expect(expected, 'what the mail should give is not written down').toBeDefined();
    const message = await parse(readFileSync(new URL(`${name}.eml`, FOLDER)));
    expect(seen(message)).toMatchObject(expected ?? {});
  });
});

/** A message as the table of mails writes it down. */
function seen(message: Message) {
  const address = ({ name, address }: { name: string; address: string }) =>
    name === '' ? address : `${name} <${address}>`;
  return {
    id: message.messageId,
    date: message.date,
    from: message.from.map(address),
    to: message.to.map(address),
    subject: message.subject,
    text: message.text.trimEnd(),
    html: message.html !== null,
    files: message.attachments.map(
      ({ filename, inline, size }) => `${filename ?? '-'} ${size}${inline ? ' inline' : ''}`,
    ),
    reports: message.reports,
    original: message.original?.find(({ name }) => name === 'message-id')?.value ?? null,
    calendar: message.calendarMethod ?? null,
    cuts: message.cuts.map(({ code }) => code),
  };
}

describe('octets that are no ordinary mail file', () => {
  const mail = 'From: jane@client.test\nSubject: Größe\nContent-Type: text/plain; charset=utf-8\n\nhello\nthere\n';

  it('a file in UTF-16 is read', async () => {
    const message = await parse(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(mail, 'utf16le')]));
    expect(message).toMatchObject({ subject: 'Größe', text: 'hello\nthere\n' });
  });

  it('a file with the line ends of old Macs is read', async () => {
    expect(await parse(Buffer.from(mail.replaceAll('\n', '\r')))).toMatchObject({
      subject: 'Größe',
      text: 'hello\nthere\n',
    });
  });

  it('a From with a blank before its colon is no separator of an mbox file', async () => {
    const message = await parse(Buffer.from('From : jane@client.test\nSubject : hi\n\nhello\n'));
    expect(message).toMatchObject({ from: [{ address: 'jane@client.test' }], subject: 'hi' });
  });

  it('NUL octets go, since PostgreSQL refuses them', async () => {
    const message = await parse(Buffer.from('From: a\0nn@client.test\nSubject: no\0ne =?utf-8?Q?a=00b?=\n\nte\0xt\n'));
    expect(JSON.stringify(message)).not.toContain('\\u0000');
    expect(message).toMatchObject({ subject: 'none ab', text: 'text\n' });
  });

  it('a text without any header is a body', async () => {
    expect(await parse(Buffer.from('Please call me back,\nJane\n'))).toMatchObject({
      from: [],
      text: 'Please call me back,\nJane\n',
    });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['blanks', Buffer.from(' \r\n\r\n ')],
    ['binary octets', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1, 2, 3, 0, 0])],
  ])('%s is no mail, and this is said', async (_, octets) => {
    await expect(parse(octets)).rejects.toThrow(NoMail);
  });
});
