import { sql } from 'kysely';
import type { Clock } from './clock.ts';
import type { Events } from './events.ts';
import { carriedFiles, mayCarryFiles, NO_FILES } from './ingest/carried-files.ts';
import { namesOfReleased, readBeside } from './pipeline/answer-facts.ts';
import { byAttempts, giveBack, setAsideSpent } from './pipeline/attempts.ts';
import { factsOf, findRequest, type NamedMail } from './pipeline/facts.ts';
import { firmNow } from './pipeline/firm-now.ts';
import { staffByAddress } from './requests/staff.ts';
import { languageOf } from './requests/staff-words.ts';
import { keysOf, namesIn } from './pipeline/keys.ts';
import { learnPlusAddressing } from './pipeline/learn.ts';
import { isRead, readMails, type BrokenMail, type Reading, type ReadMail } from './pipeline/letter.ts';
import { attachData } from './pipeline/attach-data.ts';
import { heldAfterRestore } from './pipeline/restored.ts';
import { tellComposed } from './pipeline/tell-composed.ts';
import { setWakeUps } from './pipeline/wake-ups.ts';
import { decide } from './requests/decide/message.ts';
import type { Decision, Firm, Step } from './requests/decide/decision.ts';
import { inShadow, isShadowed } from './requests/decide/shadow.ts';
import { composeOutgoing, type Letterhead } from './respond/outgoing.ts';
import type { Cargo } from './respond/outgoing/cargo.ts';
import { Book, type Order } from './store/book.ts';
import { gather } from './store/facts.ts';
import { isDatabaseAway } from './store/away.ts';
import { claimWaiting, quarantinedMails, stillWaiting, type KeptMail } from './store/intake.ts';
import type { Reader, Store, Transaction } from './store/store.ts';

/**
 * The story of the desk: a kept mail is parsed, recognised, threaded, decided on, and everything that follows from it is
 * written in one transaction. A batch is decided mail by mail in the order of arrival, each seeing what came before, and
 * written at once. Deciding is serialised over all processes: two mails of one conversation never open two requests.
 */
export type PipelineSurroundings = Reading & {
  readonly store: Store;
  readonly clock: Clock;
  readonly events: Events;
  readonly firm: Firm;
  readonly head: Letterhead;
  /** Brings the letterhead up to date: published templates, and whose earlier tokens are void. */
  readonly renewHead: (reader: Reader) => Promise<void>;
  /** What a mail that is passed on carries at most, in all; octets. */
  readonly attachmentLimit: number;
  /** What arrived before may have been answered by a desk whose record is lost; null: none was restored. */
  readonly restoredAt: Temporal.Instant | null;
};

export type Pipeline = {
  /**
   * Reads kept mails that the caller holds, and decides on them once `before` is done; where that failed, they are left until
   * their lease ends. A mail that cannot be decided on is put back, and quarantined in the end.
   */
  process(mails: readonly KeptMail[], before?: Promise<unknown>): Promise<void>;
  /** Decides on quarantined mails as a person wishes who looked at them. Returns how many could be released. */
  release(intakes: readonly number[], by: string): Promise<number>;
  /** Takes up what a process that died has left. Returns how many mails it tried. */
  runOnce(): Promise<number>;
};

/** What a killed process has left is taken up within 30 s: this, and the pause between two looks. */
const LEASE: Temporal.DurationLike = { seconds: 20 };
const BATCH = 50;
/** Names the lock under which all processes decide; any constant will do. */
export const DECIDING = 7_265_801;

export function createPipeline(around: PipelineSurroundings): Pipeline {
  let turn: Promise<unknown> = Promise.resolve();
  /** One at a time: more would wait for the same lock, each with a connection in hand that others need. */
  const inTurn: InTurn = (work) => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };
  const process = async (mails: readonly KeptMail[], before: Promise<unknown> = Promise.resolve()): Promise<void> => {
    const read = readMails(mails, around);
    // Awaited below; until then it would count as unhandled.
    read.catch(() => undefined);
    await before;
    try {
      await decideTogether(around, await read, inTurn);
    } catch (error) {
      // No mail's fault: they wait until the database is back and their lease has ended.
      if (isDatabaseAway(error)) throw error;
      if (mails.length === 1 && mails[0]) await giveBack(around, mails[0], error);
      else for (const mail of mails) await process([mail]);
    }
  };
  return {
    process,
    release: (intakes, by) => release(around, intakes, by),
    async runOnce() {
      const now = around.clock.now();
      const mails = await around.store.transact((transaction) => claimWaiting(transaction, BATCH, now, now.add(LEASE)));
      const { sound, suspect, spent } = byAttempts(mails);
      for (const mail of spent) await setAsideSpent(around, mail);
      if (sound.length > 0) await process(sound);
      for (const mail of suspect) await process([mail]);
      return mails.length;
    },
  };
}

type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

async function decideTogether(
  around: PipelineSurroundings,
  read: readonly (ReadMail | BrokenMail)[],
  inTurn: InTurn,
): Promise<void> {
  const named = read.filter(isRead).map((mail) => ({ ...mail, names: namesIn(mail, around.head.signer) }));
  const broken = read.filter((mail): mail is BrokenMail => !isRead(mail));
  const told = await inTurn(() =>
    around.store.transact((transaction) => write(around, transaction, inOrder(named), broken)),
  );
  for (const tell of told) tell();
}

function inOrder(mails: readonly NamedMail[]): NamedMail[] {
  return mails.toSorted(
    (a, b) => Temporal.Instant.compare(a.kept.internalDate, b.kept.internalDate) || a.kept.intakeId - b.kept.intakeId,
  );
}

/** Decides and writes; returns what to tell once it is committed. */
async function write(
  around: PipelineSurroundings,
  transaction: Transaction,
  mails: readonly NamedMail[],
  broken: readonly BrokenMail[],
): Promise<(() => void)[]> {
  await sql`select pg_advisory_xact_lock(${DECIDING})`.execute(transaction);
  const now = around.clock.now();
  const { plusAddressing: known, signer } = around.head;
  await learnPlusAddressing(transaction, mails, { known, signer, now });
  const first = await decideRound(around, transaction, await undecided(transaction, { mails, broken }), now);
  if (first.releases.length === 0) return first.told;
  const released = await readReleased(around, transaction, first.releases);
  const second = await decideRound(around, transaction, released, now);
  return [...first.told, ...second.told];
}

type Release = Extract<Step, { do: 'release' }>;
type Round = { readonly mails: readonly NamedMail[]; readonly broken: readonly BrokenMail[] };

/** Whoever held a lease for too long finds that another process has decided. */
async function undecided(transaction: Transaction, { mails, broken }: Round): Promise<Round> {
  const ids = [...mails, ...broken].map(({ kept }) => kept.intakeId);
  const waiting = await stillWaiting(transaction, ids);
  const isWaiting = ({ kept }: { readonly kept: KeptMail }): boolean => waiting.has(kept.intakeId);
  return { mails: mails.filter(isWaiting), broken: broken.filter(isWaiting) };
}

/** Decides mail by mail and writes it all at once. Held mails that staff let pass are decided on in a round of their own. */
async function decideRound(
  around: PipelineSurroundings,
  transaction: Transaction,
  { mails, broken }: Round,
  now: Temporal.Instant,
): Promise<{ told: (() => void)[]; releases: Release[] }> {
  if (mails.length + broken.length === 0) return { told: [], releases: [] };
  await around.renewHead(transaction);
  const firm = await firmNow(transaction, around.firm, now);
  const surroundings = { firm, signer: around.head.signer, now };
  const gathered = await gather(
    transaction,
    keysOf(mails, around.head.signer, (author) => languageOf(firm, staffByAddress(firm.staff, author))),
    now,
  );
  const book = await Book.open(transaction, gathered, now);
  const told: (() => void)[] = [];
  const releases: Release[] = [];
  for (const mail of mails) {
    const threading = findRequest(mail, gathered, surroundings);
    const facts = factsOf(mail, threading, gathered, surroundings, await readBeside(mail, gathered));
    const decision = decide(facts);
    const orders = book.enter(mail.kept, facts.letter, decision);
    for (const order of orders) told.push(...(await dispatch(around, transaction, book, order, mail, now)));
    releases.push(...decision.steps.filter((step) => step.do === 'release'));
    told.push(() => tell(around.events, mail.kept, facts.letter.recognition.kind, decision));
    // Else nothing is sent, fetched or answered until all mails of the batch are decided on and composed.
    await new Promise(setImmediate);
  }
  for (const mail of broken) {
    book.enter(mail.kept, null, setAside(mail));
    told.push(() => around.events.mailQuarantined(mail.kept.intakeId, mail.reason.code));
  }
  await setWakeUps(transaction, book, firm);
  await book.close(transaction);
  return { told, releases };
}

async function release(around: PipelineSurroundings, intakes: readonly number[], by: string): Promise<number> {
  const { told, released } = await around.store.transact(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${DECIDING})`.execute(transaction);
    const asked = intakes.map((intake) => ({ do: 'release', intake, by, answer: null }) as const);
    const { mails } = await readReleased(around, transaction, asked);
    const approved = { ...around, restoredAt: null };
    const round = await decideRound(approved, transaction, { mails, broken: [] }, around.clock.now());
    return { ...round, released: mails.length };
  });
  for (const tell of told) tell();
  return released;
}

async function readReleased(
  around: PipelineSurroundings,
  transaction: Transaction,
  releases: readonly Release[],
): Promise<Round> {
  const wishes = new Map(releases.map((release) => [release.intake, release]));
  const kept = await quarantinedMails(transaction, [...wishes.keys()]);
  const read = await readMails(kept, around);
  const { firm, head } = around;
  const mails = read.filter(isRead).map((mail) => {
    const { by = '', answer = null } = wishes.get(mail.kept.intakeId) ?? {};
    const names = namesOfReleased(namesIn(mail, head.signer), by, firm, head.signer);
    return { ...mail, names, released: { by, answer } };
  });
  return { mails, broken: read.filter((mail): mail is BrokenMail => !isRead(mail)) };
}

async function dispatch(
  around: PipelineSurroundings,
  reader: Reader,
  book: Book,
  order: Order,
  cause: NamedMail,
  now: Temporal.Instant,
): Promise<(() => void)[]> {
  const { mailbox, internalDate } = cause.kept;
  const { request } = order;
  const isShadow = [mailbox, request?.mailbox ?? mailbox].some((one) => isShadowed(around.firm, one));
  const ordered = heldAfterRestore(order.mail, internalDate, around.restoredAt);
  const shadowed = isShadow ? inShadow(ordered) : ordered;
  const { mail, attachments } = await attachData(reader, shadowed, around.attachmentLimit);
  const cargo = mail.carries ? await cargoOf(cause, around.attachmentLimit) : null;
  const composed = await composeOutgoing(around.head, mail, request, { ...order, mailbox, cargo, attachments, now });
  const isConversation = mail.role === 'client' && mail.state !== 'suppressed' && !isShadow;
  book.dispatch(composed.deliveries, mail.asks ?? null, isConversation ? { request, ...composed } : null);
  return tellComposed(around.events, mail, composed);
}

/** What a mail lends to the one that passes it on. */
async function cargoOf({ kept, message }: NamedMail, limit: number): Promise<Cargo> {
  const files = mayCarryFiles(message) ? await carriedFiles(kept.octets, limit) : NO_FILES;
  return { html: message.html, ...files };
}

function setAside({ reason }: BrokenMail): Decision {
  return { disposition: 'quarantined', reasons: [reason], request: null, steps: [] };
}

function tell(events: Events, mail: KeptMail, kind: string, decision: Decision): void {
  const request = decision.request && 'number' in decision.request ? decision.request.number : null;
  events.mailDecided({
    intake: mail.intakeId,
    kind: decision.keptAs ?? kind,
    disposition: decision.disposition,
    reason: decision.reasons[0]?.code ?? null,
    request,
  });
}
