import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { Clock } from '../clock.ts';
import type { Events } from '../events.ts';
import type { SendOutcome } from '../requests/delivery.ts';
import {
  claimDue,
  DELIVERY_CHANNEL,
  extendLeases,
  nextDue,
  releaseExpired,
  settle,
  unclaim,
  type ClaimedDelivery,
  type Settlement,
} from '../store/deliveries.ts';
import type { Store } from '../store/store.ts';
import { settlementOf, type RetrySchedule } from './retry.ts';
import type { Transport } from './transport.ts';

/**
 * Sends what is due. A delivery is claimed with a lease, sent, and its outcome recorded, and a connection takes its next
 * mail only when the last outcome is recorded: a process that is killed repeats at most as many mails as it has
 * connections. No transaction is open while a network is talked to.
 */
export type DispatcherSurroundings = {
  readonly store: Store;
  readonly clock: Clock;
  readonly events: Events;
  readonly holder: string;
  readonly transport: Transport;
  readonly retry: RetrySchedule;
};

const LEASE: Temporal.DurationLike = { seconds: 20 };
const HEARTBEAT_MS = 5_000;
/** The fallback where a notification is missed. */
const POLL_MS = 2_000;

export class Dispatcher {
  readonly #around: DispatcherSurroundings;
  readonly #queue: PQueue;
  readonly #stopping = new AbortController();
  #pending: { settlement: Settlement; done: () => void; failed: (error: unknown) => void }[] = [];
  #flushing: Promise<void> | null = null;
  #claimed = 0;
  #wake: (() => void) | null = null;
  #news = false;
  #running: Promise<void> | null = null;

  constructor(around: DispatcherSurroundings) {
    this.#around = around;
    this.#queue = new PQueue({ concurrency: around.transport.connections });
  }

  /** Sends everything that is due now, and waits for the outcomes. Returns how many attempts were made. */
  async runOnce(): Promise<number> {
    await this.#takeBack();
    let attempts = 0;
    for (;;) {
      const claimed = await this.#claim();
      if (claimed.length === 0) return attempts;
      attempts += claimed.length;
      await Promise.all(claimed.map((delivery) => this.#enqueue(delivery)));
    }
  }

  /** Repeats until `stop`: woken by the database when something is enqueued, and by the clock. */
  async start(): Promise<void> {
    const listening = await this.#around.store.listen(DELIVERY_CHANNEL, () => {
      this.#news = true;
      this.#wake?.();
    });
    this.#running = this.#loop().finally(() => listening[Symbol.asyncDispose]());
  }

  /** Lets what is on the wire finish, gives back what is not, and closes the transport. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake?.();
    this.#queue.clear();
    await this.#running;
    await this.#queue.onIdle();
    await this.#flushing;
    await this.#around.store
      .transact((transaction) => unclaim(transaction, this.#around.holder))
      .catch(() => undefined);
    await this.#around.transport.close();
  }

  async #loop(): Promise<void> {
    const { store, holder, clock, events } = this.#around;
    const heartbeat = setInterval(() => {
      if (this.#claimed > 0)
        store
          .transact((transaction) => extendLeases(transaction, holder, clock.now().add(LEASE)))
          .catch(() => undefined);
    }, HEARTBEAT_MS);
    let takeBackAt = 0;
    while (!this.#stopping.signal.aborted) {
      try {
        if (clock.monotonic() >= takeBackAt) {
          takeBackAt = clock.monotonic() + HEARTBEAT_MS;
          await this.#takeBack();
        }
        this.#news = false;
        const room = this.#around.transport.connections * AHEAD - this.#claimed;
        const claimed = room > 0 ? await this.#claim(room) : [];
        for (const delivery of claimed) void this.#enqueue(delivery).catch(() => undefined);
        if (claimed.length < room) await this.#untilNews();
        else await this.#queue.onSizeLessThan(this.#around.transport.connections);
      } catch (error) {
        events.loopFailed('dispatcher', error instanceof Error ? error.message : 'unknown');
        await this.#wait(POLL_MS);
      }
    }
    clearInterval(heartbeat);
  }

  async #claim(limit = this.#around.transport.connections * AHEAD): Promise<ClaimedDelivery[]> {
    const { store, holder, clock } = this.#around;
    const now = clock.now();
    const claimed = await store.transact((transaction) => claimDue(transaction, limit, holder, now, now.add(LEASE)));
    this.#claimed += claimed.length;
    return claimed;
  }

  async #takeBack(): Promise<void> {
    const { store, clock, events } = this.#around;
    const expired = await store.transact((transaction) => releaseExpired(transaction, clock.now()));
    if (expired > 0) events.leasesExpired(expired);
  }

  #enqueue(delivery: ClaimedDelivery): Promise<void> {
    return this.#queue.add(() => this.#send(delivery));
  }

  async #send(delivery: ClaimedDelivery): Promise<void> {
    const { transport, clock, retry, events } = this.#around;
    try {
      const outcome: SendOutcome = await transport.send(delivery);
      const settlement = settlementOf(delivery, outcome, retry, clock.now());
      await this.#record(settlement);
      events.deliverySettled({
        id: delivery.id,
        kind: delivery.kind,
        request: delivery.requestNumber,
        outcome: outcome.outcome,
        attempts: delivery.attempts,
        error: settlement.lastError,
      });
    } finally {
      this.#claimed -= 1;
      // A later mail of the same request may have waited for this one.
      this.#news = true;
      this.#wake?.();
    }
  }

  /** Outcomes that come in while one commit is under way share the next. */
  #record(settlement: Settlement): Promise<void> {
    return new Promise((done, failed) => {
      this.#pending.push({ settlement, done, failed });
      this.#flushing ??= this.#flush().finally(() => (this.#flushing = null));
    });
  }

  async #flush(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        await this.#settle(batch.map((entry) => entry.settlement));
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
  }

  /** A database that is away for a moment must not turn a sent mail into a repeated one: the outcome is kept trying for the lease's time. */
  async #settle(settlements: readonly Settlement[]): Promise<void> {
    const { store, holder, clock } = this.#around;
    const until = clock.monotonic() + 15_000;
    for (;;) {
      try {
        await store.transact((transaction) => settle(transaction, holder, settlements, clock.now()));
        return;
      } catch (error) {
        if (clock.monotonic() > until) throw error;
        await sleep(250);
      }
    }
  }

  async #untilNews(): Promise<void> {
    if (this.#news) return;
    const due = await nextDue(this.#around.store.read);
    const inMs = due === null ? POLL_MS : due.epochMilliseconds - this.#around.clock.now().epochMilliseconds;
    // What is due and was not claimed waits for an earlier mail of its request.
    await this.#wait(inMs <= 0 ? POLL_MS : Math.min(inMs, POLL_MS));
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#news || this.#stopping.signal.aborted) this.#wake();
    });
  }
}

/** How many times the connections are claimed ahead, so that none waits for the database. */
const AHEAD = 4;
