import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '../../src/ingest/parse.ts';

const CORPUS = join(import.meta.dirname, '..', 'corpus', 'staff');

/** Answers of staff as each program writes them: test/corpus/staff, named for what is special about them. */
export const PROGRAMS = readdirSync(CORPUS)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => name.slice(0, -4));

/**
 * The answer of one program to a mail, which it quotes as it does. Every one says "Dear Jane, the invoice is corrected: please
 * see the new one. Kind regards Ann". `commands` are typed above it, `changes` are made to the finished mail.
 */
export async function answerBy(
  program: string,
  original: Buffer,
  {
    commands = [],
    changes = (mail) => mail,
  }: { commands?: readonly string[]; changes?: (mail: string) => string } = {},
): Promise<Buffer> {
  const message = await parse(original);
  const to = (message.replyTo[0] ?? message.from[0])!;
  const from = message.from[0]!;
  const lines = message.text.trimEnd().split('\n');
  const values: Record<string, string> = {
    TO: `${to.name} <${to.address}>`,
    FROM_NAME: from.name,
    FROM_ADDRESS: from.address,
    SUBJECT: message.subject,
    DATE: 'Mon, 2 Feb 2026 10:05:00 +0100',
    MESSAGE_ID: message.messageId ?? '',
    MESSAGE_ID_BARE: (message.messageId ?? '').slice(1, -1),
    REFERENCES: [...message.references, message.messageId ?? ''].join(' '),
    PLAIN_TEXT: lines.join('\n'),
    QUOTED_TEXT: lines.map((line) => `> ${line}`).join('\n'),
    QUOTED_HTML: /<body[^>]*>([^]*)<\/body>/i.exec(message.html ?? '')?.[1] ?? '',
  };
  const written = readFileSync(join(CORPUS, `${program}.eml`), 'utf8')
    .replaceAll(/@@([A-Z_]+)@@/g, (_, name: string) => values[name] ?? '')
    .replace(/^Message-I[dD]: <.*>$/m, (header) =>
      header.replace('<', `<${commands.length}.${to.address.replace('@', '.')}.`),
    );
  return Buffer.from(changes(withCommands(written, commands)).replaceAll('\n', '\r\n'));
}

function withCommands(mail: string, commands: readonly string[]): string {
  if (commands.length === 0) return mail;
  return mail.replaceAll(/(^|>)Dear Jane,/gm, (_, before: string) =>
    before === '>' ? `>${commands.join('<br>')}<br><br>Dear Jane,` : `${commands.join('\n')}\n\nDear Jane,`,
  );
}
