import { readOpinion } from '../classify/feedback.ts';
import { recognise } from '../classify/recognise.ts';
import { parseBounded } from '../ingest/parse-bounded.ts';
import { foldQuotedText } from '../ingest/quoted-text.ts';
import { NO_DESK } from '../requests/recognition.ts';
import { defineCommand } from './command.ts';
import { type MailFile, mailFiles } from './mail-files.ts';

export const command = defineCommand({
  usage: '[--json] PATH…',
  options: { json: { type: 'boolean', help: 'one JSON object a line' } },
  words: { min: 1, max: Infinity },
  run: ({ words }, io) => inspect(words, io.write),
});

/** `inspect [--json] PATH…`: what the pipeline would decide about each mail, one JSON object a line. */
export async function inspect(paths: readonly string[], write: (line: string) => void): Promise<number> {
  let status = 0;
  for await (const mail of mailFiles(paths)) {
    const seen = await inspectMail(mail);
    if (!seen.parsed) status = 1;
    write(JSON.stringify(seen));
  }
  return status;
}

async function inspectMail({ file, read }: MailFile): Promise<Record<string, unknown> & { parsed: boolean }> {
  try {
    const message = await parseBounded(await read());
    const recognition = recognise(message, NO_DESK);
    const folded = foldQuotedText(message, []);
    const opinion = recognition.kind === 'client' ? readOpinion(message.subject, folded.visibleText) : null;
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
      sentiment: opinion?.sentiment ?? null,
      feedback: opinion?.feedback ?? null,
      authentication: recognition.authentication.verdict === 'unknown' ? null : recognition.authentication,
    };
  } catch (error) {
    return { file, parsed: false, error: error instanceof Error ? error.message : String(error) };
  }
}
