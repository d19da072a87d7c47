import { sql } from 'kysely';
import { DECIDING } from '../pipeline.ts';
import { canonicalAddress } from '../requests/address.ts';
import type { Firm } from '../requests/decide/decision.ts';
import { asHistory } from '../requests/decide/history.ts';
import { decide } from '../requests/decide/message.ts';
import type { DeskFacts } from '../requests/recognition.ts';
import type { Signer } from '../requests/signer.ts';
import { Book } from '../store/book.ts';
import { gather } from '../store/facts.ts';
import { historyInWaiting } from '../store/history.ts';
import type { KeptMail } from '../store/intake.ts';
import type { Store } from '../store/store.ts';
import { readBeside } from './answer-facts.ts';
import { factsOf, findRequest } from './facts.ts';
import { keysOf, namesIn } from './keys.ts';
import { isRead, readMail, type BrokenMail, type ReadMail } from './letter.ts';

export type HistorySurroundings = {
  readonly store: Store;
  readonly desk: DeskFacts;
  readonly signer: Signer;
  readonly firm: Firm;
  readonly mailLimit: number;
};

const BATCH = 50;

/**
 * Decides on the oldest mails that wait to become history, as if the day of their arrival were today, and writes all of it
 * but what would be sent. Returns how many it took; 0 when none is left. Each call is one transaction, so that it can be
 * broken off anywhere and taken up again.
 */
export async function decideHistory(around: HistorySurroundings, mailbox: string): Promise<number> {
  const { store, signer, firm } = around;
  const mails = await historyInWaiting(store.read, mailbox, BATCH);
  const now = mails.at(-1)?.internalDate;
  if (now === undefined) return 0;
  const desk = { ...around.desk, requireAddressed: false };
  const read = await Promise.all(
    mails.map((mail) => readMail(mail, { desk, resolver: null, mailLimit: around.mailLimit })),
  );
  const named = read.filter(isRead).map((mail) => bySide(mail, desk));
  await store.transact(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${DECIDING})`.execute(transaction);
    const withNames = named.map((mail) => ({ ...mail, names: namesIn(mail, signer) }));
    const gathered = await gather(
      transaction,
      keysOf(withNames, signer, () => 'en'),
      now,
    );
    const book = await Book.open(transaction, gathered, now);
    for (const mail of withNames) {
      const surroundings = { firm, signer, now: mail.kept.internalDate };
      const threading = findRequest(mail, gathered, surroundings);
      const facts = factsOf(mail, threading, gathered, surroundings, await readBeside(mail, gathered));
      book.enter(mail.kept, facts.letter, asHistory(decide(facts), mail.kept.internalDate));
    }
    for (const { kept, reason } of read.filter((mail): mail is BrokenMail => !isRead(mail)))
      book.enter(kept, null, { disposition: 'quarantined', reasons: [reason], request: null, steps: [] });
    await book.close(transaction);
  });
  return mails.length;
}

/** What the firm itself wrote counts as if it lay in the Sent folder: it has left long ago. */
function bySide({ kept, message, recognition }: ReadMail, desk: DeskFacts): ReadMail {
  const author = canonicalAddress((recognition.author ?? message.from[0])?.address ?? '');
  const isOurs = desk.ownAddresses.has(author) || desk.staffAddresses.has(author);
  const role: KeptMail['role'] = isOurs ? 'sent' : kept.role;
  return { kept: { ...kept, role }, message, recognition };
}
