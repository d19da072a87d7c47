import type { RequestState } from '../requests/request.ts';
import { baseSubject } from '../requests/subject.ts';
import { idKey } from './facts.ts';
import type { RequestRow } from './known-requests.ts';
import type { Reader } from './store.ts';
import { listCalls } from './webhooks.ts';

/** Requests and their whole record, as `requests` and `why` show them. Instants are ISO text. */
export type RequestFilter = {
  readonly states: readonly RequestState[] | null;
  readonly client: string | null;
  readonly limit: number;
};

export async function listRequests(reader: Reader, { states, client, limit }: RequestFilter) {
  const rows = await reader
    .selectFrom('request')
    .selectAll()
    .where((eb) => (states === null ? eb.lit(true) : eb('state', 'in', states)))
    .where((eb) => (client === null ? eb.lit(true) : eb('client_address', '=', client)))
    .orderBy('number')
    .limit(limit)
    .execute();
  const deadlines = await deadlinesOf(
    reader,
    rows.map((row) => row.number),
  );
  return rows.map((row) => summary(row, deadlines.get(row.number) ?? {}));
}

/** One request with its messages and events in order; null where there is none. */
export async function showRequest(reader: Reader, number: number) {
  const row = await reader.selectFrom('request').selectAll().where('number', '=', number).executeTakeFirst();
  if (!row) return null;
  const messages = await reader
    .selectFrom('message')
    .selectAll()
    .where('request_number', '=', number)
    .orderBy('received_at')
    .orderBy('id')
    .execute();
  const events = await reader
    .selectFrom('event')
    .selectAll()
    .where('request_number', '=', number)
    .orderBy('id')
    .execute();
  const deliveries = await reader
    .selectFrom('delivery')
    .select([
      'id',
      'kind',
      'rcpt',
      'state',
      'attempts',
      'mail_id',
      'created_at',
      'accepted_at',
      'last_error',
      'reasons',
      'template',
    ])
    .where('request_number', '=', number)
    .orderBy('id')
    .execute();
  return {
    ...summary(row, (await deadlinesOf(reader, [number])).get(number) ?? {}),
    baseSubject: baseSubject(row.subject),
    linkedTo: row.linked_to,
    mergedInto: row.merged_into,
    messages: messages.map((message) => ({
      id: message.id,
      direction: message.direction,
      kind: message.kind,
      messageId: message.message_id,
      from: { name: message.from_name, address: message.from_address },
      to: message.recipients,
      subject: message.subject,
      text: message.visible_text,
      foldedText: message.folded_text,
      attachments: message.attachments,
      authentication: message.authentication,
      receivedAt: message.received_at.toString(),
      reasons: message.reasons,
    })),
    events: events.map((event) => ({
      time: event.at.toString(),
      kind: event.kind,
      actor: event.actor,
      reasons: event.reasons,
      data: event.data,
    })),
    deliveries: deliveries.map((delivery) => ({
      id: delivery.id,
      kind: delivery.kind,
      to: delivery.rcpt,
      state: delivery.state,
      attempts: delivery.attempts,
      messageId: delivery.mail_id,
      createdAt: delivery.created_at.toString(),
      acceptedAt: delivery.accepted_at?.toString() ?? null,
      lastError: delivery.last_error,
      reasons: delivery.reasons,
      template: delivery.template,
    })),
    webhooks: await listCalls(reader, { request: number, limit: 1_000 }),
  };
}

/** Where a mail ended and why, by its Message-ID; several mails may bear one id. */
export async function findMail(reader: Reader, messageId: string) {
  const incoming = await reader
    .selectFrom('message')
    .leftJoin('intake', 'intake.message_id', 'message.id')
    .select([
      'message.id',
      'message.direction',
      'message.kind',
      'message.request_number',
      'message.subject',
      'message.reasons',
      'intake.disposition',
      'intake.reasons as placed',
    ])
    .where('message.message_id', '=', messageId)
    .execute();
  const outgoing = await reader
    .selectFrom('delivery')
    .select(['id', 'kind', 'request_number', 'rcpt', 'state', 'reasons', 'last_error', 'attempts'])
    .where('mail_id', '=', messageId)
    .execute();
  const referred = await reader
    .selectFrom('identifier')
    .select(['request_number', 'how'])
    .where('id_key', '=', idKey(messageId))
    .execute();
  return { incoming, outgoing, referred };
}

type Deadlines = Record<string, string | null>;

export async function deadlinesOf(reader: Reader, numbers: readonly number[]): Promise<Map<number, Deadlines>> {
  if (numbers.length === 0) return new Map();
  const rows = await reader
    .selectFrom('deadline')
    .select(['request_number', 'kind', 'due_at'])
    .where('request_number', 'in', numbers)
    // When the clockwork looks again is nobody's promise.
    .where('kind', '<>', 'clockwork')
    .orderBy('id')
    .execute();
  const found = new Map<number, Deadlines>();
  for (const row of rows)
    found.set(row.request_number, { ...found.get(row.request_number), [row.kind]: row.due_at.toString() });
  return found;
}

function summary(row: RequestRow, deadlines: Deadlines) {
  const iso = (instant: Temporal.Instant | null): string | null => instant?.toString() ?? null;
  return {
    number: row.number,
    subject: row.subject,
    client: { name: row.client_name, address: row.client_address },
    state: row.state,
    priority: row.priority,
    category: row.category,
    owner: row.owner,
    team: row.team,
    openedAt: row.opened_at.toString(),
    acknowledgedAt: iso(row.acknowledged_at),
    firstResponseAt: iso(row.first_response_at),
    resolvedAt: iso(row.resolved_at),
    closedAt: iso(row.closed_at),
    deadlines: {
      acknowledge: deadlines['acknowledge'] ?? null,
      respond: deadlines['respond'] ?? null,
      resolve: deadlines['resolve'] ?? null,
    },
  };
}
