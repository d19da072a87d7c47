import type { Firm } from '../requests/decide/decision.ts';
import { decide } from '../requests/decide/message.ts';
import { NOTHING_LISTED } from '../requests/desk-list.ts';
import type { DeskFacts } from '../requests/recognition.ts';
import type { Signer } from '../requests/signer.ts';
import { Book } from '../store/book.ts';
import type { Gathered } from '../store/facts.ts';
import { decidedMails, type DecidedMail } from '../store/replay.ts';
import type { Store } from '../store/store.ts';
import { factsOf, findRequest } from './facts.ts';
import { namesIn } from './keys.ts';
import { isRead, readMail } from './letter.ts';

export type Difference = {
  readonly intake: number;
  readonly messageId: string | null;
  readonly was: Outcome;
  readonly would: Outcome;
};
type Outcome = { readonly disposition: string; readonly request: number | null; readonly kind: string | null };

const BATCH = 100;
/** Numbers of requests that are opened in the rehearsal only. */
const UNHEARD_OF = 900_000_000;

/**
 * Plays all stored mail once more through the rules of today, in the order in which it was decided on, against a record that
 * exists in memory only. Nothing is written or sent. Yields each mail of which today's rules would make something else.
 */
export async function* rehearse(around: {
  readonly store: Store;
  readonly desk: DeskFacts;
  readonly signer: Signer;
  readonly firm: Firm;
  readonly mailLimit: number;
}): AsyncGenerator<Difference | { readonly looked: number }> {
  const { store, desk, signer, firm, mailLimit } = around;
  const gathered = nothingYet();
  const now = Temporal.Instant.fromEpochMilliseconds(0);
  const book = await store.transact((transaction) => Book.open(transaction, gathered, now));
  let looked = 0;
  let unheardOf = UNHEARD_OF;
  for (let after = { at: now, id: 0 }; ;) {
    const mails = await decidedMails(store.read, after, BATCH);
    for (const { kept, was, decidedAt } of mails) {
      after = { at: decidedAt, id: kept.intakeId };
      looked += 1;
      const read = await readMail(kept, { desk, resolver: null, mailLimit });
      if (!isRead(read)) continue;
      const mail = { ...read, names: namesIn(read, signer) };
      const around = { firm, signer, now: decidedAt };
      const facts = factsOf(mail, findRequest(mail, gathered, around), gathered, around);
      const decision = decide(facts);
      const isKnown = was.request === null || gathered.requests.has(was.request);
      gathered.nextNumber = isKnown ? (unheardOf += 1) : was.request;
      book.enter(kept, facts.letter, decision);
      const request =
        decision.request === null
          ? null
          : 'number' in decision.request
            ? decision.request.number
            : gathered.nextNumber - 1;
      const would = { disposition: decision.disposition, request, kind: read.recognition.kind };
      if (differs(was, would)) yield { intake: kept.intakeId, messageId: read.message.messageId, was, would };
    }
    if (mails.length < BATCH) break;
  }
  yield { looked };
}

/** A request that was opened by a mail which is gone since bears another number: that alone is no difference. */
function differs(was: DecidedMail['was'], would: Outcome): boolean {
  return (
    was.disposition !== would.disposition ||
    (was.kind !== null && was.kind !== would.kind) ||
    (was.request !== would.request && (was.request === null || would.request === null || would.request < UNHEARD_OF))
  );
}

function nothingYet(): Gathered {
  return {
    known: new Map(),
    referenced: new Map(),
    requests: new Map(),
    byAuthor: new Map(),
    takenContents: new Set(),
    acknowledged: new Map(),
    acknowledgedDomains: new Map(),
    acknowledgedMailboxes: new Map(),
    lateAcknowledgements: 0,
    combining: new Map(),
    suppressed: new Map(),
    storm: { mails: 0, usual: 0, told: false },
    notices: new Map(),
    bounceTargets: new Map(),
    questions: new Map(),
    held: new Map(),
    heldDeliveries: new Set(),
    actions: [],
    verified: new Set(),
    answered: new Map(),
    doings: new Map(),
    askedLately: new Map(),
    list: NOTHING_LISTED,
    found: new Map(),
    kept: new Map(),
    records: new Map(),
    surveyed: new Map(),
    raised: [],
    nextNumber: 1001,
  };
}
