import type { Clock } from '../clock.ts';
import type { Events } from '../events.ts';
import { domainOf } from '../requests/address.ts';
import type { SendOutcome } from '../requests/delivery.ts';
import {
  claimDue,
  deferDomain,
  DELIVERY_CHANNEL,
  extendLeases,
  nextDue,
  releaseExpired,
  routeWorksAgain,
  unclaim,
  type ClaimedDelivery,
} from '../store/deliveries.ts';
import type { Store } from '../store/store.ts';
import { Recorder } from './recorder.ts';
import { settlementOf, type RetrySchedule } from './retry.ts';
import type { Transport } from './transport.ts';

/**
 * Sends what is due. A delivery is claimed with a lease, sent, and its outcome recorded; a connection lets nothing of its next
 * mail leave before the last outcome is recorded, so a process that is killed repeats at most as many mails as it has
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
/** What is on the wire when the process is asked to end has this long. */
const FAREWELL_MS = 6_000;
/** How many times the connections are claimed ahead, so that none waits for the database. */
const AHEAD = 8;
/** How long a domain is left alone that told us to slow down, or whose policy we do not meet. */
const DOMAIN_PAUSE: Temporal.DurationLike = { minutes: 5 };

export class Dispatcher {
  readonly #around: DispatcherSurroundings;
  readonly #recorder: Recorder;
  readonly #stopping = new AbortController();
  /** Claimed and not begun. */
  #waiting: ClaimedDelivery[] = [];
  /** Claimed and not recorded yet, the waiting ones included. */
  readonly #held = new Map<number, ClaimedDelivery>();
  #lanes = 0;
  #wake: (() => void) | null = null;
  #news = false;
  #running: Promise<void> | null = null;
  #turnedAt: number | null = null;

  /** When it last looked for what is due, on the monotonic clock; null: not yet. */
  get turnedAt(): number | null {
    return this.#turnedAt;
  }

  constructor(around: DispatcherSurroundings) {
    this.#around = around;
    this.#recorder = new Recorder(around);
  }

  /** Sends everything that is due now, and waits for the outcomes. Returns how many attempts were made. */
  async runOnce(): Promise<number> {
    await this.#takeBack();
    let attempts = 0;
    for (;;) {
      const room = this.#room();
      const claimed = room > 0 ? await this.#claim(room) : [];
      this.#turnedAt = this.#around.clock.monotonic();
      if (claimed.length === 0) return attempts;
      attempts += claimed.length;
      this.#send(claimed);
      await this.#until(() => this.#held.size === 0);
    }
  }

  /** Repeats until `stop`: woken by the database when something is enqueued, and by the clock. */
  async start(): Promise<void> {
    const listening = await this.#around.store.listen(DELIVERY_CHANNEL, () => this.#signal());
    this.#running = this.#loop().finally(() => listening[Symbol.asyncDispose]());
  }

  /** Lets what is on the wire finish, for a while; gives back what is not, and closes the transport. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const notBegun = this.#waiting.splice(0).map(({ id }) => id);
    for (const id of notBegun) this.#held.delete(id);
    this.#signal();
    await this.#running;
    const { store, holder, transport } = this.#around;
    if (notBegun.length > 0)
      await store.transact((transaction) => unclaim(transaction, holder, notBegun)).catch(() => undefined);
    const farewell = setTimeout(() => void transport.close(), FAREWELL_MS);
    this.#recorder.hurry();
    await this.#until(() => this.#lanes === 0);
    clearTimeout(farewell);
    await transport.close();
  }

  async #loop(): Promise<void> {
    const { clock } = this.#around;
    const heartbeat = setInterval(() => void this.#extend().catch(() => undefined), HEARTBEAT_MS);
    let takeBackAt = 0;
    while (!this.#stopping.signal.aborted) {
      try {
        if (clock.monotonic() >= takeBackAt) {
          takeBackAt = clock.monotonic() + HEARTBEAT_MS;
          await this.#takeBack();
        }
        this.#news = false;
        const room = this.#room();
        const claimed = room > 0 ? await this.#claim(room) : [];
        this.#turnedAt = clock.monotonic();
        this.#send(claimed);
        if (room === 0) await this.#wait(POLL_MS);
        else if (claimed.length < room) await this.#untilNews();
      } catch (error) {
        this.#failed(error);
        await this.#wait(POLL_MS);
      }
    }
    clearInterval(heartbeat);
  }

  /** How many to claim: none while enough wait already, so that claims are few and large. */
  #room(): number {
    const { transport } = this.#around;
    const { connections } = transport;
    const open = transport.capacity?.() ?? connections;
    if (open < connections) return Math.max(0, open - this.#held.size);
    return this.#waiting.length > connections ? 0 : connections * AHEAD - this.#waiting.length;
  }

  async #claim(limit: number): Promise<ClaimedDelivery[]> {
    const { store, holder, clock } = this.#around;
    const now = clock.now();
    const claimed = await store.alone((transaction) => claimDue(transaction, limit, holder, now, now.add(LEASE)));
    for (const delivery of claimed) this.#held.set(delivery.id, delivery);
    return claimed;
  }

  /** Our own are extended first: a database that was away must not make us take them for a dead process's. */
  async #takeBack(): Promise<void> {
    const { store, clock, events } = this.#around;
    await this.#extend();
    const expired = await store.transact((transaction) => releaseExpired(transaction, clock.now()));
    if (expired > 0) events.leasesExpired(expired);
  }

  async #extend(): Promise<void> {
    const { store, holder, clock } = this.#around;
    const ids = [...this.#held.keys()];
    if (ids.length > 0)
      await store.transact((transaction) => extendLeases(transaction, holder, ids, clock.now().add(LEASE)));
  }

  /** Puts mails on the lanes, one a connection; a lane ends when none waits. */
  #send(claimed: readonly ClaimedDelivery[]): void {
    this.#waiting.push(...claimed);
    while (this.#lanes < this.#around.transport.connections && this.#waiting.length > 0) {
      this.#lanes += 1;
      void this.#lane().finally(() => {
        this.#lanes -= 1;
        this.#signal();
      });
    }
  }

  async #lane(): Promise<void> {
    let recorded: Promise<void> = Promise.resolve();
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const outcome = await this.#around.transport.send({ ...next, ready: recorded });
      // The envelope of the next mail may go ahead while this is written; its content waits.
      recorded = this.#conclude(next, outcome);
      recorded.catch(() => undefined);
    }
    await recorded.catch((error: unknown) => this.#failed(error));
  }

  async #conclude(delivery: ClaimedDelivery, outcome: SendOutcome): Promise<void> {
    const { clock, retry, events } = this.#around;
    const settlement = settlementOf(delivery, outcome, retry, clock.now());
    try {
      await this.#recorder.record(settlement);
    } finally {
      this.#held.delete(delivery.id);
      // Below this the next are claimed; a later mail of the same request may have waited for this one, too.
      if (this.#waiting.length <= this.#around.transport.connections) this.#signal();
    }
    if (!settlement.untried)
      events.deliverySettled({
        id: delivery.id,
        kind: delivery.kind,
        request: delivery.requestNumber,
        outcome: outcome.outcome,
        attempts: delivery.attempts,
        error: settlement.lastError,
      });
    await this.#spread(delivery, outcome).catch((error: unknown) => this.#failed(error));
  }

  /** What one outcome means for the others that wait. */
  async #spread(delivery: ClaimedDelivery, outcome: SendOutcome): Promise<void> {
    const { store, clock, events } = this.#around;
    if (outcome.outcome === 'temporary' && outcome.scope === 'domain') {
      const domain = domainOf(delivery.rcpt);
      const until = clock.now().add(DOMAIN_PAUSE);
      const count = await store.transact((transaction) => deferDomain(transaction, domain, until, outcome.error));
      events.domainDeferred(domain, count, outcome.error);
    }
    if (outcome.outcome === 'temporary' && outcome.scope === 'route') this.#routeFailed = true;
    else if (this.#routeFailed && outcome.outcome === 'accepted') {
      this.#routeFailed = false;
      await store.transact((transaction) => routeWorksAgain(transaction, clock.now()));
    }
  }

  /** True from the start: another process, or the one before, may have left mails that wait for the route. */
  #routeFailed = true;

  #failed(error: unknown): void {
    this.#around.events.loopFailed('dispatcher', error instanceof Error ? error.message : 'unknown');
  }

  async #untilNews(): Promise<void> {
    if (this.#news) return;
    const due = await nextDue(this.#around.store.read);
    const inMs = due === null ? POLL_MS : due.epochMilliseconds - this.#around.clock.now().epochMilliseconds;
    // What is due and was not claimed waits for an earlier mail of its request, or for a route.
    await this.#wait(inMs <= 0 ? POLL_MS : Math.min(inMs, POLL_MS));
  }

  #signal(): void {
    this.#news = true;
    this.#wake?.();
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      this.#news = false;
      await this.#wait(POLL_MS, false);
    }
  }

  #wait(ms: number, endsOnStop = true): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#news || (endsOnStop && this.#stopping.signal.aborted)) this.#wake();
    });
  }
}
