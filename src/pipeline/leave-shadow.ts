import { sql } from 'kysely';
import { DECIDING } from '../pipeline.ts';
import { digestFor, isEmpty } from '../requests/decide/digest.ts';
import { Book } from '../store/book.ts';
import { deskList } from '../store/desk-list.ts';
import { gather, NO_KEYS } from '../store/facts.ts';
import { endShadow, hasShadows } from '../store/shadow.ts';
import { post } from './post.ts';
import type { ClockworkSurroundings } from './clockwork.ts';

/**
 * A desk that starts without the shadow in which it was before hands over what is open: nothing of what was composed leaves,
 * no client hears of it, and staff get the list of the open requests, to be worked through in the answer. Their clocks
 * begin now. Returns how many requests were handed over.
 */
export async function leaveShadow(around: ClockworkSurroundings): Promise<number> {
  const { store, clock, firm, home } = around;
  const still = firm.shadow ?? new Set();
  if (!(await hasShadows(store.read, still))) return 0;
  const told: (() => void)[] = [];
  const count = await store.transact(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${DECIDING})`.execute(transaction);
    const now = clock.now();
    const count = await endShadow(transaction, still, now);
    if (count === 0) return 0;
    await around.renewTemplates(transaction);
    const list = await deskList(transaction, now);
    const mails = firm.staff.map((member) => digestFor(member, list, firm, now)).filter((mail) => !isEmpty(mail));
    const book = await Book.open(transaction, await gather(transaction, NO_KEYS, now), now);
    const steps = mails.map((mail) => ({ do: 'mail', mail }) as const);
    for (const order of book.follow(null, steps))
      told.push(...(await post(around, book, order, { dueAt: now, mailbox: home, now })));
    await book.close(transaction);
    return count;
  });
  for (const tell of told) tell();
  return count;
}
