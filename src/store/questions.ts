import { sql } from 'kysely';
import { canonicalAddress } from '../requests/address.ts';
import { isStaying, STAYING } from '../requests/question.ts';
import type { Asked, HeldMail, LastCommand, Question, RecordedEvent, StaffDoings } from '../requests/question.ts';
import type { Reader, Transaction } from './store.ts';

/** Reads what our mails asked, by the unique parts of their Message-IDs. */
export async function questionsOf(reader: Reader, tokens: ReadonlySet<string>): Promise<Map<string, Question>> {
  if (tokens.size === 0) return new Map();
  const rows = await reader
    .selectFrom('question')
    .selectAll()
    .where('token', '=', sql<string>`any(${[...tokens]})`)
    .execute();
  return new Map(
    rows.map((row) => [
      row.token,
      {
        ...row.data,
        token: row.token,
        asked: row.asked,
        request: row.request_number,
        at: row.asked_at,
        isOpen: row.answered_at === null,
      },
    ]),
  );
}

/** The intakes and the requests that questions speak of. */
export function namedBy(questions: Iterable<Question>): {
  intakes: number[];
  requests: number[];
  deliveries: number[];
} {
  const all = [...questions];
  const items = all.flatMap((one) => (one.kind === 'digest' ? one.items : []));
  return {
    intakes: [
      ...all.flatMap((one) => (one.kind === 'held' ? one.intake : [])),
      ...items.flatMap((item) => ('intake' in item ? item.intake : [])),
    ],
    requests: [
      ...all.flatMap((one) => one.request ?? []),
      ...items.flatMap((item) => ('request' in item ? item.request : [])),
      ...items.flatMap((item) => ('on' in item ? (item.on ?? []) : [])),
    ],
    deliveries: items.flatMap((item) => ('delivery' in item ? item.delivery : [])),
  };
}

/** Mails as decisions see them that concern them, whether they still wait for a person or not. */
export async function heldMails(reader: Reader, intakes: readonly number[]): Promise<Map<number, HeldMail>> {
  if (intakes.length === 0) return new Map();
  const rows = await reader
    .selectFrom('intake')
    .leftJoin('message', 'message.id', 'intake.message_id')
    .select([
      'intake.id',
      'intake.message_id',
      'intake.request_number',
      'intake.disposition',
      'intake.reasons',
      'intake.internaldate',
      'message.from_name',
      'message.from_address',
      'message.subject',
      'message.visible_text',
    ])
    .where('intake.id', 'in', intakes)
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        intake: row.id,
        messageId: row.message_id,
        request: row.request_number,
        from: { name: row.from_name ?? '', address: row.from_address ?? '' },
        subject: row.subject ?? '',
        text: row.visible_text ?? '',
        receivedAt: row.internaldate,
        reasons: row.reasons,
        waits: row.disposition === 'quarantined',
      },
    ]),
  );
}

/** Reads the doings of staff on requests, latest first. */
export async function staffDoings(reader: Reader, numbers: readonly number[]): Promise<Map<number, StaffDoings>> {
  if (numbers.length === 0) return new Map();
  const events = await reader
    .selectFrom('event')
    .leftJoin('message', 'message.id', 'event.message_id')
    .select(['event.id', 'event.request_number', 'event.kind', 'event.actor', 'event.data', 'event.at'])
    .select('message.visible_text')
    .distinctOn(['event.request_number', 'event.kind'])
    .where('event.request_number', 'in', numbers)
    .where('event.kind', 'in', ['commanded', 'undone', ...Object.keys(STAYING)])
    .orderBy('event.request_number')
    .orderBy('event.kind')
    .orderBy('event.id', 'desc')
    .execute();
  const mails = await reader
    .selectFrom('message')
    .select(['request_number', 'visible_text', 'id', 'subject', 'from_name', 'from_address', 'received_at'])
    .select(sql<number>`count(*) over (partition by request_number)`.as('mails'))
    .distinctOn('request_number')
    .where('request_number', 'in', numbers)
    .where('direction', '=', 'in')
    .where('kind', '=', 'client')
    .orderBy('request_number')
    .orderBy('id', 'desc')
    .execute();
  return new Map(
    numbers.map((number) => {
      const own = events.filter((event) => event.request_number === number);
      const of = (kind: string) => own.find((event) => event.kind === kind);
      const [answered, commanded, undone] = [of('answered'), of('commanded'), of('undone')];
      const client = mails.find((mail) => mail.request_number === number);
      const isUndone = commanded !== undefined && isTakenBack(commanded, undone, commanded.data['at']);
      return [
        number,
        {
          lastAnswer: answered ? { by: answered.actor, at: decidedAt(answered) } : null,
          lastCommand: commanded && !isUndone ? lastCommand(commanded.actor, commanded.data) : null,
          lastStaying: latestStaying(own, commanded?.id ?? 0),
          promised: promisedIn(of('next-update'), answered, undone),
          lastClientText: client?.visible_text ?? '',
          lastClientMail: client
            ? {
                id: client.id,
                subject: client.subject,
                from: { name: client.from_name, address: client.from_address },
                receivedAt: client.received_at,
                isFirst: client.mails < 2,
              }
            : null,
          lastAnswerText: answered?.visible_text ?? '',
        },
      ];
    }),
  );
}

/** Longer records are read by `requests show`. */
const MOST_EVENTS = 300;

/** The records of requests, as far as they say why. */
export async function recordsOf(reader: Reader, numbers: readonly number[]): Promise<Map<number, RecordedEvent[]>> {
  if (numbers.length === 0) return new Map();
  const rows = await reader
    .selectFrom('event')
    .select(['request_number', 'at', 'kind', 'actor', 'reasons'])
    .where('request_number', 'in', numbers)
    .orderBy('id', 'desc')
    .limit(MOST_EVENTS)
    .execute();
  const records = new Map<number, RecordedEvent[]>();
  for (const { request_number, ...event } of rows.toReversed())
    if (request_number !== null) records.set(request_number, [...(records.get(request_number) ?? []), event]);
  return records;
}

type Doing = {
  readonly id: number;
  readonly kind: string;
  readonly actor: string;
  readonly at: Temporal.Instant;
  readonly data: Readonly<Record<string, unknown>>;
};

function latestStaying(events: readonly Doing[], after: number): StaffDoings['lastStaying'] {
  const last = events.filter(({ id, kind }) => id > after && isStaying(kind)).toSorted((a, b) => b.id - a.id)[0];
  return last !== undefined && isStaying(last.kind) ? { by: last.actor, at: decidedAt(last), kind: last.kind } : null;
}

/** What was promised counts until the next answer, or until it is taken back. */
function promisedIn(promise: Doing | undefined, answered?: Doing, undone?: Doing): Temporal.Instant | null {
  if (promise === undefined) return null;
  const isSaid = answered !== undefined && answered.id > promise.id && !answered.at.equals(promise.at);
  const isUndone = isTakenBack(promise, undone, promise.at.toString());
  return isSaid || isUndone ? null : Temporal.Instant.from(String(promise.data['by']));
}

/** Times of receipt are whole seconds: what was commanded after the `#undo` of that second is not meant. */
function isTakenBack(doing: Doing, undone: Doing | undefined, at: unknown): boolean {
  return undone !== undefined && undone.id > doing.id && undone.data['at'] === at;
}

function decidedAt({ at, data }: { at: Temporal.Instant; data: Readonly<Record<string, unknown>> }): Temporal.Instant {
  return typeof data['decided'] === 'string' ? Temporal.Instant.from(data['decided']) : at;
}

/** Reads a `commanded` event back. Instants come out of JSON as text. */
export function lastCommand(by: string, data: Readonly<Record<string, unknown>>): LastCommand {
  const {
    at,
    said,
    before,
    after,
    kinds,
    merged = null,
    further = [],
    answered = false,
  } = data as {
    at: string;
    said: string[];
    before: object;
    after: object;
    kinds: string[];
    merged?: { number: number; before: object; kinds: string[] };
    further?: LastCommand['further'];
    answered?: boolean;
  };
  return {
    by,
    at: Temporal.Instant.from(at),
    said,
    kinds,
    before: revived(before),
    after: revived(after),
    further,
    answered,
    merged: merged && { ...merged, before: revived(merged.before) },
  };
}

function revived(values: object): Partial<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      key.endsWith('At') && typeof value === 'string' ? Temporal.Instant.from(value) : (value as unknown),
    ]),
  );
}

export type NewQuestion = {
  readonly token: string;
  readonly asks: Asked;
  readonly asked: string;
  readonly requestNumber: number | null;
};

/** Keeps what mails of ours ask. */
export async function writeQuestions(
  transaction: Transaction,
  questions: readonly NewQuestion[],
  now: Temporal.Instant,
): Promise<void> {
  if (questions.length === 0) return;
  await transaction
    .insertInto('question')
    .values(
      questions.map(({ token, asks, asked, requestNumber }) => ({
        token,
        kind: asks.kind,
        asked,
        request_number: requestNumber,
        intake_id: asks.kind === 'held' ? asks.intake : null,
        data: JSON.stringify(asks),
        asked_at: now,
      })),
    )
    .execute();
}

/** Notes that questions were answered. */
export async function settleQuestions(
  transaction: Transaction,
  answers: readonly { readonly question: string; readonly answer: string }[],
  now: Temporal.Instant,
): Promise<void> {
  for (const { question, answer } of answers)
    await transaction
      .updateTable('question')
      .set({ answered_at: now, answer: answer.slice(0, 300) })
      .where('token', '=', question)
      .where('answered_at', 'is', null)
      .execute();
}

/** The client is not asked any more whether somebody may take part; his answer comes too late. */
export async function withdrawConsent(
  transaction: Transaction,
  { requestNumber, address }: { readonly requestNumber: number; readonly address: string },
  now: Temporal.Instant,
): Promise<void> {
  await transaction
    .updateTable('question')
    .set({ answered_at: now, answer: 'withdrawn' })
    .where('request_number', '=', requestNumber)
    .where('kind', '=', 'consent')
    .where(sql<boolean>`lower(data -> 'address' ->> 'address') = ${address}`)
    .where('answered_at', 'is', null)
    .execute();
}

/** A mail that staff answer: when it was made, and what it said, so that it is known when it comes back quoted. */
export type AnsweredMail = { readonly at: Temporal.Instant; readonly octets: Buffer | null };

/** Mails of ours by the unique parts of their Message-IDs, and others by the Message-IDs themselves. */
export async function answeredMails(
  reader: Reader,
  tokens: ReadonlySet<string>,
  ids: ReadonlySet<string>,
): Promise<Map<string, AnsweredMail>> {
  const found = new Map<string, AnsweredMail>();
  if (tokens.size > 0)
    for (const row of await reader
      .selectFrom('delivery')
      .select(['token', 'created_at', 'octets'])
      .distinctOn('token')
      .where('token', '=', sql<string>`any(${[...tokens]})`)
      .orderBy('token')
      .execute())
      found.set(row.token, { at: row.created_at, octets: row.octets });
  if (ids.size > 0)
    for (const row of await reader
      .selectFrom('identifier')
      .innerJoin('message', 'message.id', 'identifier.message_id')
      .select(['identifier.id_key', 'message.received_at'])
      .where('identifier.id_key', '=', sql<string>`any(${[...ids]})`)
      .where('identifier.how', '=', 'received')
      .execute())
      found.set(row.id_key, { at: row.received_at, octets: null });
  return found;
}

/** How often each person was asked about held mails. */
export async function askedSince(reader: Reader, since: Temporal.Instant): Promise<Map<string, number>> {
  const rows = await reader
    .selectFrom('question')
    .select(['asked', ({ fn }) => fn.countAll<number>().as('count')])
    .where('kind', '=', 'held')
    .where('asked_at', '>', since)
    .groupBy('asked')
    .execute();
  return new Map(rows.map((row) => [row.asked, row.count]));
}

/** Notes that a client is who he says, as staff or his own answer showed; the first time counts. */
export async function writeVerified(
  transaction: Transaction,
  verified: readonly { readonly address: string; readonly by: string }[],
  now: Temporal.Instant,
): Promise<void> {
  if (verified.length === 0) return;
  const distinct = [...new Map(verified.map((one) => [canonicalAddress(one.address), one.by]))];
  await transaction
    .insertInto('client')
    .values(distinct.map(([address, by]) => ({ address, verified_at: now, verified_by: by })))
    .onConflict((conflict) =>
      conflict.column('address').doUpdateSet((eb) => ({
        verified_at: eb.fn.coalesce('client.verified_at', 'excluded.verified_at'),
        verified_by: eb.fn.coalesce('client.verified_by', 'excluded.verified_by'),
      })),
    )
    .execute();
}

/** Which of these addresses are known to be who they say. */
export async function verifiedClients(reader: Reader, addresses: readonly string[]): Promise<Set<string>> {
  const rows = await reader
    .selectFrom('client')
    .select('address')
    .where('address', '=', sql<string>`any(${[...addresses]})`)
    .where('verified_at', 'is not', null)
    .execute();
  return new Set(rows.map((row) => row.address));
}
