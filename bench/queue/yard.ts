import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { systemClock } from '../../src/clock.ts';
import { createEvents, type Events } from '../../src/events.ts';
import { Dispatcher } from '../../src/respond/dispatcher.ts';
import { smtpTransport } from '../../src/respond/smtp-transport.ts';
import type { Transport } from '../../src/respond/transport.ts';
import { enqueue, type NewDelivery } from '../../src/store/deliveries.ts';
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';
import { openStore, type Store } from '../../src/store/store.ts';

/** A database and Postfix's smtp-sink, and the mails to send: what all figures of the queue have in common. */
export type Yard = AsyncDisposable & {
  readonly store: Store;
  readonly url: string;
  readonly port: number;
  /** Writes requests, each with a promise to acknowledge it, and their acknowledgements. */
  enqueue(count: number, dueAt?: Temporal.Instant): Promise<void>;
};

export const CONNECTIONS = 5;
export const ENVELOPE = { from: 'support@example.test', to: 'c@client.test' } as const;
export const BODY = Buffer.from(
  `From: Example Support <${ENVELOPE.from}>\r\nTo: ${ENVELOPE.to}\r\nSubject: Re: a matter [#1001]\r\nMIME-Version: 1.0\r\n` +
    `Content-Type: text/plain; charset=utf-8\r\n\r\n${'Your message has arrived and one of us will read it soon.\r\n'.repeat(70)}`,
);

export async function openYard(): Promise<Yard> {
  const resources = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'replydesk-bench-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  const database = resources.use(await startEmbeddedPostgres(folder));
  const store = resources.use(openStore(database.url));
  await store.migrate();
  const port = await freePort();
  const asNobody = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const sink = spawn('/usr/sbin/smtp-sink', [...asNobody, `127.0.0.1:${port}`, '200'], { stdio: 'ignore' });
  resources.defer(() => void sink.kill());
  while (!(await listens(port))) await sleep(20);
  let written = 0;
  return {
    store,
    url: database.url,
    port,
    async enqueue(count, dueAt = systemClock.now()) {
      await enqueueAcknowledgements(store, written, count, dueAt);
      written += count;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** A dispatcher as `run` builds it; `settled` is called for each outcome. */
export function dispatcherOf(
  { store, port }: Pick<Yard, 'store' | 'port'>,
  settled: () => void = () => undefined,
  transport: Transport = smtpTransport({
    host: '127.0.0.1',
    port,
    tls: 'none',
    user: null,
    password: null,
    connections: CONNECTIONS,
  }),
): Dispatcher {
  const events: Events = createEvents(pino({ level: 'silent' }));
  const told = events.deliverySettled.bind(events);
  events.deliverySettled = (delivery) => {
    told(delivery);
    settled();
  };
  const retry = { delays: [Temporal.Duration.from({ seconds: 5 })], giveUpAfter: Temporal.Duration.from({ days: 5 }) };
  return new Dispatcher({ store, clock: systemClock, events, holder: `bench ${process.pid}`, transport, retry });
}

/** Writes `count` of them, for the requests after `first`. */
export async function enqueueAcknowledgements(
  store: Store,
  first: number,
  count: number,
  dueAt: Temporal.Instant,
): Promise<void> {
  for (let done = 0; done < count; done += 500)
    await acknowledgements(store, first + done, Math.min(500, count - done), dueAt);
}

async function acknowledgements(store: Store, first: number, count: number, dueAt: Temporal.Instant): Promise<void> {
  const now = systemClock.now();
  const numbers = Array.from({ length: count }, (_, index) => first + index + 1);
  const request = {
    ...{
      mailbox: ENVELOPE.from,
      base_subject: '',
      subject: '',
      client_name: '',
      opened_at: now,
      last_activity_at: now,
    },
    ...({ state: 'new', priority: 'normal' } as const),
  };
  await store.transact(async (transaction) => {
    await transaction
      .insertInto('request')
      .values(numbers.map((number) => ({ ...request, number, client_address: `c${number}@client.test` })))
      .execute();
    await transaction
      .insertInto('deadline')
      .values(
        numbers.map((number) => ({ request_number: number, kind: 'acknowledge', due_at: now, state: 'open' as const })),
      )
      .execute();
    const deliveries = numbers.map((number) => acknowledgement(number, dueAt));
    await enqueue(transaction, deliveries, now);
  });
}

function acknowledgement(number: number, dueAt: Temporal.Instant): NewDelivery {
  const rcpt = `c${number}@client.test`;
  return {
    kind: 'acknowledgement',
    requestNumber: number,
    messageId: null,
    mailId: `<${number}@example.test>`,
    token: String(number),
    rcpt,
    countedRcpt: rcpt,
    envelopeFrom: ENVELOPE.from,
    octets: BODY,
    state: 'queued',
    reasons: [],
    dueAt,
    template: null,
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).once('error', () => resolve(false));
  });
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
