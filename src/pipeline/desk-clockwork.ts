import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import { DECIDING } from '../pipeline.ts';
import { decideDeskClock } from '../requests/decide/desk-clock.ts';
import type { Firm } from '../requests/decide/decision.ts';
import { Book } from '../store/book.ts';
import { deskClockFacts } from '../store/desk-clock.ts';
import { gather, NO_KEYS } from '../store/facts.ts';
import type { Reader, Store } from '../store/store.ts';
import { firmNow } from './firm-now.ts';
import { post, type PostSurroundings } from './post.ts';

/**
 * Drives what time sets off for the desk as a whole: welcomes and reviews. It looks every few minutes, or when the next thing
 * is due, first without any lock; what is due is decided again under the lock under which everything is decided, so that of
 * two processes the second finds it done.
 */
export type DeskClockworkSurroundings = PostSurroundings & {
  readonly store: Store;
  readonly clock: Clock;
  readonly firm: Firm;
  /** Where its mails come from. */
  readonly home: string;
  /** Brings the letterhead's templates up to date. */
  readonly renewTemplates: (reader: Reader) => Promise<void>;
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
    const found = await decision(store.read, around);
    next = found.next;
    return found.steps.length === 0 ? 0 : pass(around);
  };
}

async function decision(reader: Reader, { clock, firm }: DeskClockworkSurroundings) {
  const now = clock.now();
  const facts = await deskClockFacts(reader, now);
  return decideDeskClock({ ...facts, firm: await firmNow(reader, firm, now) }, now);
}

async function pass(around: DeskClockworkSurroundings): Promise<number> {
  const { clock, home } = around;
  const { done, told } = await around.store.transact(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${DECIDING})`.execute(transaction);
    const now = clock.now();
    await around.renewTemplates(transaction);
    const { steps } = await decision(transaction, around);
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
