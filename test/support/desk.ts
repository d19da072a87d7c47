import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { openApp, type App } from '../../src/app.ts';
import { systemClock, type Clock } from '../../src/clock.ts';
import { loadConfig, problemLine } from '../../src/config.ts';
import { replydesk, type Ran } from './command.ts';
import { testStore } from './store.ts';

/** Where a desk finds its mail servers. */
export type Servers = {
  readonly imapPort: number;
  readonly smtpPort: number;
  readonly user?: string;
  readonly password?: string;
};

/** A configuration as a small firm would write it, as the value that stands in the file; `changes` replace whole keys. */
export function configuration(
  database: string,
  { imapPort, smtpPort, user = 'support', password = 'secret' }: Servers,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    company: { name: 'Example Ltd', domain: 'example.test' },
    database,
    secret: 'a secret for tests, long enough',
    mailboxes: [mailbox(imapPort, { user, password })],
    outbound: {
      from: 'Example Support <support@example.test>',
      smtp: { host: '127.0.0.1', port: smtpPort, tls: 'none', connections: 2 },
    },
    staff: [{ name: 'Ann Lee', address: 'ann@example.test', team: 'support', role: 'lead' }],
    policy: 'e',
    calendar: { timeZone: 'Europe/Berlin', hours: { 'mon-sun': '00:00-24:00' } },
    ...changes,
  };
}

/** One mailbox of a configuration. */
export function mailbox(
  port: number,
  { user = 'support', password = 'secret', ...changes }: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    address: 'support@example.test',
    plusAddressing: 'yes',
    imap: { host: '127.0.0.1', port, tls: 'none', user, password },
    ...changes,
  };
}

/** A configuration file in a folder of its own; every command of the program can be asked about it. */
export type DeskFile = AsyncDisposable & {
  readonly file: string;
  readonly folder: string;
  /** What stands in the file as its database. */
  readonly database: string;
  /** Runs a command on this configuration, in this process. */
  ask(...words: string[]): Promise<Ran>;
  /** The same with `--json`: the objects that it prints. */
  json<T>(...words: string[]): Promise<T[]>;
};

export async function deskFile(written: Readonly<Record<string, unknown>>): Promise<DeskFile> {
  const folder = await mkdtemp(join(tmpdir(), 'replydesk-desk-'));
  const file = join(folder, 'replydesk.yaml');
  // JSON is YAML.
  await writeFile(file, JSON.stringify(written, null, 2));
  const ask = (...words: string[]): Promise<Ran> => replydesk([...words, '--config', file]);
  return {
    file,
    folder,
    database: String(written['database']),
    ask,
    async json<T>(...words: string[]) {
      const { status, out, err } = await ask(...words, '--json');
      if (status !== 0) throw new Error(`${words.join(' ')}: ${err}`);
      return out
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as T);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A desk in this process, driven pass by pass. */
export type Desk = DeskFile & {
  readonly app: App;
  /** What was logged, one object an event. */
  readonly log: readonly Record<string, unknown>[];
  /** One pass of the main job: takes what is in the mailboxes, sends all that is due. */
  pass(): Promise<void>;
};

/** Opens a desk with a database of its own. */
export async function openDesk(
  servers: Servers,
  changes: Readonly<Record<string, unknown>> = {},
  clock: Clock = systemClock,
): Promise<Desk> {
  await using resources = new AsyncDisposableStack();
  const { url } = resources.use(await testStore());
  const file = resources.use(await deskFile(configuration(url, servers, changes)));
  const log: Record<string, unknown>[] = [];
  const app = resources.use(await openApp(await configured(file.file, clock), memory(log), clock));
  const open = resources.move();
  return {
    ...file,
    app,
    log,
    pass: () => app.runOnce(),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

async function configured(file: string, clock: Clock) {
  const read = await loadConfig(file, {}, clock.now());
  if (!read.ok) throw new Error(read.problems.map(problemLine).join('\n'));
  return read.config;
}

function memory(log: Record<string, unknown>[]) {
  return pino({ level: 'debug', base: null }, { write: (line: string) => void log.push(JSON.parse(line) as never) });
}

/** The desk after its configuration was changed: opened anew on the same database. */
export async function reopened(desk: Desk, clock: Clock = systemClock): Promise<App> {
  await desk.app[Symbol.asyncDispose]();
  return openApp(await configured(desk.file, clock), memory([]), clock);
}

export type IngestRow = {
  readonly mailbox: string;
  readonly folder: string;
  readonly uidvalidity: number;
  readonly uid: number;
  readonly raw_sha256: string;
  readonly message_id: string | null;
  readonly disposition: string;
  readonly reason: string | null;
  readonly request_id: number | null;
};

export type OutboxRow = {
  readonly id: number;
  readonly kind: string;
  readonly request_id: number | null;
  readonly message_id: string;
  readonly rcpt: string;
  readonly state: string;
  readonly attempts: number;
  readonly unknown_outcomes: number;
  readonly last_error: string | null;
};

/** The auditors' view of what was taken (rules, section 1), in order. */
export function ingest(database: string): Promise<IngestRow[]> {
  return select(database, 'select * from ingest order by mailbox, folder, uidvalidity, uid');
}

/** The auditors' view of what leaves, in order. */
export function outbox(database: string): Promise<OutboxRow[]> {
  return select(database, 'select * from outbox order by id');
}

/** Rows of a query, numbers as numbers. */
export async function select<T>(database: string, query: string, values: readonly unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: database, types: { getTypeParser } });
  await client.connect();
  try {
    return (await client.query<T & pg.QueryResultRow>(query, [...values])).rows;
  } finally {
    await client.end();
  }
}

const INT8 = 20;
const standardParser = pg.types.getTypeParser as (oid: number) => (text: string) => unknown;
const getTypeParser = ((oid: number) => (oid === INT8 ? Number : standardParser(oid))) as typeof pg.types.getTypeParser;
