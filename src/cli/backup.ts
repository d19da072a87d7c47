import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUrl } from '../app.ts';
import { systemClock } from '../clock.ts';
import { accounts } from '../store/accounting.ts';
import { backUp } from '../store/backup.ts';
import { startEmbeddedPostgres } from '../store/embedded-postgres.ts';
import { restore as bringBack, verify } from '../store/restore.ts';
import { openStore } from '../store/store.ts';
import { CONFIG_OPTION, defineCommand, UsageError } from './command.ts';
import { configured } from './configured.ts';

/** `backup FILE`: the whole record of a desk in one file, while it runs. */
export const backup = defineCommand({
  usage: 'FILE [--force] [--config F]',
  options: { ...CONFIG_OPTION, force: { type: 'boolean', default: false, help: 'replaces a file that is there' } },
  words: { min: 1, max: 1 },
  async run({ options, words: [file = ''] }, io) {
    const config = await configured(options.config, io);
    if (!options.force && (await isThere(file))) throw new UsageError(`${file} is there already; --force replaces it`);
    await using database = await databaseUrl(config);
    const rows = await backUp(database.url, file, systemClock.now());
    io.write(`${file}: ${told(rows)}; keep replydesk.yaml and .env with it, they hold the secret`);
    return 0;
  },
});

/** `restore FILE`: brings a backup back into the empty database of the configuration; `--check` tries it elsewhere. */
export const restore = defineCommand({
  usage: 'FILE [--check] [--config F]',
  options: {
    ...CONFIG_OPTION,
    check: { type: 'boolean', default: false, help: 'reads it and brings it back into a database that is thrown away' },
  },
  words: { min: 1, max: 1 },
  async run({ options, words: [file = ''] }, io) {
    if (options.check) return check(file, io.write);
    await verify(file);
    const config = await configured(options.config, io);
    await using database = await databaseUrl(config);
    const { at, rows } = await bringBack(database.url, file, systemClock.now());
    io.write(`the desk is as it was at ${at}: ${told(rows)}`);
    io.write('what may have left since then waits: replydesk queue list --state held');
    return 0;
  },
});

/** `database url`: where the database can be reached with psql while the desk runs. */
export const url = defineCommand({
  usage: '[--config F]',
  options: CONFIG_OPTION,
  async run({ options }, io) {
    await using database = await databaseUrl(await configured(options.config, io));
    io.write(database.url);
    return 0;
  },
});

async function check(file: string, write: (line: string) => void): Promise<number> {
  const { at, rows } = await verify(file);
  const folder = await mkdtemp(join(tmpdir(), 'replydesk-check-'));
  try {
    await using server = await startEmbeddedPostgres(folder);
    await bringBack(server.url, file, systemClock.now());
    await using store = openStore(server.url);
    const unexplained = (await accounts(store.read, null)).reduce((sum, one) => sum + one.unexplained, 0);
    write(`${file}: sound; ${told(rows)}, as of ${at}; unexplained mails: ${unexplained}`);
    return unexplained === 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function told(rows: ReadonlyMap<string, number>): string {
  const count = (table: string): number => rows.get(table) ?? 0;
  return `${count('request')} requests, ${count('intake')} mails, ${count('delivery')} deliveries`;
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
