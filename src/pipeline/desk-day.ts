import { sql } from 'kysely';
import { DECIDING } from '../pipeline.ts';
import { decideDeskDay, morningOf } from '../requests/decide/desk-day.ts';
import { inShadow, isShadowed } from '../requests/decide/shadow.ts';
import { composeOutgoing } from '../respond/outgoing.ts';
import { Book } from '../store/book.ts';
import { heldTooLong, isFired } from '../store/desk-day.ts';
import { deskList } from '../store/desk-list.ts';
import { gather, NO_KEYS } from '../store/facts.ts';
import type { Reader } from '../store/store.ts';
import type { ClockworkSurroundings } from './clockwork.ts';

/** What is due for the desk as a whole. */
async function dueNow(around: ClockworkSurroundings, reader: Reader, now: Temporal.Instant) {
  const morning = morningOf(around.firm.calendar, now);
  const isNew = morning !== null && !(await isFired(reader, morning));
  return { morning: isNew ? morning : null, overdue: await heldTooLong(reader, now) };
}

/**
 * Sends the morning's lists and the alarms for held mails. Two processes do it once: the second finds under the lock that it
 * was done, and the database refuses a second row.
 */
export async function spendDay(around: ClockworkSurroundings): Promise<void> {
  const now = around.clock.now();
  const { morning, overdue } = await dueNow(around, around.store.read, now);
  if (morning === null && overdue.length === 0) return;
  await around.store.transact(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${DECIDING})`.execute(transaction);
    const due = await dueNow(around, transaction, now);
    if (due.morning === null && due.overdue.length === 0) return;
    await around.renewTemplates(transaction);
    const steps = decideDeskDay(await deskList(transaction, now), around.firm, due, now);
    const book = await Book.open(transaction, await gather(transaction, NO_KEYS, now), now);
    for (const order of book.follow(null, steps)) {
      const context = { ...order, mailbox: around.home, cargo: null, now };
      const mail = isShadowed(around.firm, around.home) ? inShadow(order.mail) : order.mail;
      const { deliveries } = await composeOutgoing(around.head, mail, null, context);
      book.dispatch(deliveries, order.mail.asks ?? null, null);
    }
    await book.close(transaction);
  });
}
