import type { DeskFacts } from '../requests/recognition.ts';
import { CONFIG_OPTION, defineCommand } from './command.ts';
import { deskOf } from './desk.ts';
import { type MailFile, mailFiles } from './mail-files.ts';
import { Conversations, type Placement } from './thread/conversations.ts';
import { readLetter, type Letter } from './thread/letter.ts';

/**
 * `thread`: groups mails into requests as the desk would have done, had they arrived in the order of their dates. It keeps
 * nothing and asks no server; the answers come in the order in which the mails were named. One unreadable mail stops nothing.
 */
export const command = defineCommand({
  usage: '[--json] [--anyone] [--config F] PATH…',
  options: {
    ...CONFIG_OPTION,
    json: { type: 'boolean', help: 'one JSON object a line' },
    anyone: { type: 'boolean', help: 'every sender counts as taking part (for mailing lists)' },
  },
  words: { min: 1, max: Infinity },
  run: async ({ options, words }, io) => {
    const mails = await readMails(words, await deskOf(options.config, io));
    const conversations = new Conversations(options.anyone === true);
    const placements = placeByDate(mails, conversations);
    for (const mail of mails) {
      const answer = answerFor(mail, placements, conversations);
      io.write(options.json === true ? JSON.stringify(answer) : line(answer));
    }
    return mails.some((mail) => mail.letter === null) ? 1 : 0;
  },
});

type Mail = { readonly file: string; readonly letter: Letter | null; readonly error: string | null };
type Answer = ReturnType<typeof answerFor>;

async function readMails(paths: readonly string[], desk: DeskFacts): Promise<Mail[]> {
  const mails: Mail[] = [];
  for await (const mail of mailFiles(paths)) mails.push(await readMail(mail, desk));
  return mails;
}

async function readMail({ file, read }: MailFile, desk: DeskFacts): Promise<Mail> {
  try {
    return { file, letter: await readLetter(await read(), desk), error: null };
  } catch (error) {
    return { file, letter: null, error: messageOf(error) };
  }
}

/** Mails without any date come last, in the order in which they were named. */
function placeByDate(mails: readonly Mail[], conversations: Conversations): Map<Mail, Placement> {
  const never = Temporal.Instant.fromEpochMilliseconds(0);
  const dated = mails
    .filter((mail) => mail.letter?.at)
    .sort((one, other) => Temporal.Instant.compare(at(one), at(other)));
  const undated = mails.filter((mail) => mail.letter?.at === null);
  const last = dated.at(-1)?.letter?.at ?? never;
  return new Map(
    [...dated, ...undated].map((mail) => [mail, conversations.place(mail.letter!, mail.letter?.at ?? last)]),
  );

  function at(mail: Mail): Temporal.Instant {
    return mail.letter?.at ?? never;
  }
}

function answerFor(mail: Mail, placements: ReadonlyMap<Mail, Placement>, conversations: Conversations) {
  const placement = placements.get(mail);
  if (placement === undefined) return { file: mail.file, request: null, error: mail.error };
  const { threading } = placement;
  const isNew = threading.outcome === 'new';
  return {
    file: mail.file,
    request: String(conversations.requestOf(placement)),
    outcome: threading.outcome,
    why: isNew ? threading.why : null,
    strength: isNew ? null : threading.strength,
    joinsAs: isNew ? null : threading.joinsAs,
    linkedTo: isNew ? numbered(threading.linkedTo, conversations) : null,
    suggestion: isNew ? numbered(threading.suggestion, conversations) : null,
    reasons: threading.reasons,
  };
}

function numbered(number: number | null, conversations: Conversations): string | null {
  return number === null ? null : String(conversations.requestOf({ number }));
}

function line(answer: Answer): string {
  if (answer.request === null) return `-\t${answer.file}\t${answer.error ?? ''}`;
  const reasons =
    'reasons' in answer ? answer.reasons.map((reason) => `${reason.code}: ${reason.detail}`).join('; ') : '';
  return `${answer.request}\t${answer.file}\t${reasons}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
