import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import { DECIDING } from '../pipeline.ts';
import {
  decideDeskClock,
  periodsDue,
  type DeskClockFacts,
  type Period,
  type Standing,
} from '../requests/decide/desk-clock.ts';
import type { Firm } from '../requests/decide/decision.ts';
import { Book } from '../store/book.ts';
import { deskClockFacts } from '../store/desk-clock.ts';
import { gather, NO_KEYS } from '../store/facts.ts';
import type { Reader, Store } from '../store/store.ts';
import { firmNow } from './firm-now.ts';
import { post, type PostSurroundings } from './post.ts';
import { standingOf } from './standing.ts';

/**
 * Drives what time sets off for the desk as a whole: welcomes, reviews, the weekly status. It looks every few minutes, or when
 * the next thing is due, first without any lock; what is due is decided again under the lock under which everything is decided,
 * so that of two processes the second finds it done. Figures are counted before, without the lock: a year of a busy desk takes
 * seconds, and nobody waits for them.
 */
export type DeskClockworkSurroundings = PostSurroundings & {
  readonly store: Store;
  readonly clock: Clock;
  readonly firm: Firm;
  /** Where its mails come from. */
  readonly home: string;
  /** Brings the letterhead up to date: published templates, and whose earlier tokens are void. */
  readonly renewHead: (reader: Reader) => Promise<void>;
};

/** A welcome that was announced a moment ago is due in hours. */
const LOOK_AGAIN_MS = 300_000;

/** A pass that does all that is due. Resolves to how many things that were. */
export function deskClockwork(around: DeskClockworkSurroundings): () => Promise<number> {
  const { store, clock } = around;
  let lookedAt = -Infinity;
  let next: Temporal.Instant | null = null;
  return async () => {
    const isEarly = next === null || Temporal.Instant.compare(clock.now(), next) < 0;
    if (isEarly && clock.monotonic() - lookedAt < LOOK_AGAIN_MS) return 0;
    lookedAt = clock.monotonic();
    const facts = await factsNow(store.read, around);
    const found = decideDeskClock(facts, clock.now());
    next = found.next;
    return found.steps.length === 0 ? 0 : pass(around, await counted(store.read, facts, clock.now()));
  };
}

async function factsNow(reader: Reader, { clock, firm }: DeskClockworkSurroundings): Promise<DeskClockFacts> {
  const now = clock.now();
  return { ...(await deskClockFacts(reader, now)), firm: await firmNow(reader, firm, now) };
}

/** How the desk stood in the periods of which the mails that are due tell. */
async function counted(
  reader: Reader,
  facts: DeskClockFacts,
  now: Temporal.Instant,
): Promise<(period: Period) => Standing> {
  const known = new Map<string, Standing>();
  const key = ({ from, until }: Period): string => `${String(from)}/${String(until)}`;
  for (const period of periodsDue(facts, now))
    if (!known.has(key(period))) known.set(key(period), await standingOf(reader, facts.firm, period, now));
  return (period) => known.get(key(period)) ?? { lines: [], figures: [] };
}

async function pass(around: DeskClockworkSurroundings, standing: (period: Period) => Standing): Promise<number> {
  const { clock, home } = around;
  const { done, told } = await around.store.transact(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${DECIDING})`.execute(transaction);
    const now = clock.now();
    await around.renewHead(transaction);
    const { steps } = decideDeskClock(await factsNow(transaction, around), now, standing);
    const book = await Book.open(transaction, await gather(transaction, NO_KEYS, now), now);
    const told: (() => void)[] = [];
    for (const order of book.follow(null, steps))
      told.push(...(await post(around, book, order, { dueAt: now, mailbox: home, now })));
    await book.close(transaction);
    return { done: steps.filter((step) => step.do === 'event').length, told };
  });
  for (const tell of told) tell();
  return done;
}
