import { parse } from '../../src/ingest/parse.ts';
import type { Message } from '../../src/requests/message.ts';

/** Header fields of a mail by name; null leaves a default one out, a list repeats it. */
export type Fields = Readonly<Record<string, string | readonly string[] | null>>;

const DEFAULTS: Fields = {
  'Return-Path': '<jane@client.test>',
  Received: 'from mail.client.test (mail.client.test [192.0.2.7]) by mx.example.test; Mon, 2 Feb 2026 09:00:01 +0000',
  From: 'Jane Doe <jane@client.test>',
  To: 'support@example.test',
  Subject: 'The invoice of January',
  'Message-ID': '<20260202090000.1@client.test>',
  Date: 'Mon, 2 Feb 2026 09:00:00 +0000',
  'MIME-Version': '1.0',
  'Content-Type': 'text/plain; charset=utf-8',
  'Content-Transfer-Encoding': '8bit',
};

const BODY = 'Hello,\n\nthe invoice of January names the wrong address. Could you correct it?\n\nJane\n';

/** The raw bytes of a client's ordinary mail with some fields changed or added. */
export function rawMail(fields: Fields = {}, body = BODY): Buffer {
  const names = new Set([...Object.keys(fields), ...Object.keys(DEFAULTS)]);
  const lines = [...names].flatMap((name) => {
    const value = name in fields ? fields[name] : DEFAULTS[name];
    return [value ?? []].flat().map((one) => `${name}: ${one}`);
  });
  return Buffer.from(`${lines.join('\n')}\n\n${body}`.replaceAll('\n', '\r\n'));
}

/** The same, read as every mail is read. */
export function mail(fields: Fields = {}, body = BODY): Promise<Message> {
  return parse(rawMail(fields, body));
}
