import { openConfiguredStore } from '../app.ts';
import { systemClock } from '../clock.ts';
import { canonicalAddress } from '../requests/address.ts';
import { staffMoment } from '../requests/moment.ts';
import { staffByAddress } from '../requests/staff.ts';
import { CONFIG_OPTION, defineCommand, UsageError, type Io } from './command.ts';
import { CONFIG_FILE, configured } from './configured.ts';
import { setKey } from './config-set.ts';
import { problemLine, type Config } from '../config.ts';
import { choose, restingAnswers, type RestingAnswer } from '../store/leave-shadow.ts';
import { openShadows } from '../store/shadow.ts';
import { mailboxOf } from './import.ts';
import { table } from './table.ts';

/**
 * `go-live`: ends shadow mode, for one mailbox or for all. What the desk composed by itself stays unsent: whoever wrote
 * meanwhile was answered by people, and an acknowledgement of last week's mail helps nobody. Answers that people wrote to the
 * desk are shown, and whoever takes it live says which of them leave. When the desk is started, staff get the list of what is
 * open, and each author hears what became of his words.
 */
export const command = defineCommand({
  usage: '[--mailbox M] [--answers send|drop|ID,ID…] [--config F]',
  options: {
    ...CONFIG_OPTION,
    mailbox: { type: 'string', help: 'M: only this mailbox (default: all)' },
    answers: {
      type: 'string',
      help: 'A: what happens to answers that people wrote in the shadow: send, drop, or the ids of those to send',
    },
  },
  async run({ options }, io) {
    const file = options.config ?? CONFIG_FILE;
    const config = await configured(file, io);
    const chosen = options.mailbox === undefined ? null : mailboxOf(config, options.mailbox);
    const shadowed = [...config.mailboxes.entries()].filter(([, one]) => one.shadow);
    const wanted = shadowed.filter(([, { address }]) => chosen === null || canonicalAddress(address) === chosen);
    if (wanted.length === 0) {
      io.write('no mailbox is in the shadow; nothing to do');
      return 0;
    }
    // The general key rules every mailbox that says nothing itself: the others keep theirs before it changes.
    const others = shadowed.filter((one) => !wanted.includes(one));
    const still = new Set(others.map(([, { address }]) => canonicalAddress(address)));
    await using store = await openConfiguredStore(config);
    const resting = await restingAnswers(store.read, still);
    const leave = await whichLeave(resting, options.answers, config, io);
    const changes = [
      ...others.map(([index]) => [`mailboxes[${index}].shadow`, 'true'] as const),
      ...wanted.map(([index]) => [`mailboxes[${index}].shadow`, 'false'] as const),
      ...(others.length === 0 ? [['shadow', 'false'] as const] : []),
    ];
    for (const [key, value] of changes) {
      const problems = await setKey(file, key, value, io.env, systemClock.now());
      for (const problem of problems) io.warn(`replydesk: ${problemLine(problem)}`);
      if (problems.length > 0) return 2;
    }
    await store.transact(async (transaction) => {
      for (const { id } of resting) await choose(transaction, id, leave.has(id) ? 'send' : 'drop');
    });
    for (const [, { address }] of wanted) io.write(`${address} is live when the desk is started again`);
    const open = await openShadows(store.read, still);
    if (open > 0) io.write(`${open} open ${open === 1 ? 'request is' : 'requests are'} handed over to staff then`);
    if (resting.length > 0)
      io.write(
        `${leave.size} of ${resting.length} answers of your people leave then; each author is told what became of his`,
      );
    return 0;
  },
});

/** Shows the answers that people wrote and lets whoever sits there choose; a script says it beforehand. */
async function whichLeave(
  resting: readonly RestingAnswer[],
  said: string | undefined,
  config: Config,
  io: Io,
): Promise<ReadonlySet<number>> {
  if (resting.length === 0) return new Set();
  const shown = resting.map(({ id, at, by, to, request, answeredSince, subject }) => ({
    id,
    written: staffMoment(config.calendar, at),
    by: staffByAddress(config.staff, by)?.name ?? by,
    to,
    request,
    'answered since': answeredSince ? 'yes, from the mailbox' : 'no',
    about: subject,
  }));
  const them =
    resting.length === 1
      ? 'An answer that your people wrote has'
      : `${resting.length} answers that your people wrote have`;
  for (const line of [`${them} not left, since the desk was in the shadow:`, '', ...table(shown), '']) io.write(line);
  const answer = said ?? (await io.ask?.('Which are sent? (send: all; drop: none; or the ids, as 12,15) '));
  if (answer === undefined)
    throw new UsageError('--answers: write send, drop, or the ids of those that are to be sent');
  return chosenOf(resting, answer.trim());
}

function chosenOf(resting: readonly RestingAnswer[], answer: string): ReadonlySet<number> {
  const ids = new Set(resting.map(({ id }) => id));
  if (answer === 'send') return ids;
  if (answer === 'drop') return new Set();
  const named = answer.split(/[\s,]+/).map(Number);
  const stranger = named.find((id) => !ids.has(id));
  if (stranger !== undefined) throw new UsageError(`--answers: "${answer}" is none of send, drop or the ids above`);
  return new Set(named);
}
