import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { KeptOf } from '../requests/question.ts';
import type { Reason } from '../requests/reason.ts';
import { forgetDeliveries, forgetMails, forgetRequests } from './forget.ts';
import { eraseActor } from './record-lines.ts';
import type { Reader, Transaction } from './store.ts';

/** What is kept of one person, to hand over or to delete (GDPR articles 15, 17 and 20). */
export async function requestsOf(reader: Reader, address: string): Promise<number[]> {
  const rows = await reader
    .selectFrom('request')
    .select('number')
    .where('client_address', '=', address)
    .orderBy('number')
    .execute();
  return rows.map((row) => row.number);
}

/** How much is kept of each of these persons. */
export async function keptOf(reader: Reader, persons: ReadonlySet<string>): Promise<Map<string, KeptOf>> {
  const kept = new Map<string, KeptOf>();
  for (const address of persons) {
    const { mails } = await reader
      .selectFrom('message')
      .select(({ fn }) => fn.countAll<number>().as('mails'))
      .where('from_address', '=', address)
      .executeTakeFirstOrThrow();
    kept.set(address, { requests: await requestsOf(reader, address), mails });
  }
  return kept;
}

/** How many octets the mails hold that were kept of a person and written to him. */
export async function sizeOf(reader: Reader, address: string): Promise<number> {
  const size = sql<number>`coalesce(sum(octet_length(octets)), 0)::float8`.as('size');
  const his = reader.selectFrom('request').select('number').where('client_address', '=', address);
  const mails = await reader
    .selectFrom('raw_mail')
    .innerJoin('message', 'message.raw_sha256', 'raw_mail.sha256')
    .select(size)
    .where((eb) => eb.or([eb('from_address', '=', address), eb('request_number', 'in', his)]))
    .executeTakeFirstOrThrow();
  const sent = await reader
    .selectFrom('delivery')
    .select(size)
    .where('rcpt', '=', address)
    .where('request_number', 'in', his)
    .executeTakeFirstOrThrow();
  return mails.size + sent.size;
}

/** Raw bytes of the mails of a request or written by an address: message id → octets. */
export async function rawMails(
  reader: Reader,
  of: { readonly request: number } | { readonly from: string },
): Promise<{ id: number; octets: Buffer }[]> {
  return reader
    .selectFrom('message')
    .innerJoin('raw_mail', 'raw_mail.sha256', 'message.raw_sha256')
    .select(['message.id', 'raw_mail.octets'])
    .where((eb) => ('request' in of ? eb('request_number', '=', of.request) : eb('from_address', '=', of.from)))
    .orderBy('message.id')
    .execute();
}

/** Composed bytes of what was sent for a request to anybody outside, by delivery. */
export async function sentMails(
  reader: Reader,
  request: number,
  to: string,
): Promise<{ id: number; octets: Buffer }[]> {
  return reader
    .selectFrom('delivery')
    .select(['id', 'octets'])
    .where('request_number', '=', request)
    .where('rcpt', '=', to)
    .orderBy('id')
    .execute();
}

/**
 * Deletes all that is kept of an address: its requests with their whole record, its mails elsewhere, what was written to it.
 * An event remains that says when it was done, with a hash of the address, so that the deed can be proven and the person not
 * be found.
 */
export async function eraseClient(
  transaction: Transaction,
  address: string,
  now: Temporal.Instant,
  by = 'replydesk erase',
): Promise<{ requests: number; mails: number }> {
  const contents = sql`select content_sha256 from intake join message on message.id = intake.message_id where from_address = ${address}`;
  // A second copy and a mail that could not be read have no sender of their own in the record.
  const unread = sql`message_id is null and exists (
    select from raw_mail where sha256 = raw_sha256 and encode(octets, 'escape') ~* ${standing(address)})`;
  const mails = await forgetMails(
    transaction,
    sql`message_id in (select id from message where from_address = ${address})
        or request_number in (select number from request where client_address = ${address})
        or content_sha256 in (${contents}) or (${unread})`,
    'erased',
  );
  const requests = await forgetRequests(transaction, sql`client_address = ${address}`, 'erased');
  await forgetDeliveries(transaction, sql`rcpt = ${address} or counted_rcpt = ${address}`);
  await sql`delete from participant where address = ${address}`.execute(transaction);
  await sql`delete from client where address = ${address}`.execute(transaction);
  await sql`delete from suppression where address = ${address}`.execute(transaction);
  await sql`delete from question where asked = ${address}`.execute(transaction);
  await sql`delete from early_word where lower(recipients::text) ~ ${standing(address)}`.execute(transaction);
  await forgetWishes(transaction, address);
  await eraseActor(transaction, address, now);
  const data = JSON.stringify({ address: dataMark(address).source, requests: requests.length, mails });
  await sql`insert into event (at, kind, actor, data) values (${now}, 'erased', ${by}, ${data}::jsonb)`.execute(
    transaction,
  );
  return { requests: requests.length, mails };
}

/** The mails in which staff asked for it, what they were asked back, and what was handed over. */
async function forgetWishes(transaction: Transaction, address: string): Promise<void> {
  const asked = sql`select token from question where kind = 'data' and data->>'address' = ${address}`;
  await forgetDeliveries(
    transaction,
    sql`token in (${asked}) or reasons @> ${JSON.stringify([dataMark(address)])}::jsonb`,
  );
  await forgetMails(
    transaction,
    sql`message_id in (select id from message
          where kind = 'staff' and request_number is null
            and strpos(lower(subject || ' ' || text), ${address}) > 0
            and lower(subject || ' ' || text) ~ ${standing(address)})`,
    'erased',
  );
}

/**
 * The address by itself: ann@x.test stands neither in joann@x.test nor in ann@x.test.example, but within quotes and behind
 * `mailto:` or `to=`. What is left over of a person is worse than a wish that is forgotten too soon.
 */
function standing(address: string): string {
  const literal = address.replaceAll(/[^\w\u0080-\uFFFF]/g, '\\$&');
  return `(^|[^\\w.+-])${literal}(?![-.]*\\w)`;
}

/** What is done with the data of a person by mail: noted without his address, or carried out. */
export async function carryOutData(
  transaction: Transaction,
  { what, address, by }: { readonly what: 'export' | 'erase'; readonly address: string; readonly by: string },
  now: Temporal.Instant,
): Promise<void> {
  if (what === 'erase') {
    await eraseClient(transaction, address, now, by);
    return;
  }
  const data = JSON.stringify({ address: dataMark(address).source });
  await sql`insert into event (at, kind, actor, data) values (${now}, 'exported', ${by}, ${data}::jsonb)`.execute(
    transaction,
  );
}

/** Marks a mail that hands over what is kept of a person; it tells nobody who he is. */
export function dataMark(address: string): Reason {
  const hash = createHash('sha256').update(address).digest('hex');
  return { code: 'personal-data', detail: 'hands over what is kept of a person', source: `sha256:${hash}` };
}
