import { stat } from 'node:fs/promises';
import { deskFacts, firmOf, openConfiguredStore, signerOf } from '../app.ts';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { newestReceived, readDate } from '../ingest/parse/dates.ts';
import { decideHistory } from '../pipeline/history.ts';
import { canonicalAddress } from '../requests/address.ts';
import { keepHistory, recallFiled } from '../store/history.ts';
import type { Store } from '../store/store.ts';
import { CONFIG_OPTION, defineCommand, UsageError, type Io } from './command.ts';
import { configured } from './configured.ts';
import { mailFiles } from './mail-files.ts';

/**
 * `import`: old mail becomes history. Requests are made of it, closed, with their messages and their Message-IDs, so that a
 * later answer joins; nothing is ever sent for it. First all mails are kept, then they are decided on in the order of their
 * dates. It may be broken off and started again: what is known already is passed over.
 */
export const command = defineCommand({
  usage: '[PATH…] [--mailbox M] [--no-acknowledge] [--config F]',
  options: {
    ...CONFIG_OPTION,
    mailbox: { type: 'string', help: 'M: the mailbox of which it is the history (default: the first)' },
    'no-acknowledge': { type: 'boolean', help: 'nothing is sent; this is always so' },
  },
  words: { min: 0, max: 1_000_000 },
  async run({ options, words }, io) {
    const config = await configured(options.config, io);
    const mailbox = mailboxOf(config, options.mailbox);
    await using store = await openConfiguredStore(config);
    const unread = words.length > 0 ? await keepAll(store, mailbox, words, io) : 0;
    if (words.length === 0)
      io.write(`${await store.transact((t) => recallFiled(t, mailbox))} mails lay there at go-live`);
    await decideAll(config, store, mailbox, io);
    return unread === 0 ? 0 : 1;
  },
});

const KEPT_AT_ONCE = 50;
const TOLD_EVERY = 1_000;

async function keepAll(store: Store, mailbox: string, paths: readonly string[], io: Io): Promise<number> {
  let batch: { internalDate: Temporal.Instant; octets: Buffer }[] = [];
  const count = { read: 0, fresh: 0, unread: 0 };
  const flush = async (): Promise<void> => {
    const mails = batch;
    batch = [];
    count.fresh += await store.transact((transaction) => keepHistory(transaction, mailbox, mails, systemClock.now()));
  };
  for await (const { file, read } of mailFiles(paths)) {
    try {
      const octets = await read();
      batch.push({ octets, internalDate: await arrivalOf(octets, file) });
    } catch (error) {
      count.unread += 1;
      io.warn(`replydesk: ${file}: ${error instanceof Error ? error.message : String(error)}`);
      continue;
    }
    count.read += 1;
    if (batch.length >= KEPT_AT_ONCE) await flush();
    if (count.read % TOLD_EVERY === 0) io.write(`read ${count.read}`);
  }
  await flush();
  io.write(`read ${count.read} mails, ${count.fresh} of them not known yet`);
  return count.unread;
}

async function decideAll(config: Config, store: Store, mailbox: string, io: Io): Promise<void> {
  const signer = signerOf(config);
  const desk = deskFacts(config, signer);
  const around = { store, signer, desk, firm: firmOf(config, desk), mailLimit: config.limits.mail };
  let done = 0;
  for (;;) {
    const taken = await decideHistory(around, mailbox);
    if (taken === 0) break;
    if (Math.floor((done + taken) / TOLD_EVERY) > Math.floor(done / TOLD_EVERY)) io.write(`decided ${done + taken}`);
    done += taken;
  }
  io.write(`${done} mails are history now; nothing was sent`);
}

/** When a mail arrived: the newest Received header, else its date, else that of the file; never in the future. */
async function arrivalOf(octets: Buffer, file: string): Promise<Temporal.Instant> {
  const header = octets.toString('latin1', 0, 65_536).split(/\r?\n\r?\n/, 1)[0] ?? '';
  const lines = header.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const values = (name: RegExp): string[] =>
    lines.filter((line) => name.test(line)).map((line) => line.replace(name, ''));
  const told =
    newestReceived(values(/^received:/i)) ??
    values(/^date:/i)
      .map(readDate)
      .find((date) => date !== null);
  const now = systemClock.now();
  const at = told ? Temporal.Instant.from(told) : (await stat(file.replace(/#\d+$/, ''))).mtime.toTemporalInstant();
  return Temporal.Instant.compare(at, now) > 0 ? now : at;
}

export function mailboxOf(config: Config, named: string | undefined): string {
  const own = config.mailboxes.map((mailbox) => canonicalAddress(mailbox.address));
  if (named === undefined) return own[0]!;
  const found = own.find((address) => address === canonicalAddress(named));
  if (found === undefined) throw new UsageError(`--mailbox: ${named} is none of ${own.join(', ')}`);
  return found;
}
