import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Storm, Suppression } from '../requests/decide/decision.ts';
import type { DeliveryKind } from '../requests/delivery.ts';
import { gatherBesides, type Besides } from './besides.ts';
import { namedBy, questionsOf } from './questions.ts';
import { acknowledgedLately, combining, lateAcknowledgements, storm, type Acknowledged } from './budgets.ts';
import { noticeCounts, type Noticed } from './notices.ts';
import { suppressions } from './suppressions.ts';
import { loadRequests, type KnownRequest } from './known-requests.ts';
import type { Reader, Transaction } from './store.ts';

/**
 * Everything that deciding on a batch of mails needs to know, read in a handful of queries however large the batch is:
 * one query a mail would cost more than the deciding.
 */
export type Keys = {
  /** Message-IDs that the mails bear or refer to. */
  readonly ids: ReadonlySet<string>;
  /** Request numbers that the mails name. */
  readonly numbers: ReadonlySet<number>;
  /** Canonical addresses of the authors. */
  readonly authors: ReadonlySet<string>;
  readonly countedAuthors: ReadonlySet<string>;
  readonly intakeIds: readonly number[];
  readonly contents: ReadonlySet<string>;
  /** Unique parts of own Message-IDs that a report may be about. */
  readonly bounceTokens: ReadonlySet<string>;
  /** Unique parts of own Message-IDs that the mails answer. */
  readonly ownTokens: ReadonlySet<string>;
  /** Whether a mail is of staff, or says so. */
  readonly staffWrote: boolean;
  /** The same and foreign Message-IDs that mails of staff answer. */
  readonly answeredTokens: ReadonlySet<string>;
  readonly answeredIds: ReadonlySet<string>;
  /** Whether a mail of staff asks for the list of what is due. */
  readonly wantsList: boolean;
  /** Words that staff ask to be found. */
  readonly searches: ReadonlySet<string>;
  /** Persons of whom staff ask what is kept. */
  readonly persons: ReadonlySet<string>;
  /** Whether a mail of staff asks for the record of its request. */
  readonly wantsRecords: boolean;
  /** Whether a mail of staff is for all who said something of our work. */
  readonly announces: boolean;
  /** Whether a mail of staff takes something back: then requests that were split off count too. */
  readonly undoes: boolean;
};

/** Names nothing. */
export const NO_KEYS: Keys = {
  ids: new Set(),
  numbers: new Set(),
  authors: new Set(),
  countedAuthors: new Set(),
  intakeIds: [],
  contents: new Set(),
  bounceTokens: new Set(),
  ownTokens: new Set(),
  staffWrote: false,
  answeredTokens: new Set(),
  answeredIds: new Set(),
  wantsList: false,
  searches: new Set(),
  persons: new Set(),
  wantsRecords: false,
  announces: false,
  undoes: false,
};

export type BounceTarget = {
  readonly id: number;
  readonly kind: DeliveryKind;
  readonly requestNumber: number | null;
  readonly rcpt: string;
};

export type Gathered = Besides &
  Noticed &
  Acknowledged & {
    /** Ids that a mail of a request bears. */
    readonly known: Map<string, number>;
    /** Ids that mails of requests only refer to. */
    readonly referenced: Map<string, Set<number>>;
    readonly requests: Map<number, KnownRequest>;
    /** Latest requests of the authors, for suggestions: author → requests, newest first. */
    readonly byAuthor: Map<string, number[]>;
    readonly takenContents: Set<string>;
    storm: Storm;
    /** Authors whose address is left alone, and why. */
    readonly suppressed: Map<string, Pick<Suppression, 'reason' | 'detail'>>;
    readonly bounceTargets: Map<string, BounceTarget[]>;
    nextNumber: number;
  };

/** The key under which a Message-ID is indexed: the id, or its hash where it is longer than an index row may be. */
export function idKey(id: string): string {
  return id.length <= 200 ? id : `sha256:${createHash('sha256').update(id).digest('hex')}`;
}

/** Reads what the keys name. Call it under the pipeline's lock, so that nobody decides at the same time. */
export async function gather(transaction: Transaction, keys: Keys, now: Temporal.Instant): Promise<Gathered> {
  const { known, referenced } = await identifiers(transaction, keys.ids);
  const byAuthor = await latestByAuthor(transaction, keys.authors, now);
  const bounceTargets = await deliveriesOf(transaction, keys.bounceTokens);
  const questions = await questionsOf(transaction, keys.ownTokens);
  const numbers = new Set([
    ...keys.numbers,
    ...known.values(),
    ...[...referenced.values()].flatMap((set) => [...set]),
    ...[...byAuthor.values()].flat(),
    ...[...bounceTargets.values()].flat().flatMap((target) => target.requestNumber ?? []),
    ...namedBy(questions.values()).requests,
  ]);
  const linked = keys.undoes ? await linkedTo(transaction, [...numbers]) : [];
  const requests = await loadRequests(transaction, new Set([...numbers, ...linked]));
  return {
    known,
    referenced,
    requests,
    byAuthor,
    takenContents: await taken(transaction, keys),
    acknowledged: await acknowledgements(transaction, keys.countedAuthors, now),
    ...(await acknowledgedLately(transaction, now)),
    lateAcknowledgements: await lateAcknowledgements(transaction, now),
    combining: await combining(transaction, keys.countedAuthors),
    storm: await storm(transaction, now),
    notices: await noticeCounts(transaction),
    suppressed: await suppressions(transaction, keys.authors, now),
    bounceTargets,
    ...(await gatherBesides(
      transaction,
      keys,
      { questions, requests: [...requests.values()].map(({ request }) => request) },
      now,
    )),
    nextNumber: await nextNumber(transaction),
  };
}

/** The latest requests that were made of mails of these, or begun beside them. */
async function linkedTo(reader: Reader, numbers: readonly number[]): Promise<number[]> {
  const rows = await reader
    .selectFrom('request')
    .select('number')
    .where('linked_to', '=', sql<number>`any(${numbers})`)
    .orderBy('number', 'desc')
    .limit(50)
    .execute();
  return rows.map(({ number }) => number);
}

async function identifiers(
  reader: Reader,
  ids: ReadonlySet<string>,
): Promise<{ known: Map<string, number>; referenced: Map<string, Set<number>> }> {
  const known = new Map<string, number>();
  const referenced = new Map<string, Set<number>>();
  if (ids.size === 0) return { known, referenced };
  const idOf = new Map([...ids].map((id) => [idKey(id), id]));
  const rows = await reader
    .selectFrom('identifier')
    .select(['id_key', 'request_number', 'how'])
    .where('id_key', '=', sql<string>`any(${[...idOf.keys()]})`)
    .execute();
  for (const row of rows) {
    const id = idOf.get(row.id_key) ?? row.id_key;
    if (row.how === 'referenced') referenced.set(id, (referenced.get(id) ?? new Set()).add(row.request_number));
    else known.set(id, row.request_number);
  }
  return { known, referenced };
}

async function latestByAuthor(
  reader: Reader,
  authors: ReadonlySet<string>,
  now: Temporal.Instant,
): Promise<Map<string, number[]>> {
  if (authors.size === 0) return new Map();
  const rows = await reader
    .selectFrom('request')
    .select(['number', 'client_address'])
    .where('client_address', '=', sql<string>`any(${[...authors]})`)
    .where('last_activity_at', '>', now.subtract({ hours: 14 * 24 }))
    .orderBy('last_activity_at', 'desc')
    .limit(500)
    .execute();
  return Map.groupBy(rows, (row) => row.client_address)
    .entries()
    .reduce(
      (map, [author, own]) => map.set(author, own.map((row) => row.number).slice(0, 10)),
      new Map<string, number[]>(),
    );
}

async function deliveriesOf(reader: Reader, tokens: ReadonlySet<string>): Promise<Map<string, BounceTarget[]>> {
  if (tokens.size === 0) return new Map();
  const rows = await reader
    .selectFrom('delivery')
    .select(['id', 'kind', 'request_number', 'rcpt', 'token'])
    .where('token', '=', sql<string>`any(${[...tokens]})`)
    .execute();
  return new Map(
    Map.groupBy(rows, (row) => row.token)
      .entries()
      .map(([token, of]) => [
        token,
        of.map(({ id, kind, request_number, rcpt }) => ({ id, kind, requestNumber: request_number, rcpt })),
      ]),
  );
}

async function taken(reader: Reader, keys: Keys): Promise<Set<string>> {
  if (keys.contents.size === 0) return new Set();
  const rows = await reader
    .selectFrom('intake')
    .select('content_sha256')
    .distinct()
    .where('content_sha256', '=', sql<string>`any(${[...keys.contents]})`)
    .where('disposition', 'not in', ['waiting', 'duplicate'])
    .where('id', '<>', sql<number>`all(${keys.intakeIds})`)
    .execute();
  return new Set(rows.map((row) => row.content_sha256));
}

async function acknowledgements(
  reader: Reader,
  addresses: ReadonlySet<string>,
  now: Temporal.Instant,
): Promise<Map<string, Temporal.Instant[]>> {
  if (addresses.size === 0) return new Map();
  const rows = await reader
    .selectFrom('delivery')
    .select(['counted_rcpt', 'created_at'])
    .where('kind', '=', 'acknowledgement')
    .where('state', 'not in', ['suppressed', 'cancelled'])
    .where('counted_rcpt', '=', sql<string>`any(${[...addresses]})`)
    .where('created_at', '>', now.subtract({ hours: 24 }))
    .orderBy('created_at')
    .execute();
  return new Map(
    Map.groupBy(rows, (row) => row.counted_rcpt)
      .entries()
      .map(([address, made]) => [address, made.map((row) => row.created_at)]),
  );
}

/** Numbers have no gaps, since they are given under the pipeline's lock; the first request is 1001. */
async function nextNumber(reader: Reader): Promise<number> {
  const row = await reader
    .selectFrom('request')
    .select(({ fn }) => fn.max('number').as('highest'))
    .executeTakeFirst();
  return (row?.highest ?? 1000) + 1;
}
