import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { enqueue, type NewDelivery } from '../../src/store/deliveries.ts';
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { smtpPlanServer, type SmtpPlay, type SmtpStep } from '../support/smtp-plan.ts';
import { MOST_UNKNOWN } from '../../src/respond/retry.ts';
import { until } from '../support/until.ts';

const LONG = process.env['REPLYDESK_LONG'] === '1';
const DELIVERIES = LONG ? 10_000 : 300;
const KILLS = LONG ? 100 : 6;
const DATABASE_KILLS = LONG ? 5 : 1;
const CONNECTIONS = 5;
/** A killed sender's mails are taken up after this; in earnest it is 20 s. */
const LEASE_MS = 3_000;
/** Mails of one request to one client, which have to arrive in order. */
const IN_A_ROW = 3;
const SEED = Number(process.env['REPLYDESK_SEED'] ?? 20_260_202);

/** At each step, what goes wrong now and then. */
const FAULTS: Readonly<Record<SmtpStep, readonly string[]>> = {
  greeting: ['421 4.3.2 busy', 'drop', 'stall'],
  ehlo: ['421 4.3.2 busy', 'drop', 'stall'],
  mail: ['451 4.3.0 later', 'drop', 'stall'],
  rcpt: ['450 4.7.1 greylisted', '550 5.1.1 no such user', 'drop', 'stall'],
  data: ['451 4.6.0 later', '554 5.6.0 not like this', 'drop', 'stall'],
  end: ['451 4.6.0 later', '554 5.7.1 refused', 'drop', 'stall', 'take and drop', 'take and drop'],
};

test(
  `${DELIVERIES} deliveries survive ${KILLS} kills, ${DATABASE_KILLS} of the database, and a server that fails at every step`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'replydesk-faults-'));
    await using cleanup = new AsyncDisposableStack();
    cleanup.defer(() => rm(folder, { recursive: true, force: true }));
    const database = cleanup.use(await startEmbeddedPostgres(folder));
    const store = cleanup.use(openStore(database.url, { connections: 4 }));
    await store.migrate();
    await fill(store);

    const random = randomOf(SEED);
    const injected = new Map<string, number>();
    const plan = (step: SmtpStep): SmtpPlay => {
      if (random() > 0.02) return null;
      const fault = FAULTS[step][Math.floor(random() * FAULTS[step].length)] ?? null;
      injected.set(`${step}: ${fault ?? ''}`, (injected.get(`${step}: ${fault ?? ''}`) ?? 0) + 1);
      return fault;
    };
    await using server = await smtpPlanServer(plan);

    let sender: ChildProcess | null = null;
    let over = false;
    // Started again by whoever watches over it, as the database may be away when it starts.
    const run = (): void => {
      sender = start(database.url, server.port);
      sender.once('exit', (code) => {
        if (code !== null && !over) setTimeout(run, 200);
      });
    };
    cleanup.defer(() => {
      over = true;
      sender?.kill('SIGKILL');
    });
    for (let kill = 1; kill <= KILLS; kill += 1) {
      run();
      const goal = Math.floor((DELIVERIES * kill) / (KILLS + 2));
      await until(`${goal} mails`, () => server.taken.length >= goal, { seconds: 120, everyMs: 1 });
      (sender as ChildProcess | null)?.kill('SIGKILL');
      if (kill % Math.ceil(KILLS / DATABASE_KILLS) === 0) await killDatabase(folder);
    }
    run();
    const open = async (): Promise<number> =>
      (await rows(store)).filter(({ state }) => !/^(accepted|failed)$/.test(state)).length;
    await until('every delivery ends', async () => (await open()) === 0, { seconds: LONG ? 1_200 : 90, everyMs: 500 });

    const ended = await rows(store);
    const copies = Map.groupBy(server.taken, ({ octets }) => /^Message-ID: (.*)\r$/m.exec(octets)?.[1] ?? '');
    const accepted = ended.filter(({ state }) => state === 'accepted');
    const failed = ended.filter(({ state }) => state === 'failed');
    const lost = accepted.filter(({ mail_id }) => !copies.has(mail_id));
    const duplicates = server.taken.length - copies.size;
    const unknown = ended.reduce((sum, row) => sum + row.unknown_outcomes, 0);
    const [dropped = 0, stalled = 0] = ['end: take and drop', 'end: stall'].map((fault) => injected.get(fault));
    // Whatever the server took and did not say, and one mail a connection and kill.
    const fromTheWindow = dropped + stalled + (KILLS + DATABASE_KILLS) * CONNECTIONS;
    console.log(
      `faults (seed ${SEED}): ${[...injected].map(([fault, times]) => `${fault} ×${times}`).join(', ')}\n` +
        `${DELIVERIES} deliveries, ${KILLS} kills -9, ${DATABASE_KILLS} of the database: accepted ${accepted.length}, ` +
        `failed ${failed.length}, lost ${lost.length}, duplicates ${duplicates} (the window allows ${fromTheWindow}), unknown outcomes ${unknown}`,
    );
    expect(ended).toHaveLength(DELIVERIES);
    expect(lost).toEqual([]);
    for (const row of failed)
      expect(row.last_error).toMatch(
        row.unknown_outcomes < MOST_UNKNOWN ? /^5\d\d / : /^5\d\d |^may have arrived 3 times: /,
      );
    expect(new Set(ended.map(({ mail_id }) => mail_id)).size).toBe(DELIVERIES);
    expect([...copies.keys()].every((id) => ended.some(({ mail_id }) => mail_id === id))).toBe(true);
    expect(duplicates).toBeLessThanOrEqual(unknown);
    expect(duplicates).toBeLessThanOrEqual(fromTheWindow);
    for (const [id, of] of copies) {
      const row = ended.find(({ mail_id }) => mail_id === id);
      expect(of.length - 1, `${id} was repeated for a reason`).toBeLessThanOrEqual(row?.unknown_outcomes ?? 0);
    }
    expect(overtakings(ended, copies), 'an answer before its acknowledgement').toEqual([]);
  },
  LONG ? 1_800_000 : 240_000,
);

type Row = {
  id: number;
  mail_id: string;
  rcpt: string;
  state: string;
  unknown_outcomes: number;
  last_error: string | null;
};

function rows(store: Store): Promise<Row[]> {
  return store.read
    .selectFrom('delivery')
    .select(['id', 'mail_id', 'rcpt', 'state', 'unknown_outcomes', 'last_error'])
    .orderBy('id')
    .execute();
}

/** Where a later mail of a request was taken for the first time before an earlier one was. */
function overtakings(ended: readonly Row[], copies: ReadonlyMap<string, readonly { at: number }[]>): string[] {
  return [...Map.groupBy(ended, ({ rcpt }) => rcpt)].flatMap(([rcpt, row]) => {
    const first = row.flatMap(({ mail_id }) => copies.get(mail_id)?.[0]?.at ?? []);
    return first.every((at, index) => index === 0 || at >= first[index - 1]!) ? [] : [rcpt];
  });
}

async function fill(store: Store): Promise<void> {
  const now = systemClock.now();
  const requests = Math.ceil(DELIVERIES / IN_A_ROW);
  await store.transact(async (transaction) => {
    for (let number = 1; number <= requests; number += 1) {
      const names = { base_subject: '', subject: '', client_name: '', client_address: `c${number}@client.test` };
      const times = { opened_at: now, last_activity_at: now };
      const state = { state: 'new', priority: 'normal' } as const;
      await transaction
        .insertInto('request')
        .values({ number, mailbox: 'support@example.test', ...names, ...times, ...state })
        .execute();
    }
    const deliveries = Array.from({ length: DELIVERIES }, (_, index) => delivery(index, now));
    for (let start = 0; start < DELIVERIES; start += 500)
      await enqueue(transaction, deliveries.slice(start, start + 500), now);
  });
}

function delivery(index: number, now: Temporal.Instant): NewDelivery {
  const request = Math.floor(index / IN_A_ROW) + 1;
  const mailId = `<${index}@example.test>`;
  const rcpt = `c${request}@client.test`;
  return {
    kind: index % IN_A_ROW === 0 ? 'acknowledgement' : 'answer',
    requestNumber: request,
    messageId: null,
    mailId,
    token: `t${index}`,
    rcpt,
    countedRcpt: rcpt,
    envelopeFrom: 'support@example.test',
    octets: Buffer.from(`Message-ID: ${mailId}\r\nSubject: mail ${index}\r\n\r\nHello\r\n`),
    state: 'queued',
    reasons: [],
    dueAt: now,
    template: null,
  };
}

function start(url: string, port: number): ChildProcess {
  const program = join(import.meta.dirname, '..', 'support', 'sender.ts');
  return spawn(process.execPath, [program, url, String(port), String(CONNECTIONS), String(LEASE_MS)], {
    stdio: 'ignore',
  });
}

/** As the kernel does when memory runs out. */
async function killDatabase(folder: string): Promise<void> {
  const [pid = ''] = (await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
}

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
