import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import { DECIDING } from '../pipeline.ts';
import { redated } from '../requests/decide/redated.ts';
import { nextDue, wakeUp } from '../requests/decide/clock.ts';
import type { Firm } from '../requests/decide/decision.ts';
import { Book } from '../store/book.ts';
import { clockLogs, lockWakeUps, openRequestsAfter } from '../store/clockwork.ts';
import { gather, NO_KEYS } from '../store/facts.ts';
import { fact, rememberFact } from '../store/known-facts.ts';
import type { Store } from '../store/store.ts';
import { firmNow } from './firm-now.ts';
import { clockFacts } from './wake-ups.ts';

/**
 * A changed policy or calendar changes what is open. The database remembers by which both every request was reckoned; where
 * that is another now, all open requests are reckoned anew, batch by batch, and only then is it remembered: whoever is killed
 * in between does it again, to the same end.
 */
export type ReckoningSurroundings = { readonly store: Store; readonly clock: Clock; readonly firm: Firm };

const BATCH = 200;

/**
 * Looks whether anything has changed, and reckons anew if so. `between` two batches something else may have its turn; false from
 * it ends the work, which begins again at the next look. Resolves to how many requests it reckoned.
 */
export function reckonAnew(around: ReckoningSurroundings, between: () => Promise<boolean>): () => Promise<number> {
  let known: Pick<Firm, 'policy' | 'calendar'> | null = null;
  return async () => {
    const { policy, calendar } = around.firm;
    if (known?.policy === policy && known.calendar === calendar) return 0;
    const value = createHash('sha256')
      .update(JSON.stringify([policy, calendar]))
      .digest('hex');
    const before = await fact(around.store.read, 'desk', 'reckoned-by');
    // A desk that never remembered has nothing to compare with; its requests were reckoned as they came.
    const count = before === value || before === null ? 0 : await reckonAll(around, between);
    if (count === null) return 0;
    const shownBy = `policy ${policy.name}, version ${policy.version}`;
    if (before !== value)
      await around.store.transact((transaction) =>
        rememberFact(transaction, { about: 'desk', name: 'reckoned-by', value, shownBy }, around.clock.now()),
      );
    known = { policy, calendar };
    return count;
  };
}

/** Null: the process has to end before it was done. */
async function reckonAll(around: ReckoningSurroundings, between: () => Promise<boolean>): Promise<number | null> {
  let last = 0;
  let count = 0;
  for (;;) {
    if (!(await between())) return null;
    const numbers = await reckonSome(around, last);
    if (numbers.length === 0) return count;
    count += numbers.length;
    last = numbers.at(-1) ?? last;
  }
}

async function reckonSome(around: ReckoningSurroundings, last: number): Promise<readonly number[]> {
  const { store, clock } = around;
  return store.transact(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${DECIDING})`.execute(transaction);
    const now = clock.now();
    const numbers = await openRequestsAfter(transaction, last, BATCH);
    if (numbers.length === 0) return numbers;
    const gathered = await gather(transaction, { ...NO_KEYS, numbers: new Set(numbers) }, now);
    const book = await Book.open(transaction, gathered, now);
    await lockWakeUps(transaction, numbers);
    const logs = await clockLogs(transaction, numbers);
    const firm = await firmNow(transaction, around.firm, now);
    for (const number of numbers) {
      const one = book.request(number);
      if (!one) continue;
      const facts = clockFacts(one.request, logs.get(number) ?? [], firm);
      const next = nextDue(facts);
      book.follow(number, [
        ...redated(facts, one.due),
        ...(next !== null || one.due.has('clockwork') ? wakeUp(next) : []),
      ]);
    }
    await book.close(transaction);
    return numbers;
  });
}
