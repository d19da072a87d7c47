import { sql } from 'kysely';
import { readOpinion } from '../classify/feedback.ts';
import type { Clock } from '../clock.ts';
import { DECIDING } from '../pipeline.ts';
import { voteSteps } from '../requests/decide/feedback.ts';
import type { Firm } from '../requests/decide/decision.ts';
import type { Score } from '../requests/feedback.ts';
import { Book } from '../store/book.ts';
import { gather, NO_KEYS } from '../store/facts.ts';
import type { Store } from '../store/store.ts';
import { sentSurvey, type SentSurvey } from '../store/surveys.ts';
import { firmNow } from './firm-now.ts';
import { post, type PostSurroundings } from './post.ts';
import { setWakeUps } from './wake-ups.ts';

/** Counting what clients choose on the page of a survey. Whoever has the link is the client that it was sent to. */
export type Voting = {
  /** The survey that a link names; null: there is none. Looking changes nothing, for mail scanners follow links. */
  look(token: string): Promise<SentSurvey | null>;
  /** Counts once; false where it was answered before or there is no such survey. */
  vote(token: string, score: Score, comment: string): Promise<boolean>;
};

type Surroundings = PostSurroundings & {
  readonly store: Store;
  readonly clock: Clock;
  readonly firm: Firm;
  /** Something may have come due by it. */
  readonly wake: () => void;
};

export function createVoting(around: Surroundings): Voting {
  const { store, head } = around;
  const nameOf = (token: string): string | null => head.signer.readSurveyToken(token);
  return {
    async look(token) {
      const name = nameOf(token);
      return name === null ? null : sentSurvey(store.read, name);
    },
    async vote(token, score, comment) {
      const name = nameOf(token);
      const isCounted = name !== null && (await count(around, name, score, comment));
      if (isCounted) around.wake();
      return isCounted;
    },
  };
}

/** Under the lock under which mails are decided on, so that of two clicks, or a click and a reply, one counts. */
async function count(around: Surroundings, name: string, score: Score, comment: string): Promise<boolean> {
  const { store, clock } = around;
  const told = await store.transact(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${DECIDING})`.execute(transaction);
    const now = clock.now();
    const firm = await firmNow(transaction, around.firm, now);
    const survey = await sentSurvey(transaction, name);
    if (survey?.isOpen !== true) return null;
    const { number } = survey;
    const book = await Book.open(
      transaction,
      await gather(transaction, { ...NO_KEYS, numbers: new Set([number]) }, now),
      now,
    );
    const known = book.request(number);
    if (!known) return null;
    const vote = { score, comment, opinion: readOpinion('', comment), by: 'page' } as const;
    const told = [];
    for (const order of book.follow(number, voteSteps({ firm, now }, known.request, name, vote)))
      told.push(...(await post(around, book, order, { dueAt: now, mailbox: known.request.mailbox, now })));
    await setWakeUps(transaction, book, firm);
    await book.close(transaction);
    return told;
  });
  for (const tell of told ?? []) tell();
  return told !== null;
}
