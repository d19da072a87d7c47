import { sql } from 'kysely';
import { parse } from '../ingest/parse.ts';
import { DECIDING } from '../pipeline.ts';
import type { Firm } from '../requests/decide/decision.ts';
import { digestFor, isEmpty } from '../requests/decide/digest.ts';
import { colleaguesNotice } from '../requests/decide/staff/letters.ts';
import { staffMoment } from '../requests/moment.ts';
import type { OutgoingMail } from '../requests/delivery.ts';
import { staffByAddress } from '../requests/staff.ts';
import { Book } from '../store/book.ts';
import { deskList } from '../store/desk-list.ts';
import { gather, NO_KEYS } from '../store/facts.ts';
import { endShadow, recordSent, type Fate, type SettledAnswer } from '../store/leave-shadow.ts';
import { hasShadows } from '../store/shadow.ts';
import type { Transaction } from '../store/store.ts';
import { post } from './post.ts';
import type { ClockworkSurroundings } from './clockwork.ts';

/**
 * A desk that starts without the shadow in which it was before hands over what is open: nothing that it composed by itself
 * leaves, no client hears of it, and staff get the list of the open requests, to be worked through in the answer. Their clocks
 * begin now. What people wrote leaves or not as they chose at go-live, and each author hears what became of his words.
 */
export async function leaveShadow(
  around: ClockworkSurroundings,
): Promise<{ requests: number; answers: number } | null> {
  const { store, clock, firm, home } = around;
  const still = firm.shadow ?? new Set();
  if (!(await hasShadows(store.read, still))) return null;
  const told: (() => void)[] = [];
  const left = await store.transact(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${DECIDING})`.execute(transaction);
    const now = clock.now();
    const { requests, answers } = await endShadow(transaction, still, now);
    const sent = answers.filter(({ fate }) => fate === 'sent');
    if (requests + answers.length === 0) return { requests, answers: 0 };
    const notices = await noticesOf(transaction, answers, firm, now);
    await around.renewHead(transaction);
    const list = await deskList(transaction, now);
    const lists = firm.staff.map((member) => digestFor(member, list, firm, now)).filter((mail) => !isEmpty(mail));
    const numbers = new Set(answers.flatMap(({ request }) => request ?? []));
    const book = await Book.open(transaction, await gather(transaction, { ...NO_KEYS, numbers }, now), now);
    for (const { request, mail } of [...lists.map((mail) => ({ request: null, mail })), ...notices])
      for (const order of book.follow(request, [{ do: 'mail', mail }]))
        told.push(...(await post(around, book, order, { dueAt: now, mailbox: home, now })));
    await book.close(transaction);
    return { requests, answers: sent.length };
  });
  for (const tell of told) tell();
  return left;
}

const BECAME: Readonly<Record<Fate, string>> = {
  sent: 'It leaves now.',
  dropped: 'It was decided at go-live that it is not sent.',
  waits: 'It has not been sent. Reply to this mail if the client is still to hear from you.',
};

/** Each author hears what became of his words, where he can answer the client at once. Records those that leave. */
async function noticesOf(
  transaction: Transaction,
  answers: readonly SettledAnswer[],
  firm: Firm,
  now: Temporal.Instant,
): Promise<{ request: number | null; mail: OutgoingMail }[]> {
  const notices = [];
  for (const answer of answers) {
    const { text, subject, from } = await parse(answer.octets);
    const sender = from[0] ?? { name: '', address: answer.by };
    if (answer.fate === 'sent') await recordSent(transaction, answer, { text, subject, from: sender }, now);
    const author = staffByAddress(firm.staff, answer.by);
    if (author === null) continue;
    const written = `On ${staffMoment(firm.calendar, answer.at)}, before the desk went live, you wrote this to ${answer.to}.`;
    const mail = colleaguesNotice({ firm, now }, author, author, `${written} ${BECAME[answer.fate]}`, text);
    notices.push({ request: answer.request, mail });
  }
  return notices;
}
