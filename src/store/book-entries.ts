import { sql } from 'kysely';
import { canonicalAddress, type Address } from '../requests/address.ts';
import type { Decision, Letter, Step, Suppression } from '../requests/decide/decision.ts';
import type { Request } from '../requests/request.ts';
import { baseSubject } from '../requests/subject.ts';
import { carryOutData } from './client-data.ts';
import { enqueue, type NewDelivery } from './deliveries.ts';
import { idKey } from './facts.ts';
import type { Participant } from './known-requests.ts';
import type { NoticeEntries } from './notices.ts';
import { place, type Placement } from './intake.ts';
import { settleQuestions, withdrawConsent, writeQuestions, writeVerified, type NewQuestion } from './questions.ts';
import { cancelDelivery, retryDelivery } from './queue.ts';
import type { Transaction } from './store.ts';
import { suppress } from './suppressions.ts';

export type MessageEntry = {
  readonly id: number;
  readonly direction: 'in' | 'out';
  readonly requestNumber: number | null;
  readonly rawSha256: string | null;
  readonly messageId: string | null;
  readonly subject: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly recipients: readonly { readonly name: string; readonly address: string }[];
  readonly kind: string;
  readonly reasons: Decision['reasons'];
  readonly authentication: string;
  readonly language: string | null;
  readonly text: string;
  readonly visibleText: string;
  readonly foldedText: string;
  readonly attachments: Letter['message']['attachments'];
  readonly sentAt: Temporal.Instant | null;
  readonly receivedAt: Temporal.Instant;
};

export type Identifier = {
  readonly id: string;
  readonly requestNumber: number;
  readonly how: 'received' | 'sent' | 'referenced';
  readonly messageId: number;
};

export type DeadlineChange =
  | { readonly do: 'open'; readonly requestNumber: number; readonly kind: string; readonly dueAt: Temporal.Instant }
  | { readonly do: 'settle'; readonly requestNumber: number; readonly kinds: readonly string[]; readonly as: string };

export type EventEntry = Extract<Step, { do: 'event' }> & {
  readonly requestNumber: number | null;
  readonly messageId: number | null;
  /** When it counts: the receipt of the mail that caused it. */
  readonly at: Temporal.Instant;
};

/** What a book adds up to. */
export type Entries = NoticeEntries & {
  readonly opened: readonly Request[];
  readonly changed: readonly Request[];
  readonly messages: MessageEntry[];
  readonly identifiers: Identifier[];
  readonly participants: (Participant & { readonly requestNumber: number; readonly since: Temporal.Instant })[];
  readonly events: EventEntry[];
  readonly deadlines: DeadlineChange[];
  readonly suppressions: Suppression[];
  readonly bounces: { readonly id: number; readonly error: string }[];
  readonly placements: Placement[];
  readonly deliveries: NewDelivery[];
  readonly refiled: { readonly id: number; readonly requestNumber: number | null; readonly kind: string }[];
  readonly moved: { readonly id: number; readonly requestNumber: number }[];
  readonly readdressed: (Address & { readonly requestNumber: number })[];
  readonly verified: { readonly address: string; readonly by: string }[];
  readonly questions: NewQuestion[];
  readonly answers: { readonly question: string; readonly answer: string }[];
  readonly data: { readonly what: 'export' | 'erase'; readonly address: string; readonly by: string }[];
  readonly decided: { readonly do: 'let-go' | 'call-off'; readonly delivery: number }[];
  /** Questions whether an address may take part that are asked no more. */
  readonly withdrawn: { readonly requestNumber: number; readonly address: string }[];
  /** Who takes part no more. */
  readonly left: { readonly requestNumber: number; readonly address: string }[];
};

/** A mail that came in, as the message that it becomes. */
export function incomingMessage(
  place: Pick<MessageEntry, 'id' | 'rawSha256' | 'requestNumber'>,
  letter: Letter,
  decision: Decision,
): MessageEntry {
  const { message, recognition } = letter;
  return {
    ...place,
    direction: 'in',
    messageId: message.messageId,
    subject: message.subject,
    from: recognition.author ?? message.from[0] ?? { name: '', address: '' },
    recipients: [...message.to, ...message.cc].slice(0, 100),
    kind: decision.keptAs ?? recognition.kind,
    reasons: [...decision.reasons, ...recognition.reasons],
    authentication: recognition.authentication.verdict,
    language: letter.language,
    text: message.text,
    visibleText: decision.keptText ?? letter.visibleText,
    foldedText: letter.foldedText,
    attachments: message.attachments,
    sentAt: message.date === null ? null : Temporal.Instant.from(message.date),
    receivedAt: letter.receivedAt,
  };
}

/** Writes the entries in the order in which they refer to each other. */
export async function writeEntries(transaction: Transaction, entries: Entries, now: Temporal.Instant): Promise<void> {
  await writeRequests(transaction, entries);
  await writeMessages(transaction, entries.messages);
  for (const { id, requestNumber, kind } of entries.refiled)
    await transaction
      .updateTable('message')
      .set({ request_number: requestNumber, kind })
      .where('id', '=', id)
      .execute();
  for (const one of entries.moved) await moveMessage(transaction, one);
  await writeRest(transaction, entries, now);
  for (const one of entries.readdressed) await readdress(transaction, one);
  await enqueue(transaction, entries.deliveries, now);
  await place(transaction, entries.placements, now);
  await writeVerified(transaction, entries.verified, now);
  await writeQuestions(transaction, entries.questions, now);
  await settleQuestions(transaction, entries.answers, now);
  for (const wish of entries.data) await carryOutData(transaction, wish, now);
  for (const { do: what, delivery } of entries.decided)
    await (what === 'let-go' ? retryDelivery : cancelDelivery)(transaction, delivery, now);
  for (const one of entries.withdrawn) await withdrawConsent(transaction, one, now);
  for (const { requestNumber, address } of entries.left) await takeOut(transaction, requestNumber, address);
}

/** Whom a request has besides its client: `address` no more. */
async function takeOut(transaction: Transaction, requestNumber: number, address: string): Promise<void> {
  await transaction
    .deleteFrom('participant')
    .where('request_number', '=', requestNumber)
    .where('address', '=', address)
    .where('role', '<>', 'client')
    .execute();
}

async function writeRequests(transaction: Transaction, { opened, changed }: Entries): Promise<void> {
  if (opened.length > 0) await transaction.insertInto('request').values(opened.map(columns)).execute();
  for (const request of changed) {
    await transaction.updateTable('request').set(columns(request)).where('number', '=', request.number).execute();
  }
}

async function writeMessages(transaction: Transaction, messages: readonly MessageEntry[]): Promise<void> {
  if (messages.length === 0) return;
  await transaction
    .insertInto('message')
    .values(
      messages.map((message) => ({
        id: message.id,
        direction: message.direction,
        request_number: message.requestNumber,
        raw_sha256: message.rawSha256,
        message_id: storable(message.messageId),
        subject: plain(message.subject),
        from_name: plain(message.from.name),
        from_address: plain(message.from.address),
        recipients: plain(JSON.stringify(message.recipients)),
        kind: message.kind,
        reasons: plain(JSON.stringify(message.reasons)),
        authentication: message.authentication,
        language: message.language,
        text: plain(message.text),
        visible_text: plain(message.visibleText),
        folded_text: plain(message.foldedText),
        attachments: plain(JSON.stringify(message.attachments)),
        sent_at: message.sentAt,
        received_at: message.receivedAt,
      })),
    )
    .execute();
}

/** The message and the ids by which others find it. */
async function moveMessage(transaction: Transaction, { id, requestNumber }: Entries['moved'][number]): Promise<void> {
  await transaction.updateTable('message').set({ request_number: requestNumber }).where('id', '=', id).execute();
  await transaction
    .updateTable('identifier')
    .set({ request_number: requestNumber })
    .where('message_id', '=', id)
    .execute();
}

async function readdress(
  transaction: Transaction,
  { requestNumber, name, address }: Entries['readdressed'][number],
): Promise<void> {
  const canonical = canonicalAddress(address);
  await takeOut(transaction, requestNumber, canonical);
  await transaction
    .updateTable('participant')
    .set({ address: canonical, name: plain(name) })
    .where('request_number', '=', requestNumber)
    .where('role', '=', 'client')
    .execute();
}

async function writeRest(transaction: Transaction, entries: Entries, now: Temporal.Instant): Promise<void> {
  if (entries.identifiers.length > 0)
    await transaction
      .insertInto('identifier')
      .values(
        entries.identifiers.map(({ id, requestNumber, how, messageId }) => ({
          id_key: idKey(id),
          request_number: requestNumber,
          how,
          message_id: messageId,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  if (entries.participants.length > 0)
    await transaction
      .insertInto('participant')
      .values(
        entries.participants.map(({ requestNumber, address, name, role, since }) => ({
          request_number: requestNumber,
          address,
          name: plain(name),
          role,
          since,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  if (entries.events.length > 0)
    await transaction
      .insertInto('event')
      .values(
        entries.events.map((event) => ({
          request_number: event.requestNumber,
          at: event.at,
          kind: event.kind,
          actor: plain(event.actor),
          message_id: event.messageId,
          reasons: plain(JSON.stringify(event.reasons)),
          data: plain(JSON.stringify(event.data)),
        })),
      )
      .execute();
  for (const change of merged(entries.deadlines)) await writeDeadlines(transaction, change, now);
  await suppress(transaction, entries.suppressions, now);
  for (const { id, error } of entries.bounces) await markBounced(transaction, id, error, now);
}

/** Runs of openings become one insert; a settlement keeps its place among them. */
function merged(
  changes: readonly DeadlineChange[],
): (Extract<DeadlineChange, { do: 'settle' }> | Extract<DeadlineChange, { do: 'open' }>[])[] {
  const runs: (Extract<DeadlineChange, { do: 'settle' }> | Extract<DeadlineChange, { do: 'open' }>[])[] = [];
  for (const change of changes) {
    const last = runs.at(-1);
    if (change.do === 'settle') runs.push(change);
    else if (Array.isArray(last)) last.push(change);
    else runs.push([change]);
  }
  return runs;
}

async function writeDeadlines(
  transaction: Transaction,
  change: Extract<DeadlineChange, { do: 'settle' }> | Extract<DeadlineChange, { do: 'open' }>[],
  now: Temporal.Instant,
): Promise<void> {
  if (!Array.isArray(change)) {
    await transaction
      .updateTable('deadline')
      .set({ state: change.as as 'kept', settled_at: now })
      .where('request_number', '=', change.requestNumber)
      .where('kind', 'in', change.kinds)
      .where('state', '=', 'open')
      .execute();
    return;
  }
  await transaction
    .insertInto('deadline')
    .values(
      change.map(({ requestNumber, kind, dueAt }) => ({
        request_number: requestNumber,
        kind,
        due_at: dueAt,
        state: 'open' as const,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['request_number', 'kind'])
        .where('state', '=', 'open')
        .doUpdateSet((eb) => ({ due_at: eb.ref('excluded.due_at') })),
    )
    .execute();
}

/** A bounced acknowledgement counts as not kept: its request is unacknowledged again and its deadline missed. */
export async function markBounced(
  transaction: Transaction,
  id: number,
  error: string,
  now: Temporal.Instant,
): Promise<void> {
  await sql`
    with bounced as (
      update delivery set state = 'bounced', last_error = ${error}, settled_at = ${now}
       where id = ${id} and state in ('accepted', 'delivered', 'sending') returning request_number, kind
    ), broken as (
      update deadline set state = 'missed', settled_at = ${now}
        from bounced
       where bounced.kind = 'acknowledgement' and deadline.request_number = bounced.request_number
         and deadline.kind = 'acknowledge' and deadline.state in ('open', 'kept')
    )
    update request set acknowledged_at = null from bounced
     where bounced.kind = 'acknowledgement' and request.number = bounced.request_number`.execute(transaction);
}

function columns(request: Request) {
  return {
    number: request.number,
    mailbox: request.mailbox,
    base_subject: baseSubject(request.subject),
    subject: plain(request.subject),
    client_address: canonicalAddress(request.client.address),
    client_name: plain(request.client.name),
    state: request.state,
    priority: request.priority,
    category: request.category,
    owner: request.owner,
    team: request.team,
    language: request.language,
    opened_at: request.openedAt,
    first_response_at: request.firstResponseAt,
    resolved_at: request.resolvedAt,
    closed_at: request.closedAt,
    last_activity_at: request.lastActivityAt,
    linked_to: request.linkedTo,
    merged_into: request.mergedInto,
  };
}

/** PostgreSQL refuses NUL in text (22021, 22P05), as an octet and as a JSON escape. */
function plain(text: string): string {
  return text.replaceAll('\0', '').replaceAll('\\u0000', '').toWellFormed();
}

function storable(id: string | null): string | null {
  return id === null ? null : plain(id).slice(0, 998);
}
