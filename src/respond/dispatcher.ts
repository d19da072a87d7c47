import type { Clock } from '../clock.ts';
import type { Events } from '../events.ts';
import { domainOf } from '../requests/address.ts';
import type { SendOutcome } from '../requests/delivery.ts';
import { DELIVERY_CHANNEL } from '../store/deliveries.ts';
import {
  claimDue,
  deferDomain,
  extendLeases,
  nextDue,
  releaseExpired,
  routeWorksAgain,
  unclaim,
  type ClaimedDelivery,
  type Settlement,
} from '../store/sending.ts';
import type { Store } from '../store/store.ts';
import { suppress } from '../store/suppressions.ts';
import { Concluder } from './concluder.ts';
import { Pace, type DomainLimit } from './pace.ts';
import { Recorder } from './recorder.ts';
import { settlementOf, type RetrySchedule } from './retry.ts';
import type { Transport } from './transport.ts';

/**
 * Sends what is due. A delivery is claimed with a lease, begun, sent, and its outcome recorded. A connection writes its last
 * outcome and what it begins next in one statement, and lets nothing of the next mail leave before that is on disk: so a
 * process that is killed repeats at most as many mails as it has connections. While it is written the envelope of the next
 * mail goes ahead, and what the connections need after that is claimed. No transaction is open while a network is talked to.
 */
export type DispatcherSurroundings = {
  readonly store: Store;
  readonly clock: Clock;
  readonly events: Events;
  readonly holder: string;
  readonly transport: Transport;
  readonly retry: RetrySchedule;
  /** Addresses that are never left alone, whatever a server says of them: staff who hear nothing any more are worse. */
  readonly spared?: ReadonlySet<string>;
  /** How fast mail may go to a domain; absent: as fast as the transport does. */
  readonly domainLimit?: (domain: string) => DomainLimit | null;
  /** How long what a process claimed is its own without a sign of life; absent: 20 s. */
  readonly leaseMs?: number;
};

const LEASE_MS = 20_000;
/** Signs of life in a lease: three may be late or get lost. */
const BEATS_A_LEASE = 4;
/** The fallback where a notification is missed. */
const POLL_MS = 2_000;
/** What is on the wire when the process is asked to end has this long. */
const FAREWELL_MS = 6_000;
/** How many times the connections are claimed ahead, so that none waits for the database; at half of it more is claimed. */
const AHEAD = 8;
/** How long a domain is left alone that told us to slow down, or whose policy we do not meet. */
const DOMAIN_PAUSE: Temporal.DurationLike = { minutes: 5 };
/** How long nothing automatic goes to an address that its server does not know. */
const LEFT_ALONE: Temporal.DurationLike = { hours: 30 * 24 };

/** A mail that was tried, and what becomes of it. */
type Attempt = {
  readonly delivery: ClaimedDelivery;
  readonly outcome: SendOutcome;
  readonly settlement: Settlement;
};

export class Dispatcher {
  readonly #around: DispatcherSurroundings;
  readonly #recorder: Recorder;
  readonly #concluder: Concluder;
  readonly #pace: Pace;
  readonly #leaseMs: number;
  readonly #stopping = new AbortController();
  /** Claimed and not begun. */
  readonly #waiting: ClaimedDelivery[] = [];
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
    this.#leaseMs = around.leaseMs ?? LEASE_MS;
    this.#recorder = new Recorder(around);
    this.#concluder = new Concluder(around, (error) => this.#failed(error));
    this.#pace = new Pace(around.domainLimit ?? (() => null));
  }

  /** Sends everything that is due now and may go now, and waits for the outcomes. Returns how many attempts were made. */
  async runOnce(): Promise<number> {
    await this.#takeBack();
    let attempts = 0;
    for (;;) {
      const room = this.#room();
      const claimed = room > 0 ? await this.#claim(room) : [];
      this.#turnedAt = this.#around.clock.monotonic();
      if (claimed.length === 0) break;
      attempts += claimed.length;
      this.#send(claimed);
      await this.#until(() => this.#lanes === 0);
    }
    const notYet = this.#waiting.length;
    await this.#giveBack();
    await this.#concluder.flush();
    return attempts - notYet;
  }

  /** Repeats until `stop`: woken by the database when something is enqueued, and by the clock. */
  async start(): Promise<void> {
    const listening = await this.#around.store.listen(DELIVERY_CHANNEL, () => this.#signal());
    this.#running = this.#loop().finally(() => listening[Symbol.asyncDispose]());
  }

  /** Lets what is on the wire finish, for a while; gives back what is not, and closes the transport. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const givenBack = this.#giveBack().catch(() => undefined);
    this.#signal();
    await this.#running;
    await givenBack;
    const { transport } = this.#around;
    const farewell = setTimeout(() => void transport.close(), FAREWELL_MS);
    this.#recorder.hurry();
    await this.#until(() => this.#lanes === 0);
    await this.#concluder.flush();
    clearTimeout(farewell);
    await transport.close();
  }

  async #loop(): Promise<void> {
    const { clock } = this.#around;
    const beatMs = this.#leaseMs / BEATS_A_LEASE;
    const heartbeat = setInterval(() => void this.#extend().catch(() => undefined), beatMs);
    let takeBackAt = 0;
    while (!this.#stopping.signal.aborted) {
      try {
        if (clock.monotonic() >= takeBackAt) {
          takeBackAt = clock.monotonic() + beatMs;
          await this.#takeBack();
        }
        this.#news = false;
        const room = this.#room();
        const claimed = room > 0 ? await this.#claim(room) : [];
        this.#turnedAt = clock.monotonic();
        this.#send(claimed);
        if (room === 0) await this.#wait(Math.min(POLL_MS, this.#opensIn()));
        else if (claimed.length < room) await this.#untilNews();
      } catch (error) {
        this.#failed(error);
        await this.#wait(POLL_MS);
      }
    }
    clearInterval(heartbeat);
    await this.#giveBack().catch(() => undefined);
  }

  /** How many to claim: none while enough wait already, so that claims are few and large. */
  #room(): number {
    const { transport } = this.#around;
    const { connections } = transport;
    const open = transport.capacity?.() ?? connections;
    if (open < connections) return Math.max(0, open - this.#held.size);
    const ready = this.#ready();
    return ready > (connections * AHEAD) / 2 ? 0 : connections * AHEAD - ready;
  }

  #ready(): number {
    if (!this.#around.domainLimit) return this.#waiting.length;
    return this.#waiting.filter((delivery) => this.#opensAt(delivery) === 0).length;
  }

  /** Nothing of the domains whose mails wait for their turn here already. */
  async #claim(limit: number): Promise<ClaimedDelivery[]> {
    const { store, holder, clock } = this.#around;
    const now = clock.now();
    const shut = this.#waiting.filter((delivery) => this.#opensAt(delivery) > 0).map(({ rcpt }) => domainOf(rcpt));
    const appetite = { limit, except: [...new Set(shut)] };
    const claimed = await store.alone((writer) => claimDue(writer, appetite, holder, now, this.#leaseEnd(now)));
    for (const delivery of claimed) this.#held.set(delivery.id, delivery);
    return claimed;
  }

  /** Our own are extended first: a database that was away must not make us take them for a dead process's. */
  async #takeBack(): Promise<void> {
    const { store, clock, events } = this.#around;
    await this.#extend();
    const expired = await store.transact((transaction) => releaseExpired(transaction, clock.now()));
    if (expired > 0) events.leasesExpired(expired);
    if (expired > 0 || !this.#resumed) void this.#concluder.resume(clock.now().subtract({ hours: 24 }));
    this.#resumed = true;
  }

  #resumed = false;

  async #extend(): Promise<void> {
    const { store, holder, clock } = this.#around;
    const ids = [...this.#held.keys()];
    if (ids.length > 0)
      await store.transact((transaction) => extendLeases(transaction, holder, ids, this.#leaseEnd(clock.now())));
  }

  #leaseEnd(now: Temporal.Instant): Temporal.Instant {
    return now.add({ milliseconds: this.#leaseMs });
  }

  async #giveBack(): Promise<void> {
    const ids = this.#waiting.splice(0).map(({ id }) => id);
    for (const id of ids) this.#held.delete(id);
    const { store, holder } = this.#around;
    if (ids.length > 0) await store.transact((transaction) => unclaim(transaction, holder, ids));
  }

  /** Puts mails on the lanes, one a connection; a lane ends when none may go. */
  #send(claimed: readonly ClaimedDelivery[]): void {
    this.#waiting.push(...claimed);
    while (this.#lanes < this.#around.transport.connections) {
      const first = this.#next();
      if (first === null) return;
      this.#lanes += 1;
      void this.#lane(first).finally(() => {
        this.#lanes -= 1;
        this.#send([]);
        this.#signal();
      });
    }
  }

  async #lane(first: ClaimedDelivery): Promise<void> {
    let last: Attempt | null = null;
    for (let next: ClaimedDelivery | null = first; next !== null; next = this.#next()) {
      const begun = this.#turn(last, next);
      const ready = begun.then((ours) => {
        if (!ours) throw new Error('its turn was not written down');
      });
      const outcome = await this.#around.transport.send({ ...next, ready });
      last = (await begun) ? this.#attempt(next, outcome) : null;
      this.#pace.end(domainOf(next.rcpt));
      if (last === null) this.#held.delete(next.id);
    }
    await this.#turn(last, null);
  }

  #attempt(delivery: ClaimedDelivery, outcome: SendOutcome): Attempt {
    const { retry, clock } = this.#around;
    return { delivery, outcome, settlement: settlementOf(delivery, outcome, retry, clock.now()) };
  }

  /** The first that may go now, taken. */
  #next(): ClaimedDelivery | null {
    if (this.#stopping.signal.aborted) return null;
    const index = this.#waiting.findIndex((delivery) => this.#opensAt(delivery) === 0);
    const next = index < 0 ? undefined : this.#waiting.splice(index, 1)[0];
    if (next) this.#pace.begin(domainOf(next.rcpt), this.#around.clock.monotonic());
    return next ?? null;
  }

  #opensAt({ rcpt }: ClaimedDelivery): number {
    return this.#pace.opensAt(domainOf(rcpt), this.#around.clock.monotonic());
  }

  #opensIn(): number {
    const now = this.#around.clock.monotonic();
    return Math.min(...this.#waiting.map((delivery) => Math.max(0, this.#opensAt(delivery) - now)));
  }

  /** Whether both are on disk, and the next is ours to send. */
  async #turn(last: Attempt | null, next: ClaimedDelivery | null): Promise<boolean> {
    if (last === null && next === null) return true;
    try {
      const ours = await this.#recorder.turn(last?.settlement ?? null, next?.id ?? null);
      if (last !== null) this.#concluder.add(last.delivery, last.settlement);
      return ours;
    } catch (error) {
      this.#failed(error);
      return false;
    } finally {
      if (last !== null) this.#ended(last);
    }
  }

  #ended({ delivery, outcome, settlement }: Attempt): void {
    this.#held.delete(delivery.id);
    // Now the next are claimed; a later mail of the same request may have waited for this one, too.
    if (this.#room() > 0) this.#signal();
    if (!settlement.untried)
      this.#around.events.deliverySettled({
        id: delivery.id,
        kind: delivery.kind,
        request: delivery.requestNumber,
        outcome: outcome.outcome,
        attempts: delivery.attempts,
        error: settlement.lastError,
      });
    void this.#spread(delivery, outcome).catch((error: unknown) => this.#failed(error));
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
    if (outcome.outcome === 'permanent' && outcome.noSuchAddress && !this.#around.spared?.has(delivery.rcpt))
      await this.#leaveAlone(delivery, outcome.error);
    if (outcome.outcome === 'temporary' && outcome.scope === 'route') this.#routeFailed = true;
    else if (this.#routeFailed && outcome.outcome === 'accepted') {
      this.#routeFailed = false;
      await store.transact((transaction) => routeWorksAgain(transaction, clock.now()));
    }
  }

  async #leaveAlone({ id, rcpt }: ClaimedDelivery, detail: string): Promise<void> {
    const { store, clock } = this.#around;
    const now = clock.now();
    const gone = { address: rcpt, reason: 'bounce', detail, delivery: id, expiresAt: now.add(LEFT_ALONE) } as const;
    await store.transact((transaction) => suppress(transaction, [gone], now));
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
    await this.#wait(Math.min(inMs <= 0 ? POLL_MS : inMs, POLL_MS, this.#opensIn()));
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
