import type { LoggedEvent } from '../requests/clock-history.ts';
import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Events } from '../events.ts';
import { DECIDING } from '../pipeline.ts';
import { canonicalAddress } from '../requests/address.ts';
import { decideClock, type Webhook } from '../requests/decide/clock.ts';
import type { Firm, Step } from '../requests/decide/decision.ts';
import type { Letterhead } from '../respond/outgoing.ts';
import type { WebhookTarget } from '../respond/webhook.ts';
import { Book } from '../store/book.ts';
import { claimWakeUps, clockLogs, lastWords, nextWakeUp, postponeWakeUps } from '../store/clockwork.ts';
import { gather, NO_KEYS } from '../store/facts.ts';
import type { Reader, Store, Transaction } from '../store/store.ts';
import { lastSurveys } from '../store/surveys.ts';
import { orderCalls, type NewCall } from '../store/webhooks.ts';
import { isShadowed, unpromised } from '../requests/decide/shadow.ts';
import { spendDay } from './desk-day.ts';
import { reckonAnew } from './reckon-anew.ts';
import { deskClockwork } from './desk-clockwork.ts';
import { firmNow } from './firm-now.ts';
import { post } from './post.ts';
import { clockFacts } from './wake-ups.ts';

/**
 * The clockwork looks at every request whose time has come, and writes what follows in the transaction in which it says
 * when to look again. It decides under the lock under which mails are decided on: of two processes the second finds
 * nothing left to do, and one that dies in between has done nothing at all.
 */
export type ClockworkSurroundings = {
  readonly store: Store;
  readonly clock: Clock;
  readonly events: Events;
  readonly firm: Firm;
  readonly head: Letterhead;
  readonly webhooks: readonly WebhookTarget[];
  /** Brings the letterhead up to date: published templates, and whose earlier tokens are void. */
  readonly renewHead: (reader: Reader) => Promise<void>;
  /** The mailbox from which the desk itself writes to staff. */
  readonly home: string;
  /** What came due before may have been sent by a desk whose record is lost; null: none was restored. */
  readonly restoredAt: Temporal.Instant | null;
};

export type Clockwork = {
  /** When it last finished a pass or was started, on the monotonic clock; null: not yet. */
  readonly turnedAt: number | null;
  /** Does all that is due, the morning's lists included. Returns how many requests it looked at. */
  runOnce(): Promise<number>;
  start(): void;
  /** Looks now: a mail may have made something due at once. */
  wake(): void;
  /** Lets the pass under way finish. */
  stop(): Promise<void>;
};

const BATCH = 50;
/** Another process, or a mail, may make something due sooner than this one knows. */
const LONGEST_WAIT_MS = 15_000;
const POSTPONED: Temporal.DurationLike = { minutes: 15 };

export function createClockwork(around: ClockworkSurroundings): Clockwork {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<unknown> = Promise.resolve();
  let turnedAt: number | null = null;
  let isEnding = false;
  const deskPass = deskClockwork(around);
  // An incident does not wait until a hundred thousand requests are reckoned.
  const reckon = reckonAnew(around, async () => {
    await doAllDue(around);
    return !isEnding;
  });
  const runOnce = async (): Promise<number> => {
    await reckon();
    const looked = (await doAllDue(around)) + (await deskPass());
    await spendDay(around);
    turnedAt = around.clock.monotonic();
    return looked;
  };
  let isLooking = false;
  let isWoken = false;
  const turn = (): void => {
    isLooking = true;
    isWoken = false;
    running = runOnce()
      .then(() => untilNext(around))
      .catch((error: unknown) => {
        around.events.loopFailed('clockwork', reasonOf(error));
        return LONGEST_WAIT_MS;
      })
      .then((wait) => {
        isLooking = false;
        if (timer) timer = setTimeout(turn, isWoken ? 0 : wait);
      });
  };
  return {
    get turnedAt() {
      return turnedAt;
    },
    runOnce,
    start() {
      // The first pass may have much to do: the desk is ready meanwhile, and ill only when it does not end.
      turnedAt ??= around.clock.monotonic();
      timer ??= setTimeout(turn, 0);
    },
    wake() {
      isWoken = true;
      if (timer === null || isLooking) return;
      clearTimeout(timer);
      timer = setTimeout(turn, 0);
    },
    async stop() {
      isEnding = true;
      if (timer) clearTimeout(timer);
      timer = null;
      await running;
    },
  };
}

async function untilNext({ store, clock }: ClockworkSurroundings): Promise<number> {
  const next = await nextWakeUp(store.read);
  if (next === null) return LONGEST_WAIT_MS;
  return Math.max(0, Math.min(LONGEST_WAIT_MS, next.epochMilliseconds - clock.now().epochMilliseconds + 1));
}

/** Where nothing is due this is one look at an index. */
async function doAllDue(around: ClockworkSurroundings): Promise<number> {
  const { store, clock } = around;
  let looked = 0;
  for (;;) {
    const next = await nextWakeUp(store.read);
    if (next === null || Temporal.Instant.compare(clock.now(), next) < 0) return looked;
    const done = await passOrOneByOne(around);
    if (done === 0) return looked;
    looked += done;
  }
}

/** A request that cannot be decided on does not keep the others waiting. */
async function passOrOneByOne(around: ClockworkSurroundings): Promise<number> {
  try {
    return await pass(around, BATCH);
  } catch {
    try {
      return await pass(around, 1);
    } catch (error) {
      return putOff(around, error);
    }
  }
}

async function pass(around: ClockworkSurroundings, limit: number): Promise<number> {
  const { looked, told } = await around.store.transact(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${DECIDING})`.execute(transaction);
    return decideAll(around, transaction, limit, around.clock.now());
  });
  for (const tell of told) tell();
  return looked;
}

type Told = readonly (() => void)[];

async function decideAll(
  around: ClockworkSurroundings,
  transaction: Transaction,
  limit: number,
  now: Temporal.Instant,
): Promise<{ readonly looked: number; readonly told: Told }> {
  const woken = await claimWakeUps(transaction, limit, now);
  if (woken.length === 0) return { looked: 0, told: [] };
  await around.renewHead(transaction);
  const numbers = woken.map(({ number }) => number);
  const book = await Book.open(
    transaction,
    await gather(transaction, { ...NO_KEYS, numbers: new Set(numbers) }, now),
    now,
  );
  const firm = await firmNow(transaction, around.firm, now);
  const logs = await clockLogs(transaction, numbers);
  const words = await lastWords(transaction, numbers);
  const clientOf = (number: number): string => canonicalAddress(book.request(number)?.request.client.address ?? '');
  const surveyed = new Map(await lastSurveys(transaction, numbers.map(clientOf)));
  const told: (() => void)[] = [];
  const calls: NewCall[] = [];
  for (const { number, dueAt } of woken) {
    const known = book.request(number);
    if (!known) throw new Error('a deadline concerns a request that is not there');
    const facts = clockFacts(known.request, logs.get(number) ?? [], firm);
    const surveyedAt = surveyed.get(clientOf(number)) ?? null;
    const { steps } = decideClock({ ...facts, lastText: words.get(number) ?? '', surveyedAt, now });
    if (steps.some((step) => step.do === 'mail' && step.mail.asks?.kind === 'survey'))
      surveyed.set(clientOf(number), now);
    const isShadow = isShadowed(around.firm, known.request.mailbox);
    const targets = isShadow ? [] : around.webhooks;
    const hooks = steps
      .filter((step) => step.do === 'webhook')
      .map((hook) => callOf(hook, { ...around, webhooks: targets }, now, number));
    calls.push(...hooks);
    const orders = book.follow(number, [...steps.filter((step) => step.do !== 'webhook'), ...hooks.map(logged)]);
    const isUnpromised = isHandedOver(logs.get(number) ?? []);
    for (const order of orders) {
      const mail = isUnpromised ? unpromised(order.mail) : order.mail;
      told.push(...(await post(around, book, { ...order, mail }, { dueAt, mailbox: '', now })));
    }
  }
  await book.close(transaction);
  await orderCalls(transaction, calls, now);
  return { looked: woken.length, told };
}

/** It was handed over at the end of shadow mode, and nobody has answered since. */
function isHandedOver(log: readonly LoggedEvent[]): boolean {
  const last = log.findLast(({ kind }) => kind === 'handed-over' || kind === 'answered');
  return last?.kind === 'handed-over';
}

/** What another system is told, to those that want to hear of it. */
function callOf(
  { event, data }: Webhook,
  { webhooks, head }: ClockworkSurroundings,
  now: Temporal.Instant,
  request: number,
): NewCall {
  const callId = `msg_${head.unique()}`;
  const targets = webhooks.filter((one) => one.events.includes(event)).map(({ name }) => name);
  return { callId, request, event, targets, body: JSON.stringify({ type: event, timestamp: String(now), data }) };
}

function logged({ callId, event, targets }: NewCall): Step {
  return {
    do: 'event',
    kind: 'webhook',
    actor: 'replydesk',
    reasons: targets.length > 0 ? [] : [NO_TARGET],
    data: { event, call: callId, targets },
  };
}

const NO_TARGET = { code: 'no-webhook', detail: 'none is configured for it', source: 'configuration, webhooks' };

async function putOff({ store, clock, events }: ClockworkSurroundings, error: unknown): Promise<number> {
  events.loopFailed('clockwork', reasonOf(error));
  return store.transact(async (transaction) => {
    const now = clock.now();
    const numbers = (await claimWakeUps(transaction, 1, now)).map(({ number }) => number);
    if (numbers.length > 0) await postponeWakeUps(transaction, numbers, now.add(POSTPONED));
    return numbers.length;
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
}
