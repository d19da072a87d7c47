import { randomUUID } from 'node:crypto';
import { parse } from '../../src/ingest/parse.ts';
import { rawMail, type Fields } from './mail.ts';

/** An answer as a mail program writes it: to the Reply-To, referring to the mail, quoting it below the new text. */
export async function answerTo(original: Buffer, from: string, text: string, fields: Fields = {}): Promise<Buffer> {
  const message = await parse(original);
  const to = message.replyTo[0] ?? message.from[0];
  const quoted = message.text
    .trimEnd()
    .split('\n')
    .map((line) => `> ${line}`);
  return rawMail(
    {
      'Return-Path': null,
      From: from,
      To: to?.address ?? '',
      Subject: /^re:/i.test(message.subject) ? message.subject : `Re: ${message.subject}`,
      'Message-ID': `<${randomUUID()}@${from.split('@')[1]?.replace('>', '') ?? 'localhost'}>`,
      'In-Reply-To': message.messageId,
      References: [...message.references, message.messageId ?? ''].join(' '),
      Date: null,
      ...fields,
    },
    [text, '', `On Monday, ${message.from[0]?.name ?? ''} wrote:`, ...quoted, ''].join('\n'),
  );
}
