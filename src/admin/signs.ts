import { statfs } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import type { Events } from '../events.ts';
import type { Limits } from './diagnosis.ts';
import { vitals, type Vitals } from '../store/figures.ts';
import type { Store } from '../store/store.ts';

/** What can be seen of a desk that runs, from within its process. Milliseconds are those of the monotonic clock. */
export type Watched = {
  readonly store: Store;
  readonly clock: Clock;
  readonly events: Pick<Events, 'suspended'>;
  readonly pollers: readonly { readonly state: FolderState }[];
  readonly dispatcher: { readonly turnedAt: number | null };
  readonly clockwork: { readonly turnedAt: number | null };
  /** The folder of the own database, on whose disk room is needed; null: a server elsewhere. */
  readonly folder: string | null;
  readonly limits: Limits;
};

type FolderState = {
  readonly mailbox: string;
  readonly folder: string;
  readonly lookedAt: number | null;
  readonly standsBy: boolean;
  readonly failure: { readonly error: string; readonly credentials: boolean } | null;
};

export type Signs = {
  readonly database: Vitals | { readonly away: string };
  /** How long ago, in seconds; null: not yet. */
  readonly folders: readonly (Omit<FolderState, 'lookedAt'> & { readonly lookedAgo: number | null })[];
  readonly dispatcherAgo: number | null;
  readonly clockworkAgo: number | null;
  /** Octets that are free; null: not ours to look after. */
  readonly disk: { readonly folder: string; readonly free: number } | null;
  readonly routes: readonly { readonly name: string; readonly error: string }[];
};

/** A database that does not answer by then is as good as away. */
const PATIENCE_MS = 3_000;

/** Looks at all of it once. */
export async function lookAt({
  store,
  clock,
  events,
  pollers,
  dispatcher,
  clockwork,
  folder,
}: Watched): Promise<Signs> {
  const now = clock.monotonic();
  const ago = (then: number | null): number | null => (then === null ? null : (now - then) / 1000);
  const database = await within(vitals(store.read, clock.now())).catch((error: unknown) => ({
    away: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown',
  }));
  return {
    database,
    disk: folder === null ? null : await diskOf(folder),
    folders: pollers.map(({ state: { lookedAt, ...rest } }) => ({ ...rest, lookedAgo: ago(lookedAt) })),
    dispatcherAgo: ago(dispatcher.turnedAt),
    clockworkAgo: ago(clockwork.turnedAt),
    routes: [...events.suspended].map(([name, error]) => ({ name, error })),
  };
}

async function diskOf(folder: string): Promise<Signs['disk']> {
  const found = await statfs(folder).catch(() => null);
  return found && { folder, free: found.bavail * found.bsize };
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within 3 s')), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
