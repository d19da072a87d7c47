import { spawn } from 'node:child_process';
import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../src/store/embedded-postgres.ts';
import { openStore, type Store } from '../src/store/store.ts';
import { startDovecot } from '../test/support/dovecot.ts';
import { rawMail } from '../test/support/mail.ts';
import { fillMaildir } from './line/maildir.ts';
import { startSink } from './line/servers.ts';

/**
 * A storm: 10,000 mails that lie in the mailbox when the desk starts, taken by `replydesk run` as a process of its own, from
 * Dovecot, with an embedded PostgreSQL, to Postfix's smtp-sink. Drained: each is decided on, and nothing due is unsent.
 * Memory is the process's own peak; PostgreSQL and Dovecot are other processes. Wanted: 2 minutes, 512 MB.
 */
type Storm = {
  readonly name: string;
  readonly sender: (at: number) => string;
  /** What the trusted server says of it; null: there is no such server. */
  readonly verdict: string | null;
};

const STORMS: readonly Storm[] = [
  { name: 'ten senders, proven', sender: (at) => `c${at % 10}@firm.test`, verdict: 'dmarc=pass header.from=firm.test' },
  { name: 'forged, from everywhere', sender: (at) => `c@v${at}.test`, verdict: 'spf=none; dkim=none; dmarc=none' },
  { name: 'everywhere, nothing known', sender: (at) => `c@firm${at}.test`, verdict: null },
];

/** Prints the figures of each kind of storm. */
export async function benchStorm(mails: number, only = ''): Promise<void> {
  for (const storm of STORMS.filter(({ name }) => name.includes(only))) await weather(storm, mails);
}

async function weather({ name, sender, verdict }: Storm, mails: number): Promise<void> {
  await using dovecot = await startDovecot();
  using sink = await startSink();
  fillMaildir(
    join(dovecot.mail, 'support'),
    Array.from({ length: mails }, (_, at) => letter(at, sender(at), verdict)),
  );
  const folder = await mkdtemp(join(tmpdir(), 'rd-storm-'));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  await writeFile(join(folder, 'replydesk.yaml'), configuration(dovecot.port, sink.port, verdict !== null));
  const database = cleanup.use(await startEmbeddedPostgres(join(folder, 'data')));
  const store = cleanup.use(openStore(database.url, { connections: 2 }));
  await store.migrate();

  const start = performance.now();
  const main = join(import.meta.dirname, '..', 'src', 'main.ts');
  const desk = spawn(process.execPath, [main, 'run', '--config', join(folder, 'replydesk.yaml')], { stdio: 'ignore' });
  cleanup.defer(async () => {
    desk.kill('SIGTERM');
    await new Promise((resolve) => desk.once('exit', resolve));
  });
  while (!(await isDrained(store, mails))) await sleep(250);
  const seconds = (performance.now() - start) / 1000;
  const status = await readFile(`/proc/${desk.pid ?? 0}/status`, 'utf8');
  const peak = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  const sent = await sentBy(store);
  console.log(
    `${name}: ${mails} mails in ${seconds.toFixed(0)} s (${(mails / seconds).toFixed(0)} a second; wanted: 120 s), ` +
      `peak ${peak.toFixed(0)} MB (wanted: 512); sent ${sent}`,
  );
}

function letter(at: number, from: string, verdict: string | null): Buffer {
  return rawMail(
    {
      'Return-Path': `<${from}>`,
      ...(verdict === null ? {} : { 'Authentication-Results': `mx.example.test; ${verdict}` }),
      From: `Client <${from}>`,
      To: 'support@example.test',
      Subject: `Question ${at}`,
      'Message-ID': `<storm.${at}@${from.split('@')[1] ?? ''}>`,
    },
    `Question ${at}: why?\n${'Nothing works any more since this morning, please help.\n'.repeat(50)}`,
  );
}

function configuration(imapPort: number, smtpPort: number, trusts: boolean): string {
  return `company: { name: Example Ltd, domain: example.test }
database: ./data
secret: 0123456789abcdef0123456789abcdef
mailboxes:
  - address: support@example.test
    plusAddressing: yes
    since: 2020-01-01
    imap: { host: 127.0.0.1, port: ${imapPort}, tls: none, user: support, password: secret }
outbound:
  from: Example Support <support@example.test>
  smtp: { host: 127.0.0.1, port: ${smtpPort}, tls: none, connections: 5 }
${trusts ? 'trustedAuthservId: mx.example.test\n' : ''}staff:
  - { name: Ann Lee, address: ann@example.test, team: support, role: lead }
  - { name: Bob Ray, address: bob@example.test, team: support }
policy: e
calendar: { timeZone: Europe/Berlin, hours: { mon-sun: "00:00-24:00" } }
`;
}

async function isDrained(store: Store, mails: number): Promise<boolean> {
  const { decided } = await store.read
    .selectFrom('intake')
    .select(({ fn }) => fn.countAll<number>().as('decided'))
    .where('disposition', '<>', 'waiting')
    .executeTakeFirstOrThrow();
  if (decided < mails) return false;
  const unsent = await store.read
    .selectFrom('delivery')
    .select('id')
    .where('state', 'in', ['queued', 'sending'])
    .where('due_at', '<=', Temporal.Now.instant())
    .limit(1)
    .executeTakeFirst();
  return unsent === undefined;
}

/** "acknowledgement 100, notification 200". */
async function sentBy(store: Store): Promise<string> {
  const rows = await store.read
    .selectFrom('delivery')
    .select(({ fn }) => ['kind', fn.countAll<number>().as('count')])
    .where('state', '=', 'accepted')
    .groupBy('kind')
    .orderBy('kind')
    .execute();
  return rows.map(({ kind, count }) => `${kind} ${count}`).join(', ');
}

if (import.meta.main) {
  const options = { mails: { type: 'string', default: '10000' }, only: { type: 'string', default: '' } } as const;
  const { values } = parseArgs({ options });
  await benchStorm(Number(values.mails), values.only);
}
