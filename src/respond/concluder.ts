import type { Clock } from '../clock.ts';
import { conclude, unconcluded } from '../store/conclusions.ts';
import { hearEarly, unheard } from '../store/provider-events.ts';
import type { Settlement, ClaimedDelivery } from '../store/sending.ts';
import type { Store } from '../store/store.ts';

/**
 * Draws the conclusions from settled deliveries, many at a time and soon after, so that no mail waits for what follows from
 * another. What a failure leaves undone is tried with the next; what a killed process left, at the next start.
 */
const MANY = 40;
const SOON_MS = 20;

export class Concluder {
  readonly #around: ConcluderSurroundings;
  readonly #failed: (error: unknown) => void;
  #ids: number[] = [];
  /** Of mails whose provider may have said something already. */
  readonly #providerIds = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(around: ConcluderSurroundings, failed: (error: unknown) => void) {
    this.#around = around;
    this.#failed = failed;
  }

  /** Only of acknowledgements, and where a provider gave a Message-ID of its own, anything follows. */
  add({ id, kind }: ClaimedDelivery, { state, providerId }: Settlement): void {
    if (state === 'queued' || (kind !== 'acknowledgement' && providerId === null)) return;
    this.#ids.push(id);
    if (providerId !== null) this.#providerIds.add(providerId);
    if (this.#ids.length >= MANY) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), SOON_MS);
  }

  /** Takes up what was left out since `since`. */
  async resume(since: Temporal.Instant): Promise<void> {
    const { read } = this.#around.store;
    try {
      this.#ids.push(...(await unconcluded(read, since)));
      for (const id of await unheard(read)) this.#providerIds.add(id);
    } catch (error) {
      this.#failed(error);
    }
    await this.flush();
  }

  flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const ids = this.#ids.splice(0).toSorted((a, b) => a - b);
    if (ids.length + this.#providerIds.size > 0) this.#running = this.#running.then(() => this.#conclude(ids));
    return this.#running;
  }

  async #conclude(ids: readonly number[]): Promise<void> {
    const { store, clock } = this.#around;
    try {
      if (ids.length > 0) await store.alone((writer) => conclude(writer, ids, clock.now()));
      await this.#hearEarly();
    } catch (error) {
      this.#ids.push(...ids);
      this.#failed(error);
    }
  }

  async #hearEarly(): Promise<void> {
    const ids = [...this.#providerIds];
    if (ids.length === 0) return;
    const { store, clock, spared = new Set<string>() } = this.#around;
    await store.transact((transaction) => hearEarly(transaction, ids, spared, clock.now()));
    for (const id of ids) this.#providerIds.delete(id);
  }
}

type ConcluderSurroundings = {
  readonly store: Store;
  readonly clock: Clock;
  readonly spared?: ReadonlySet<string>;
};
