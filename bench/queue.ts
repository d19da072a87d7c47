import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createTransport } from 'nodemailer';
import { pino } from 'pino';
import { systemClock } from '../src/clock.ts';
import { createEvents } from '../src/events.ts';
import { Dispatcher } from '../src/respond/dispatcher.ts';
import { smtpTransport } from '../src/respond/smtp-transport.ts';
import { enqueue, type NewDelivery } from '../src/store/deliveries.ts';
import { startEmbeddedPostgres } from '../src/store/embedded-postgres.ts';
import { openStore, type Store } from '../src/store/store.ts';

/**
 * How fast the queue sends, beside those who only send: nodemailer's pool with the same ready bytes, and Postfix's smtp-source.
 * All of them to Postfix's smtp-sink over the same number of connections, one after the other in one run.
 */
const { values } = parseArgs({ options: { mails: { type: 'string', default: '5000' } } });
const MAILS = Number(values.mails);
const CONNECTIONS = 5;
const PORT = 10_431;
const BODY = Buffer.from(
  `From: Example Support <support@example.test>\r\nTo: c@client.test\r\nSubject: Re: a matter [#1001]\r\nMIME-Version: 1.0\r\n` +
    `Content-Type: text/plain; charset=utf-8\r\n\r\n${'Your message has arrived and one of us will read it soon.\r\n'.repeat(70)}`,
);

const folder = await mkdtemp(join(tmpdir(), 'replydesk-bench-'));
await using resources = new AsyncDisposableStack();
resources.defer(() => rm(folder, { recursive: true, force: true }));
const database = resources.use(await startEmbeddedPostgres(folder));
const store = resources.use(openStore(database.url));
await store.migrate();
const sink = spawn(
  '/usr/sbin/smtp-sink',
  ['-u', process.getuid?.() === 0 ? 'nobody' : '', `127.0.0.1:${PORT}`, '200'].filter((word) => word !== ''),
  { stdio: 'ignore' },
);
resources.defer(() => void sink.kill());
await listening(PORT);

const queue: number[] = [];
const pool: number[] = [];
for (let round = 1; round <= 2; round += 1) {
  pool.push(await nodemailerPool());
  queue.push(await ownQueue(store, round));
}
const source = await smtpSource();
const best = (rates: readonly number[]): number => Math.round(Math.max(...rates));
console.log(
  `${MAILS} mails of ${BODY.length} octets to smtp-sink over ${CONNECTIONS} connections, mails a second (best of ${queue.length}):`,
);
console.log(`  queue from PostgreSQL   ${best(queue)}`);
console.log(
  `  nodemailer's pool       ${best(pool)}   the queue reaches ${Math.round((100 * best(queue)) / best(pool))} % of it (wanted: 80)`,
);
console.log(`  smtp-source (C)         ${Math.round(source)}`);

async function ownQueue(to: Store, round: number): Promise<number> {
  const now = systemClock.now();
  for (let start = 0; start < MAILS; start += 500)
    await to.transact((transaction) =>
      enqueue(
        transaction,
        Array.from({ length: Math.min(500, MAILS - start) }, (_, index) => delivery(round, start + index, now)),
        now,
      ),
    );
  const dispatcher = new Dispatcher({
    store: to,
    clock: systemClock,
    events: createEvents(pino({ level: 'silent' })),
    holder: `bench ${round}`,
    transport: smtpTransport({
      host: '127.0.0.1',
      port: PORT,
      tls: 'none',
      user: null,
      password: null,
      connections: CONNECTIONS,
    }),
    retry: { delays: [Temporal.Duration.from({ seconds: 5 })], giveUpAfter: Temporal.Duration.from({ days: 5 }) },
  });
  const start = performance.now();
  await dispatcher.start();
  const left = () =>
    to.read.selectFrom('delivery').select('id').where('state', 'in', ['queued', 'sending']).limit(1).executeTakeFirst();
  while ((await left()) !== undefined) await sleep(20);
  const rate = (1000 * MAILS) / (performance.now() - start);
  await dispatcher.stop();
  return rate;
}

async function nodemailerPool(): Promise<number> {
  const transport = createTransport({
    pool: true,
    host: '127.0.0.1',
    port: PORT,
    ignoreTLS: true,
    maxConnections: CONNECTIONS,
    maxMessages: 500,
  });
  const start = performance.now();
  await Promise.all(
    Array.from({ length: MAILS }, () =>
      transport.sendMail({ envelope: { from: 'support@example.test', to: ['c@client.test'] }, raw: BODY }),
    ),
  );
  const rate = (1000 * MAILS) / (performance.now() - start);
  transport.close();
  return rate;
}

async function smtpSource(): Promise<number> {
  const start = performance.now();
  const words = [
    '-d',
    '-s',
    String(CONNECTIONS),
    '-m',
    String(MAILS),
    '-l',
    String(BODY.length),
    '-f',
    'support@example.test',
    '-t',
    'c@client.test',
  ];
  await exited(spawn('/usr/sbin/smtp-source', [...words, `127.0.0.1:${PORT}`], { stdio: 'ignore' }));
  return (1000 * MAILS) / (performance.now() - start);
}

function exited(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      }).once('error', () => resolve(false));
    });
    if (open) return;
    await sleep(20);
  }
}

function delivery(round: number, index: number, now: Temporal.Instant): NewDelivery {
  const rcpt = `c${index}@client.test`;
  return {
    kind: 'notification',
    requestNumber: null,
    messageId: null,
    mailId: `<${round}.${index}@example.test>`,
    token: `${round}.${index}`,
    rcpt,
    countedRcpt: rcpt,
    envelopeFrom: 'support@example.test',
    octets: BODY,
    state: 'queued',
    reasons: [],
    dueAt: now,
    template: null,
  };
}
