import type { Clock } from '../clock.ts';
import type { Events } from '../events.ts';

/**
 * What a desk does for itself beside the story: it looks up what was found out, keeps copies, deletes what is too old. A
 * chore that fails is told and tried again at its next turn; none of them ever stops the mail.
 */
export type Chore = { readonly name: string; readonly everyMs: number; readonly run: () => Promise<unknown> };

export type Housekeeping = {
  /** Every chore once, in order. */
  runOnce(): Promise<void>;
  start(): void;
  /** Lets the chore under way finish. */
  stop(): Promise<void>;
};

const LOOK_MS = 1_000;

/** Runs each chore at its interval, one at a time. */
export function housekeeping(
  chores: readonly Chore[],
  { clock, events }: { readonly clock: Clock; readonly events: Events },
): Housekeeping {
  const due = new Map(chores.map((chore) => [chore, 0]));
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();

  const attempt = async (chore: Chore): Promise<void> => {
    try {
      await chore.run();
    } catch (error) {
      events.loopFailed(chore.name, error instanceof Error ? error.message : 'unknown');
    }
  };
  const turn = async (): Promise<void> => {
    for (const chore of chores) {
      if (clock.monotonic() < (due.get(chore) ?? 0)) continue;
      due.set(chore, clock.monotonic() + chore.everyMs);
      await attempt(chore);
    }
  };
  const look = (): void => {
    running = turn().finally(() => {
      if (timer) timer = setTimeout(look, LOOK_MS);
    });
  };
  return {
    async runOnce() {
      for (const chore of chores) await attempt(chore);
    },
    start: () => void (timer ??= setTimeout(look, 0)),
    async stop() {
      if (timer) clearTimeout(timer);
      timer = null;
      await running;
    },
  };
}
