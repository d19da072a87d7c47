import type { Clock } from '../clock.ts';
import type { Events } from '../events.ts';
import { endEpisode, episodes, noteEpisodes, type Episode } from '../store/alarms.ts';
import { holdLease, releaseLease } from '../store/leases.ts';
import type { Store } from '../store/store.ts';
import { alarmLetter, allClear, type AlarmLetter, type AlarmWords } from './alarm-letter.ts';
import { causeLine, diagnose, foresee, toApprove, type Cause, type EndingSecret } from './diagnosis.ts';
import { outlook, sightings } from './episodes.ts';
import { lookAt, type Watched } from './signs.ts';

/**
 * Looks at the desk every half minute and tells a person by mail what is wrong: each trouble once, and its end. What was told
 * is kept in the database, so that neither a restart nor a second process tells it again; while the database is away this
 * process remembers by itself. As long as nothing is wrong a heartbeat address is fetched: whoever misses that knows even
 * of a machine that is gone.
 */
export type WatchSurroundings = Watched & {
  readonly store: Store;
  readonly clock: Clock;
  readonly events: Events;
  readonly holder: string;
  readonly words: AlarmWords;
  /** Told some weeks before they end. */
  readonly secrets: readonly EndingSecret[];
  /** Sends to whoever is to be told. Returns what failed; null: it went, or there is nobody to tell. */
  readonly tell: (letter: AlarmLetter) => Promise<string | null>;
  readonly heartbeat: { readonly url: string; readonly everyMs: number } | null;
};

export type DeskWatch = {
  runOnce(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
};

const LOOK_MS = 30_000;
const FIRST_LOOK_MS = 3_000;
const LEASE = 'alarms';
const LEASE_LASTS: Temporal.DurationLike = { seconds: 90 };
const TELL_AGAIN_MS = 5 * 60_000;
const HEARTBEAT_PATIENCE_MS = 10_000;

export function createWatch(around: WatchSurroundings): DeskWatch {
  const { clock, events, heartbeat } = around;
  let own: readonly Episode[] = [];
  let shown = new Map<string, Cause>();
  let tellAgainAt = 0;
  let heartbeatDue = 0;
  let heartbeatFails = false;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<unknown> = Promise.resolve();

  /** A way out that refuses is not asked every half minute. */
  const tell = async (letter: AlarmLetter): Promise<string | null> => {
    if (clock.monotonic() < tellAgainAt) return 'not yet again';
    const failure = await around.tell(letter);
    if (failure !== null) {
      tellAgainAt = clock.monotonic() + TELL_AGAIN_MS;
      events.alarmNotSent(letter.subject, failure);
    }
    return failure;
  };

  const runOnce = async (): Promise<void> => {
    const signs = await lookAt(around);
    const wrong = diagnose(signs, around.limits);
    const causes = [...wrong, ...foresee(around.secrets, clock.now()), ...toApprove(signs)];
    shown = log(events, shown, causes);
    own = await follow({ ...around, tell }, own, causes);
    if (heartbeat && wrong.length === 0 && clock.monotonic() >= heartbeatDue) {
      heartbeatDue = clock.monotonic() + heartbeat.everyMs;
      const failure = await beat(heartbeat.url);
      if (failure !== null && !heartbeatFails) events.heartbeatFailed(failure);
      heartbeatFails = failure !== null;
    }
  };
  const everyMs = Math.min(LOOK_MS, heartbeat?.everyMs ?? LOOK_MS);
  const look = (): void => {
    running = runOnce()
      .catch((error: unknown) => events.loopFailed('watch', reasonOf(error)))
      .finally(() => {
        if (timer) timer = setTimeout(look, everyMs);
      });
  };
  return {
    runOnce,
    start: () => void (timer ??= setTimeout(look, FIRST_LOOK_MS)),
    async stop() {
      if (timer) clearTimeout(timer);
      timer = null;
      await running;
      const { store, holder } = around;
      await store.transact((transaction) => releaseLease(transaction, LEASE, holder)).catch(() => undefined);
    },
  };
}

/** One line when a trouble is first seen, one when it is not seen any more. */
function log(events: Events, before: ReadonlyMap<string, Cause>, causes: readonly Cause[]): Map<string, Cause> {
  const now = new Map(causes.map((cause) => [`${cause.code} ${cause.about}`, cause]));
  for (const [name, cause] of now) if (!before.has(name)) events.troubleSeen(causeLine(cause));
  for (const [name, cause] of before) if (!now.has(name)) events.troubleGone(causeLine(cause));
  return now;
}

/** Notes what is seen and tells what has to be told. Returns what this process has to remember by itself. */
async function follow(
  around: WatchSurroundings,
  own: readonly Episode[],
  causes: readonly Cause[],
): Promise<readonly Episode[]> {
  const { store, clock, holder } = around;
  const now = clock.now();
  const seen = sightings(own, causes, now);
  const unseen = own.filter(({ code, about }) => !seen.some((one) => one.code === code && one.about === about));
  const isTeller = await store
    .transact(async (transaction) => {
      await noteEpisodes(transaction, [...unseen, ...seen]);
      return holdLease(transaction, LEASE, holder, now, now.add(LEASE_LASTS));
    })
    .catch(() => null);
  if (isTeller === false) return [];
  const known = isTeller === null ? [...unseen, ...seen] : await episodes(store.read);
  const { going, told, ended } = await tellOf(around, known, now);
  if (isTeller === null) return going;
  await store.transact(async (transaction) => {
    await noteEpisodes(transaction, told);
    for (const episode of ended) await endEpisode(transaction, episode);
  });
  return [];
}

async function tellOf(
  { tell, words }: WatchSurroundings,
  known: readonly Episode[],
  now: Temporal.Instant,
): Promise<{ going: readonly Episode[]; told: readonly Episode[]; ended: readonly Episode[] }> {
  const { going, toTell, over } = outlook(known, now);
  const went = async (letter: AlarmLetter): Promise<boolean> => (await tell(letter)) === null;
  const told =
    toTell.length > 0 && (await went(alarmLetter(toTell, going, words)))
      ? toTell.map((episode) => ({ ...episode, toldAt: now }))
      : [];
  const untold = over.filter(({ toldAt }) => toldAt === null);
  const cleared = over.filter(({ toldAt }) => toldAt !== null);
  const isClear = cleared.length > 0 && (await went(allClear(cleared, going, words)));
  const ended = [...untold, ...(isClear ? cleared : [])];
  const next = going.map(
    (episode) => told.find(({ code, about }) => code === episode.code && about === episode.about) ?? episode,
  );
  return { going: [...next, ...(isClear ? [] : cleared)], told, ended };
}

async function beat(url: string): Promise<string | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(HEARTBEAT_PATIENCE_MS), redirect: 'follow' });
    await answer.body?.cancel();
    return answer.ok ? null : `status ${answer.status}`;
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
}
