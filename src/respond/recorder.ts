import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { progress, type Settlement } from '../store/sending.ts';
import type { Store } from '../store/store.ts';

/**
 * Writes what became of one mail and that the next is begun, in one statement; turns that come in while statements are under
 * way share the next. A database that is away for a while must not turn a sent mail into a repeated one, so it is tried
 * until it works, or until the process has to end.
 */
export class Recorder {
  readonly #around: RecorderSurroundings;
  #pending: Turn[] = [];
  #writing = 0;
  #until = Infinity;

  constructor(around: RecorderSurroundings) {
    this.#around = around;
  }

  /** Resolves when both are on disk: true where the next is ours to send, false where its lease passed to another. */
  turn(settlement: Settlement | null, begins: number | null): Promise<boolean> {
    return new Promise((done, failed) => {
      this.#pending.push({ settlement, begins, done, failed });
      if (this.#writing < STATEMENTS) void this.#write();
    });
  }

  /** From now on a database that is away is given up after some seconds. */
  hurry(): void {
    this.#until = this.#around.clock.monotonic() + PATIENCE_MS;
  }

  async #write(): Promise<void> {
    this.#writing += 1;
    // Connections that become free in the same turn of the loop share a statement: a third fewer of them.
    await new Promise(setImmediate);
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        const begun = await this.#progress(batch);
        for (const { begins, done } of batch) done(begins === null || begun.has(begins));
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#writing -= 1;
  }

  async #progress(turns: readonly Turn[]): Promise<ReadonlySet<number>> {
    const { store, holder, clock } = this.#around;
    const settlements = turns.flatMap(({ settlement }) => settlement ?? []);
    const begins = turns.flatMap(({ begins }) => begins ?? []);
    for (;;) {
      try {
        return await store.alone((writer) => progress(writer, holder, { settlements, begins }, clock.now()));
      } catch (error) {
        if (isOurFault(error) || clock.monotonic() > this.#until) throw error;
        await sleep(250);
      }
    }
  }
}

type RecorderSurroundings = { readonly store: Store; readonly clock: Clock; readonly holder: string };

type Turn = {
  readonly settlement: Settlement | null;
  readonly begins: number | null;
  readonly done: (ours: boolean) => void;
  readonly failed: (error: unknown) => void;
};

/** Under way at once: with one, a connection that is done a moment later waits for two commits. */
const STATEMENTS = 2;

const PATIENCE_MS = 5_000;

/** Data, constraint and syntax errors (SQLSTATE 22, 23, 42) stay what they are; all else may pass. */
function isOurFault(error: unknown): boolean {
  return /^(?:22|23|42)/.test((error as { code?: string }).code ?? '');
}
