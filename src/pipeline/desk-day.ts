import { sql } from 'kysely';
import { DECIDING } from '../pipeline.ts';
import { decideDeskDay, morningOf, remindOf } from '../requests/decide/desk-day.ts';
import { Book } from '../store/book.ts';
import { dueActions, heldTooLong, isFired } from '../store/desk-day.ts';
import { dueLists, takeFolded } from '../store/notices.ts';
import { deskList } from '../store/desk-list.ts';
import { gather, NO_KEYS } from '../store/facts.ts';
import type { Reader } from '../store/store.ts';
import type { ClockworkSurroundings } from './clockwork.ts';
import { post } from './post.ts';

/** What is due for the desk as a whole. */
async function dueNow(around: ClockworkSurroundings, reader: Reader, now: Temporal.Instant) {
  const morning = morningOf(around.firm.calendar, now);
  const isNew = morning !== null && !(await isFired(reader, morning));
  return {
    morning: isNew ? morning : null,
    overdue: await heldTooLong(reader, now),
    actions: await dueActions(reader, now),
    lists: await dueLists(reader, now),
  };
}

/**
 * Sends the morning's lists, the alarms for held mails and reminders of what colleagues have to do. Two processes do it once: the second finds under the lock that it
 * was done, and the database refuses a second row.
 */
export async function spendDay(around: ClockworkSurroundings): Promise<void> {
  const now = around.clock.now();
  if (isNothing(await dueNow(around, around.store.read, now))) return;
  const told = await around.store.transact(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${DECIDING})`.execute(transaction);
    const due = await dueNow(around, transaction, now);
    if (isNothing(due)) return [];
    await around.renewHead(transaction);
    const folded = [];
    for (const list of due.lists) folded.push({ ...list, requests: await takeFolded(transaction, list.address) });
    const steps = decideDeskDay(await deskList(transaction, now), around.firm, { ...due, folded }, now);
    const numbers = new Set(due.actions.map(({ request }) => request));
    const book = await Book.open(transaction, await gather(transaction, { ...NO_KEYS, numbers }, now), now);
    const orders = [
      ...book.follow(null, steps),
      ...due.actions.flatMap((action) => {
        const { request } = book.request(action.request) ?? {};
        return request ? book.follow(request.number, remindOf(action, request, around.firm, now)) : [];
      }),
    ];
    const told: (() => void)[] = [];
    for (const order of orders)
      told.push(...(await post(around, book, order, { dueAt: now, mailbox: around.home, now })));
    await book.close(transaction);
    return told;
  });
  for (const tell of told) tell();
}

function isNothing({ morning, overdue, actions, lists }: Awaited<ReturnType<typeof dueNow>>): boolean {
  return morning === null && overdue.length === 0 && actions.length === 0 && lists.length === 0;
}
