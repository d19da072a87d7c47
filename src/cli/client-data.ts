import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openConfiguredStore } from '../app.ts';
import { systemClock } from '../clock.ts';
import { canonicalAddress } from '../requests/address.ts';
import { eraseClient, rawMails, requestsOf } from '../store/client-data.ts';
import { CONFIG_OPTION, defineCommand, UsageError } from './command.ts';
import { configured } from './configured.ts';
import { writeRecord } from './record/record-folder.ts';
import { verifyRecord } from './record/verify-record.ts';
import { requestNumber } from './requests.ts';

/** `export CLIENT`: all that is kept of a person, as JSON and as the mails themselves. */
export const exportClient = defineCommand({
  usage: 'ADDRESS [--out DIR] [--config F]',
  options: { ...CONFIG_OPTION, out: { type: 'string', help: 'DIR: where it is written (default: export-ADDRESS)' } },
  words: { min: 1, max: 1 },
  async run({ options, words: [word = ''] }, io) {
    const client = addressOf(word);
    const config = await configured(options.config, io);
    await using store = await openConfiguredStore(config);
    const folder = options.out ?? `export-${client.replaceAll(/[^\w.@+-]/g, '_')}`;
    const numbers = await requestsOf(store.read, client);
    for (const number of numbers) await writeRecord(store.read, number, join(folder, String(number)));
    const mails = await rawMails(store.read, { from: client });
    if (numbers.length + mails.length === 0) {
      io.warn(`replydesk: nothing is kept of ${client}`);
      return 1;
    }
    await writeMails(join(folder, 'mails'), mails);
    io.write(`${folder}: ${numbers.length} requests, ${mails.length} mails of ${client}`);
    return 0;
  },
});

/** `requests export N`: one request with its whole record and its mails. */
export const exportRequest = defineCommand({
  usage: 'N --out DIR [--config F]',
  options: { ...CONFIG_OPTION, out: { type: 'string', help: 'DIR: where it is written' } },
  words: { min: 1, max: 1 },
  async run({ options, words: [word = ''] }, io) {
    const number = requestNumber(word);
    if (options.out === undefined) throw new UsageError('--out: name a folder');
    const config = await configured(options.config, io);
    await using store = await openConfiguredStore(config);
    const exported = await writeRecord(store.read, number, options.out);
    if (exported) {
      io.write(`${options.out}: request ${number}, ${exported.lines} lines; the last has the hash ${exported.head}`);
      io.write('Note that hash elsewhere: with it, verify also finds a record that was cut short.');
      return 0;
    }
    io.warn(`replydesk: there is no request ${number}`);
    return 1;
  },
});

/** `requests verify FOLDER`: whether an exported record is as it was written. */
export const verify = defineCommand({
  usage: 'FOLDER [--head HASH]',
  options: { head: { type: 'string', help: 'HASH: of the last line, as it was noted when the record was exported' } },
  words: { min: 1, max: 1 },
  async run({ options, words: [folder = ''] }, io) {
    const { lines, mails, erased, problems } = await verifyRecord(folder, options.head ?? null);
    for (const problem of problems) io.warn(`replydesk: ${folder}: ${problem}`);
    if (problems.length > 0) return 1;
    const emptied = erased > 0 ? `; erased on wish: ${erased}` : '';
    io.write(`${folder}: ${lines} lines and ${mails} mails are as they were written${emptied}`);
    return 0;
  },
});

/** `erase CLIENT`: deletes all that is kept of a person. */
export const erase = defineCommand({
  usage: 'ADDRESS --yes [--config F]',
  options: { ...CONFIG_OPTION, yes: { type: 'boolean', default: false, help: 'it cannot be undone' } },
  words: { min: 1, max: 1 },
  async run({ options, words: [word = ''] }, io) {
    const client = addressOf(word);
    const config = await configured(options.config, io);
    const sure = options.yes || (await io.ask?.(`Delete all that is kept of ${client}? (yes or no)`)) === 'yes';
    if (!sure) throw new UsageError('--yes: this cannot be undone; replydesk export shows what there is');
    await using store = await openConfiguredStore(config);
    const { requests, mails } = await store.transact((transaction) =>
      eraseClient(transaction, client, systemClock.now()),
    );
    await store.vacuum();
    io.write(`${requests} requests and ${mails} mails of ${client} are deleted`);
    io.write('Not reached from here: the mailbox itself, older backups, and logs of your mail server.');
    return 0;
  },
});

async function writeMails(folder: string, mails: readonly { id: number; octets: Buffer }[]): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { id, octets } of mails) await writeFile(join(folder, `${id}.eml`), octets, { mode: 0o600 });
}

function addressOf(word: string): string {
  const address = canonicalAddress(word);
  if (!/^[^@\s]+@[^@\s]+$/.test(address)) throw new UsageError(`"${word}" is no mail address`);
  return address;
}
