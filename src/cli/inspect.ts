import { readFile } from 'node:fs/promises';
import { recognise } from '../classify/recognise.ts';
import { parse } from '../ingest/parse.ts';
import { foldQuotedText } from '../ingest/quoted-text.ts';
import { NO_DESK } from '../requests/recognition.ts';
import { defineCommand } from './command.ts';
import { mailFiles } from './mail-files.ts';

export const command = defineCommand({
  usage: '[--json] PATH…',
  options: { json: { type: 'boolean', help: 'one JSON object a line' } },
  words: { min: 1, max: Infinity },
  run: ({ words }, io) => inspect(words, io.write),
});

/** `inspect [--json] PATH…`: what the pipeline would decide about each mail, one JSON object a line. */
export async function inspect(paths: readonly string[], write: (line: string) => void): Promise<number> {
  for await (const file of mailFiles(paths)) write(JSON.stringify(await inspectFile(file)));
  return 0;
}

async function inspectFile(file: string): Promise<object> {
  try {
    const message = await parse(await readFile(file));
    const recognition = recognise(message, NO_DESK);
    const folded = foldQuotedText(message, []);
    return {
      file,
      parsed: true,
      error: null,
      messageId: message.messageId,
      inReplyTo: message.inReplyTo[0] ?? null,
      references: message.references,
      date: message.date,
      from: message.from[0] ?? null,
      to: message.to,
      cc: message.cc,
      replyTo: message.replyTo,
      subject: message.subject,
      text: message.text,
      attachments: message.attachments,
      kind: recognition.kind,
      acknowledge: recognition.acknowledge,
      reasons: [...recognition.reasons, ...recognition.notes],
      bounce: recognition.bounce && {
        recipients: recognition.bounce.recipients.map(({ address, status, action, type, reason }) => ({
          address,
          status,
          action,
          type,
          reason,
        })),
        originalMessageId: recognition.bounce.originalMessageId,
      },
      ...folded,
      language: null,
      authentication: recognition.authentication.verdict === 'unknown' ? null : recognition.authentication,
    };
  } catch (error) {
    return { file, parsed: false, error: error instanceof Error ? error.message : String(error) };
  }
}
