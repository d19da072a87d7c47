import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { settle, type Settlement } from '../store/deliveries.ts';
import type { Store } from '../store/store.ts';

/**
 * Records outcomes; those that come in while one commit is under way share the next. A database that is away for a while must
 * not turn a sent mail into a repeated one, so it is tried until it works, or until the process has to end.
 */
export class Recorder {
  readonly #around: { readonly store: Store; readonly clock: Clock; readonly holder: string };
  #pending: { settlement: Settlement; done: () => void; failed: (error: unknown) => void }[] = [];
  #writing = false;
  #until = Infinity;

  constructor(around: { readonly store: Store; readonly clock: Clock; readonly holder: string }) {
    this.#around = around;
  }

  /** Resolves when the outcome is on disk. */
  record(settlement: Settlement): Promise<void> {
    return new Promise((done, failed) => {
      this.#pending.push({ settlement, done, failed });
      if (!this.#writing) void this.#write();
    });
  }

  /** From now on a database that is away is given up after some seconds. */
  hurry(): void {
    this.#until = this.#around.clock.monotonic() + PATIENCE_MS;
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        await this.#settle(batch.map(({ settlement }) => settlement));
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#writing = false;
  }

  async #settle(settlements: readonly Settlement[]): Promise<void> {
    const { store, holder, clock } = this.#around;
    for (;;) {
      try {
        await store.alone((transaction) => settle(transaction, holder, settlements, clock.now()));
        return;
      } catch (error) {
        if (isOurFault(error) || clock.monotonic() > this.#until) throw error;
        await sleep(250);
      }
    }
  }
}

const PATIENCE_MS = 5_000;

/** Data, constraint and syntax errors (SQLSTATE 22, 23, 42) stay what they are; all else may pass. */
function isOurFault(error: unknown): boolean {
  return /^(?:22|23|42)/.test((error as { code?: string }).code ?? '');
}
