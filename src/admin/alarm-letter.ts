import type { Episode } from '../store/alarms.ts';
import { causeLine } from './diagnosis.ts';

/** What an admin reads when something is wrong, and when it is over: what, since when, and what to do. */
export type AlarmLetter = { readonly subject: string; readonly text: string };

export type AlarmWords = {
  readonly company: string;
  /** Says a moment in the desk's own time zone. */
  readonly moment: (at: Temporal.Instant) => string;
};

const HEADLINES: Readonly<Record<string, string>> = {
  database: 'the database does not answer',
  polling: 'a mailbox is not read',
  credentials: 'a sign-in is refused',
  dispatcher: 'nothing is sent',
  clockwork: 'deadlines are not watched',
  queue: 'mails do not leave',
  deciding: 'mails are taken and not answered',
  failures: 'many mails were given up',
  disk: 'the disk is nearly full',
  secret: 'a sign-in ends soon',
  approval: 'acknowledgements wait for you',
};

const ADVICE: Readonly<Record<string, string>> = {
  database: 'Nothing is lost: mail stays in the mailbox until the database is back. Look whether PostgreSQL runs.',
  polling: '"replydesk doctor" tries the mailbox and says what mends it. Mail waits there meanwhile.',
  credentials:
    'The password was changed or blocked. Write the new one into .env and start the desk again; "replydesk doctor" tries it.',
  dispatcher: 'Start the desk again. Mail that waits is kept.',
  clockwork: 'Start the desk again. What came due is done then.',
  queue: '"replydesk queue list" says what each mail waits for; "replydesk doctor" tries the way out.',
  deciding: '"replydesk quarantine list" and the log say which mail it is.',
  failures: '"replydesk queue list --state failed" says why; "replydesk queue retry ID" sends one again.',
  approval:
    'Was a mailbox moved or brought back? Then "replydesk queue cancel ID" each, or leave them. If the clients still wait, "replydesk queue retry --why late-burst" sends them.',
  secret:
    'Make a new client secret at the provider, put it where clientSecret is taken from, set secretExpires, and start the desk again.',
  disk: 'Make room, or move the database to another disk. Taking mail stops when the disk is full; mail stays in the mailbox then.',
};

/** Tells of new trouble, and of all else that goes on. */
export function alarmLetter(
  toTell: readonly Episode[],
  going: readonly Episode[],
  { company, moment }: AlarmWords,
): AlarmLetter {
  const [first] = toTell;
  const more = toTell.length > 1 ? ` (and ${toTell.length - 1} more)` : '';
  const old = going.filter((episode) => !toTell.includes(episode) && episode.toldAt !== null);
  return {
    subject: `Replydesk of ${company}: ${HEADLINES[first?.code ?? ''] ?? 'something is wrong'}${more}`,
    text: lines(
      'The desk needs you.',
      ...toTell.flatMap(({ firstSeen, ...episode }) => [
        '',
        causeLine(episode),
        `Since ${moment(firstSeen)}.`,
        ADVICE[episode.code] ?? '',
      ]),
      ...(old.length > 0 ? ['', 'Told before and still so:', ...old.map((one) => `- ${causeLine(one)}`)] : []),
      '',
      'You get one mail about each trouble, and one when it is over.',
    ),
  };
}

/** Tells what is over, and whether all is. */
export function allClear(
  over: readonly Episode[],
  going: readonly Episode[],
  { company, moment }: AlarmWords,
): AlarmLetter {
  const left = going.filter(({ toldAt }) => toldAt !== null);
  return {
    subject: `Replydesk of ${company}: ${left.length === 0 ? 'all clear' : 'one trouble less'}`,
    text: lines(
      left.length === 0 ? 'All is well again.' : 'This is over:',
      '',
      ...over.map(
        ({ firstSeen, lastSeen, ...one }) => `- ${causeLine(one)}\n  from ${moment(firstSeen)} to ${moment(lastSeen)}`,
      ),
      ...(left.length > 0 ? ['', 'Not over yet:', ...left.map((one) => `- ${causeLine(one)}`)] : []),
    ),
  };
}

function lines(...words: readonly string[]): string {
  return `${words.join('\n')}\n`;
}
