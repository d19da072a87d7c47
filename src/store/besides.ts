import type { DeskList, OpenAction } from '../requests/desk-list.ts';
import { NOTHING_LISTED } from '../requests/desk-list.ts';
import { canonicalAddress } from '../requests/address.ts';
import { isStaying } from '../requests/question.ts';
import type {
  FoundRequest,
  HeldMail,
  KeptOf,
  Question,
  RaisedFeedback,
  RecordedEvent,
  StaffDoings,
} from '../requests/question.ts';
import type { Request } from '../requests/request.ts';
import { openActions } from './actions.ts';
import { keptOf } from './client-data.ts';
import { deskList, stillHeld } from './desk-list.ts';
import type { Keys } from './facts.ts';
import { raisedFeedback } from './feedback.ts';
import { findMessages } from './find.ts';
import {
  answeredMails,
  askedSince,
  heldMails,
  lastCommand,
  namedBy,
  recordsOf,
  staffDoings,
  verifiedClients,
  type AnsweredMail,
} from './questions.ts';
import type { Transaction } from './store.ts';
import { lastSurveys } from './surveys.ts';

/** What a batch knows besides requests and mails: what was asked, what waits, what staff did. It changes as the batch is decided. */
export type Besides = {
  readonly questions: Map<string, Question>;
  readonly held: Map<number, HeldMail>;
  readonly heldDeliveries: Set<number>;
  /** Only where staff wrote. */
  readonly actions: readonly OpenAction[];
  /** Only where staff wrote. */
  readonly answered: ReadonlyMap<string, AnsweredMail>;
  readonly doings: Map<number, StaffDoings>;
  /** Authors who are known to be who they say. */
  readonly verified: Set<string>;
  /** How often a person was asked about held mails within an hour. */
  readonly askedLately: Map<string, number>;
  /** Only where somebody asks for it. */
  readonly list: DeskList;
  /** By the words that somebody asks for. */
  readonly found: ReadonlyMap<string, readonly FoundRequest[]>;
  /** Only where somebody asks for it. */
  readonly kept: ReadonlyMap<string, KeptOf>;
  /** Only where somebody asks why. */
  readonly records: ReadonlyMap<number, readonly RecordedEvent[]>;
  /** When the clients of its requests were last asked how we did; only where staff wrote. */
  readonly surveyed: Map<string, Temporal.Instant>;
  /** Only where somebody answers all who gave feedback. */
  readonly raised: readonly RaisedFeedback[];
};

/** Reads it for a batch whose mails answer these questions and name these requests. */
export async function gatherBesides(
  transaction: Transaction,
  keys: Keys,
  { questions, requests }: { questions: Map<string, Question>; requests: readonly Request[] },
  now: Temporal.Instant,
): Promise<Besides> {
  const { staffWrote } = keys;
  const numbers = requests.map(({ number }) => number);
  const clients = new Set(requests.map(({ client }) => canonicalAddress(client.address)));
  return {
    questions,
    held: await heldMails(transaction, namedBy(questions.values()).intakes),
    heldDeliveries: await stillHeld(transaction, namedBy(questions.values()).deliveries),
    actions: staffWrote ? await openActions(transaction) : [],
    answered: await answeredMails(transaction, keys.answeredTokens, keys.answeredIds),
    doings: await staffDoings(transaction, staffWrote || keys.bounceTokens.size > 0 ? numbers : []),
    verified: await verifiedClients(transaction, [...keys.authors]),
    askedLately: staffWrote ? await askedSince(transaction, now.subtract({ hours: 1 })) : new Map<string, number>(),
    list: keys.wantsList ? await deskList(transaction, now) : NOTHING_LISTED,
    found: await findAll(transaction, keys.searches),
    kept: await keptOf(transaction, keys.persons),
    records: keys.wantsRecords ? await recordsOf(transaction, numbers) : new Map<number, RecordedEvent[]>(),
    surveyed: new Map(await lastSurveys(transaction, staffWrote ? [...clients] : [])),
    raised: keys.announces ? await raisedFeedback(transaction, now) : [],
  };
}

/** So many places are shown; whoever wants more asks for other words. */
const MOST_FOUND = 15;

async function findAll(transaction: Transaction, searches: ReadonlySet<string>): Promise<Map<string, FoundRequest[]>> {
  const found = new Map<string, FoundRequest[]>();
  for (const words of searches) found.set(words, await findMessages(transaction, words, MOST_FOUND));
  return found;
}

type Doing = { readonly kind: string; readonly actor: string; readonly data: Readonly<Record<string, unknown>> };

/** The mails after it in the batch see what staff did with this one. */
export function noteDoing(
  { doings }: Besides,
  number: number,
  { kind, actor, data }: Doing,
  now: Temporal.Instant,
): void {
  const before = doings.get(number);
  if (!before) return;
  const staying = isStaying(kind) ? { lastStaying: { by: actor, at: now, kind } } : {};
  if (kind === 'answered') doings.set(number, { ...before, ...staying, lastAnswer: { by: actor, at: now } });
  else if (kind === 'undone') doings.set(number, { ...before, lastCommand: null });
  else if (kind === 'commanded')
    doings.set(number, { ...before, lastStaying: null, lastCommand: lastCommand(actor, data) });
  else if (isStaying(kind)) doings.set(number, { ...before, ...staying });
}

/** A second word about the same mail in this batch comes too late. */
export function noLongerHeld({ held }: Besides, intake: number): void {
  const mail = held.get(intake);
  if (mail) held.set(intake, { ...mail, waits: false });
}

/** A second answer to the same question in this batch comes too late. */
export function noLongerAsked({ questions }: Besides, token: string): void {
  const question = questions.get(token);
  if (question) questions.set(token, { ...question, isOpen: false });
}

/** A client who is asked how we did is not asked again by a mail after it in the batch. */
export function noteSurveyed({ surveyed }: Besides, client: string, now: Temporal.Instant): void {
  surveyed.set(client, now);
}

export function noteAsked({ askedLately }: Besides, person: string): void {
  askedLately.set(person, (askedLately.get(person) ?? 0) + 1);
}
