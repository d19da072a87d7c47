import { sql } from 'kysely';
import { pino } from 'pino';
import { createEvents } from '../../src/events.ts';
import { systemClock } from '../../src/clock.ts';
import { carriedFiles, mayCarryFiles, NO_FILES } from '../../src/ingest/carried-files.ts';
import { ImapFolder, type ImapAccount } from '../../src/ingest/imap-folder.ts';
import { factsOf, findRequest, type NamedMail } from '../../src/pipeline/facts.ts';
import { keysOf, namesIn } from '../../src/pipeline/keys.ts';
import { isRead, readMails, type Reading } from '../../src/pipeline/letter.ts';
import { setWakeUps } from '../../src/pipeline/wake-ups.ts';
import { DECIDING } from '../../src/pipeline.ts';
import type { Decision, Facts, Firm } from '../../src/requests/decide/decision.ts';
import { decide } from '../../src/requests/decide/message.ts';
import { Dispatcher } from '../../src/respond/dispatcher.ts';
import { composeOutgoing, type Composed, type Letterhead } from '../../src/respond/outgoing.ts';
import { smtpTransport } from '../../src/respond/smtp-transport.ts';
import { Book, type Order } from '../../src/store/book.ts';
import { gather, NO_KEYS } from '../../src/store/facts.ts';
import { keep, type FetchedMail, type KeptMail } from '../../src/store/intake.ts';
import { openFolder } from '../../src/store/folders.ts';
import type { Store, Transaction } from '../../src/store/store.ts';

/**
 * Each stage of the line by itself, one after the other over the same mails, by the code that the line runs: what it fetches,
 * reads, composes, writes and sends is what the line does. Deciding itself, threading and the loops' own work count for no stage.
 */
export type Stages = {
  readonly fetch: number;
  readonly parse: number;
  readonly database: number;
  readonly compose: number;
  readonly send: number;
};

/** The desk that the stages are taken from. */
export type BenchDesk = {
  readonly store: Store;
  readonly reading: Reading;
  readonly firm: Firm;
  readonly head: Letterhead;
};

/** As the poller and the pipeline have them. */
const BATCH = 50;
const CONNECTIONS = 5;

/** Seconds for all mails, a stage each. */
export async function measureStages(desk: BenchDesk, account: ImapAccount, smtpPort: number): Promise<Stages> {
  const [mails, fetch] = await timed(() => fetchAll(account));
  const [kept, keeping] = await timed(() => keepAll(desk.store, mails));
  const [letters, parse] = await timed(() => readAll(desk, kept));
  const ordered = await decideAll(desk, letters);
  const [decided, compose] = await timed(() => composeAll(desk, ordered));
  const [, writing] = await timed(() => writeAll(desk, decided));
  const [, recording] = await timed(() => recordAll(desk.store));
  const deliveries = decided.flatMap(({ composed }) => composed.flatMap((one) => one.deliveries));
  const [, send] = await timed(() => sendAll(smtpPort, deliveries));
  return { fetch, parse, database: keeping + writing + recording, compose, send };
}

export async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await work();
  return [result, (performance.now() - start) / 1000];
}

function* batches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += BATCH) yield all.slice(at, at + BATCH);
}

async function fetchAll(account: ImapAccount): Promise<FetchedMail[]> {
  const folder = await ImapFolder.open(account, 'INBOX');
  if (!folder) throw new Error('no INBOX');
  const mails: FetchedMail[] = [];
  for (const uids of batches(await folder.uids())) mails.push(...(await folder.fetch(uids)));
  await folder.close();
  return mails;
}

async function keepAll(store: Store, mails: readonly FetchedMail[]): Promise<KeptMail[]> {
  const now = systemClock.now();
  const place = { mailbox: 'support@example.test', folder: 'INBOX', role: 'inbox', uidvalidity: 1 } as const;
  const folder = await store.transact((transaction) =>
    openFolder(transaction, { ...place, goliveUid: 1, since: null }, now),
  );
  const kept: KeptMail[] = [];
  for (const batch of batches(mails))
    kept.push(
      ...(await store.transact((transaction) => keep(transaction, folder, batch, now, now.add({ hours: 10 })))),
    );
  return kept;
}

type ReadLetter = { readonly mail: NamedMail; readonly facts: Facts };

/** Parsing, recognising, parting quotes, language, tone: all that is done to a mail before anything is decided. */
async function readAll({ store, reading, firm, head }: BenchDesk, kept: readonly KeptMail[]): Promise<ReadLetter[]> {
  const now = systemClock.now();
  const around = { firm, signer: head.signer, now };
  const nothing = await store.transact((transaction) => gather(transaction, NO_KEYS, now));
  const letters: ReadLetter[] = [];
  for (const batch of batches(kept))
    for (const read of (await readMails(batch, reading)).filter(isRead)) {
      const mail = { ...read, names: namesIn(read, head.signer) };
      letters.push({ mail, facts: factsOf(mail, findRequest(mail, nothing, around), nothing, around) });
    }
  return letters;
}

type Ordered = ReadLetter & { readonly decision: Decision; readonly orders: readonly Order[] };

async function decideAll({ store }: BenchDesk, letters: readonly ReadLetter[]): Promise<Ordered[]> {
  const now = systemClock.now();
  const book = await store.transact(async (transaction) =>
    Book.open(transaction, await gather(transaction, NO_KEYS, now), now),
  );
  return letters.map(({ mail, facts }) => {
    const decision = decide(facts);
    return { mail, facts, decision, orders: book.enter(mail.kept, facts.letter, decision) };
  });
}

type Decided = Ordered & { readonly composed: readonly Composed[] };

/** The acknowledgement and the notice that carries the mail on, as the line composes them. */
async function composeAll({ head }: BenchDesk, ordered: readonly Ordered[]): Promise<Decided[]> {
  const now = systemClock.now();
  const decided: Decided[] = [];
  for (const one of ordered) {
    const { kept, message } = one.mail;
    const composed: Composed[] = [];
    for (const order of one.orders) {
      const files = order.mail.carries && mayCarryFiles(message) ? await carriedFiles(kept.octets, 20e6) : NO_FILES;
      const cargo = order.mail.carries ? { html: message.html, ...files } : null;
      composed.push(
        await composeOutgoing(head, order.mail, order.request, { ...order, mailbox: kept.mailbox, cargo, now }),
      );
    }
    decided.push({ ...one, composed });
  }
  return decided;
}

/** What a batch asks and writes: requests, messages, identifiers, events, deadlines, deliveries with their bytes, places. */
async function writeAll(desk: BenchDesk, decided: readonly Decided[]): Promise<void> {
  for (const batch of batches(decided))
    await desk.store.transact((transaction) => writeBatch(desk, transaction, batch));
}

async function writeBatch(
  { firm, head }: BenchDesk,
  transaction: Transaction,
  batch: readonly Decided[],
): Promise<void> {
  const now = systemClock.now();
  await sql`select pg_advisory_xact_lock(${DECIDING})`.execute(transaction);
  const keys = keysOf(
    batch.map(({ mail }) => mail),
    head.signer,
    () => firm.locale,
  );
  const book = await Book.open(transaction, await gather(transaction, keys, now), now);
  for (const { mail, facts, decision, composed } of batch)
    for (const [index, { mail: ordered, request }] of book.enter(mail.kept, facts.letter, decision).entries()) {
      const made = composed[index];
      if (made) book.dispatch(made.deliveries, null, ordered.role === 'client' ? { request, ...made } : null);
    }
  await setWakeUps(transaction, book, firm);
  await book.close(transaction);
}

/** What the queue asks and writes while it sends: claims, beginnings, outcomes, and what follows. Nothing is sent. */
async function recordAll(store: Store): Promise<void> {
  const transport = {
    connections: CONNECTIONS,
    async send({ ready }: { readonly ready?: Promise<void> }) {
      await ready;
      return { outcome: 'accepted', response: '250', providerId: null } as const;
    },
    close: () => Promise.resolve(),
  };
  const events = createEvents(pino({ level: 'silent' }));
  const retry = { delays: [], giveUpAfter: Temporal.Duration.from({ hours: 1 }) };
  const around = { store, clock: systemClock, events, holder: 'bench', transport, retry };
  await new Dispatcher(around).runOnce();
}

async function sendAll(port: number, deliveries: readonly Composed['deliveries'][number][]): Promise<void> {
  const transport = smtpTransport({
    ...{ host: '127.0.0.1', port, tls: 'none', user: null, password: null },
    connections: CONNECTIONS,
  });
  const waiting = deliveries.values();
  const connection = async (): Promise<void> => {
    for (const { envelopeFrom, rcpt, octets, mailId } of waiting)
      await transport.send({ envelopeFrom, rcpt, octets, mailId });
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  await transport.close();
}
