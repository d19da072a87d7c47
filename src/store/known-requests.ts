import { sql } from 'kysely';
import type { Request } from '../requests/request.ts';
import { baseSubject } from '../requests/subject.ts';
import { verifiedClients } from './questions.ts';
import type { Reader } from './store.ts';

export type Participant = {
  readonly address: string;
  readonly name: string;
  readonly role: 'client' | 'cc' | 'colleague';
};

/** A request with what threading and deciding ask of it; a batch writes its changes into it. */
export type KnownRequest = {
  request: Request;
  readonly baseSubjects: Set<string>;
  readonly participants: Participant[];
  /** Texts of its latest messages, newest first. */
  readonly texts: string[];
  /** Message-IDs of the mails that took part in the conversation with the client, oldest first. */
  readonly clientIds: string[];
  /** When the client was promised the next word or the solution: open deadlines by kind. */
  readonly due: Map<string, Temporal.Instant>;
  /** Somebody has confirmed who the client is, or he has answered us. */
  isVerified: boolean;
};

/** Loads requests with what threading asks of them, and those they are linked to or merged into. */
export async function loadRequests(reader: Reader, wanted: ReadonlySet<number>): Promise<Map<number, KnownRequest>> {
  const found = new Map<number, KnownRequest>();
  let missing = [...wanted];
  while (missing.length > 0) {
    for (const row of await requestRows(reader, missing)) {
      found.set(row.number, {
        request: toRequest(row),
        baseSubjects: new Set([row.base_subject]),
        participants: [],
        texts: [],
        clientIds: [],
        due: new Map(),
        isVerified: false,
      });
    }
    missing = [...found.values()]
      .flatMap(({ request }) => [request.linkedTo, request.mergedInto])
      .filter((number) => number !== null)
      .filter((number) => !found.has(number) && !missing.includes(number));
  }
  const numbers = [...found.keys()];
  if (numbers.length === 0) return found;
  const people = await reader.selectFrom('participant').selectAll().where('request_number', 'in', numbers).execute();
  for (const { request_number, address, name, role } of people)
    found.get(request_number)?.participants.push({ address, name, role });
  const texts = await reader
    .selectFrom((from) =>
      from
        .selectFrom('message')
        .select([
          'request_number',
          'subject',
          'visible_text',
          'message_id',
          'kind',
          sql<number>`row_number() over (partition by request_number order by received_at desc)`.as('place'),
        ])
        .where('request_number', 'in', numbers)
        .as('latest'),
    )
    .selectAll()
    .where('place', '<=', 20)
    .orderBy('place')
    .execute();
  for (const row of texts) {
    const known = found.get(row.request_number ?? 0);
    known?.texts.push(row.visible_text);
    if (row.message_id !== null && row.kind !== 'staff') known?.clientIds.unshift(row.message_id);
    known?.baseSubjects.add(baseSubject(row.subject));
  }
  await addPromises(reader, found);
  return found;
}

async function addPromises(reader: Reader, found: ReadonlyMap<number, KnownRequest>): Promise<void> {
  const due = await reader
    .selectFrom('deadline')
    .select(['request_number', 'kind', 'due_at'])
    .where('request_number', 'in', [...found.keys()])
    .where('state', '=', 'open')
    .execute();
  for (const row of due) found.get(row.request_number)?.due.set(row.kind, row.due_at);
  const addresses = [...found.values()].map(({ request }) => request.client.address);
  const verified = await verifiedClients(reader, addresses);
  for (const known of found.values()) known.isVerified = verified.has(known.request.client.address);
}

function requestRows(reader: Reader, numbers: readonly number[]) {
  return reader.selectFrom('request').selectAll().where('number', 'in', numbers).execute();
}

export type RequestRow = Awaited<ReturnType<typeof requestRows>>[number];

export function toRequest(row: RequestRow): Request {
  return {
    number: row.number,
    subject: row.subject,
    client: { name: row.client_name, address: row.client_address },
    state: row.state,
    priority: row.priority,
    category: row.category,
    owner: row.owner,
    team: row.team,
    language: row.language,
    mailbox: row.mailbox,
    openedAt: row.opened_at,
    acknowledgedAt: row.acknowledged_at,
    firstResponseAt: row.first_response_at,
    resolvedAt: row.resolved_at,
    closedAt: row.closed_at,
    lastActivityAt: row.last_activity_at,
    linkedTo: row.linked_to,
    mergedInto: row.merged_into,
  };
}
