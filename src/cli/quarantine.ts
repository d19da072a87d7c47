import { pino } from 'pino';
import { openApp, openConfiguredStore } from '../app.ts';
import { listQuarantine } from '../store/quarantine.ts';
import { CONFIG_OPTION, defineCommand, UsageError } from './command.ts';
import { configured } from './configured.ts';
import { table } from './table.ts';

/** `quarantine list`: what waits for a person, and why. */
export const list = defineCommand({
  usage: '[--json] [--config F]',
  options: { ...CONFIG_OPTION, json: { type: 'boolean', default: false, help: 'one JSON object a line' } },
  async run({ options }, io) {
    const config = await configured(options.config, io);
    await using store = await openConfiguredStore(config);
    const rows = await listQuarantine(store.read);
    if (options.json) for (const row of rows) io.write(JSON.stringify(row));
    else
      for (const line of table(rows.map(({ reasons, ...row }) => ({ ...row, reason: reasons[0]?.detail ?? '' }))))
        io.write(line);
    return 0;
  },
});

/**
 * `quarantine release ID`: the mail is decided on again as what it would be without the suspicion; a client's mail opens its
 * request and is acknowledged once, by the desk that runs or at its next start.
 */
export const release = defineCommand({
  usage: 'ID… [--config F]',
  options: CONFIG_OPTION,
  words: { min: 1, max: 1_000 },
  async run({ options, words }, io) {
    const ids = words.map(idNamed);
    const config = await configured(options.config, io);
    await using app = await openApp(config, pino({ level: 'silent' }));
    let status = 0;
    for (const id of ids) {
      if ((await app.pipeline.release([id], 'replydesk quarantine release')) === 1) io.write(`mail ${id} is released`);
      else {
        io.warn(`replydesk: mail ${id} is not in quarantine, or cannot be read`);
        status = 1;
      }
    }
    return status;
  },
});

function idNamed(word: string): number {
  if (!/^\d{1,15}$/.test(word)) throw new UsageError(`"${word}" is no number; quarantine list shows them`);
  return Number(word);
}
