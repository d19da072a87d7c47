import { sql } from 'kysely';
import { canonicalAddress } from '../requests/address.ts';
import type { DeskList, HeldDelivery, ListedMail, ListedRequest } from '../requests/desk-list.ts';
import { openActions } from './actions.ts';
import { NOT_SHADOWED } from './queue.ts';
import type { Reader } from './store.ts';

/** More than that nobody works through in a day. */
const MOST = 500;
const MOST_AUTOMATIC = 40;

/** Reads what may need somebody. */
export async function deskList(reader: Reader, now: Temporal.Instant): Promise<DeskList> {
  return {
    requests: await openRequests(reader),
    held: await heldMails(reader),
    deliveries: await heldDeliveries(reader),
    actions: await openActions(reader),
    automatic: await filed(reader, now),
  };
}

/**
 * When the next word or the solution is due, or was: a promise that was missed is owed until staff have written. The latest row
 * of a kind counts; an older one was settled by an answer.
 */
export const OWED_SINCE = sql<Temporal.Instant | null>`(
  select min(d.due_at) from deadline d
   where d.request_number = request.number and d.kind in ('respond', 'resolve') and d.state in ('open', 'missed')
     and not exists (select from deadline later
                      where later.request_number = d.request_number and later.kind = d.kind and later.id > d.id))`;

async function openRequests(reader: Reader): Promise<ListedRequest[]> {
  const query = listing(reader).where('state', 'in', ['new', 'open', 'waiting']);
  return (await query.orderBy('number').limit(MOST).execute()).map(asListed);
}

/** Somebody wrote who is not disproven. */
const IS_CREDIBLE = sql<boolean>`exists (
  select from message where message.request_number = request.number and direction = 'in'
     and authentication in ('pass', 'unknown'))`;

/** These, whatever their state: what forged mail opened last, since anybody can write "urgent"; then the most urgent first. */
export async function listedRequests(reader: Reader, numbers: readonly number[]): Promise<ListedRequest[]> {
  if (numbers.length === 0) return [];
  const rows = await listing(reader)
    .where('number', '=', sql<number>`any(${numbers})`)
    .orderBy(IS_CREDIBLE, 'desc')
    .orderBy(sql`array_position(array['critical', 'high', 'normal', 'low'], priority)`)
    .orderBy('number')
    .limit(MOST)
    .execute();
  return rows.map(asListed);
}

function listing(reader: Reader) {
  return reader
    .selectFrom('request')
    .select(['number', 'subject', 'client_name', 'client_address', 'owner', 'team', 'state', 'priority', 'opened_at'])
    .select(OWED_SINCE.as('due_at'));
}

function asListed(row: Awaited<ReturnType<ReturnType<typeof listing>['execute']>>[number]): ListedRequest {
  return {
    number: row.number,
    subject: row.subject,
    client: { name: row.client_name, address: row.client_address },
    owner: row.owner,
    team: row.team,
    state: row.state,
    priority: row.priority,
    openedAt: row.opened_at,
    dueAt: row.due_at,
  };
}

type HeldQuery = ReturnType<typeof heldQuery>;

function heldQuery(reader: Reader) {
  return reader
    .selectFrom('intake')
    .leftJoin('message', 'message.id', 'intake.message_id')
    .select(['intake.id', 'intake.internaldate', 'intake.reasons'])
    .select(['message.from_name', 'message.from_address', 'message.subject', 'message.kind'])
    .select((eb) => [
      eb
        .selectFrom('question')
        .select('question.asked')
        .whereRef('question.intake_id', '=', 'intake.id')
        .orderBy('question.asked_at')
        .limit(1)
        .as('asked'),
    ])
    .where('intake.disposition', '=', 'quarantined');
}

/** Mails that wait for a person, narrowed by `which`, oldest first. */
export async function heldMails(reader: Reader, which = (query: HeldQuery): HeldQuery => query): Promise<ListedMail[]> {
  const rows = await which(heldQuery(reader)).orderBy('intake.id').limit(MOST).execute();
  return rows.map((row) => ({
    intake: row.id,
    from: { name: row.from_name ?? '', address: row.from_address ?? '' },
    subject: row.subject ?? '',
    receivedAt: row.internaldate,
    reasons: row.reasons,
    kind: row.kind ?? 'unreadable',
    member: row.asked ?? (row.kind === 'staff' ? canonicalAddress(row.from_address ?? '') : null),
  }));
}

/** Mails of ours that leave only when a person says so; what was composed in the shadow never does. */
async function heldDeliveries(reader: Reader): Promise<HeldDelivery[]> {
  const rows = await reader
    .selectFrom('delivery')
    .leftJoin('request', 'request.number', 'delivery.request_number')
    .select(['delivery.id', 'delivery.rcpt', 'delivery.reasons', 'delivery.created_at', 'delivery.kind'])
    .select(['request.number', 'request.subject'])
    .where('delivery.state', '=', 'held')
    .where(NOT_SHADOWED)
    .orderBy('delivery.id')
    .limit(MOST)
    .execute();
  return rows.map((row) => ({
    delivery: row.id,
    request: row.number,
    to: row.rcpt,
    subject: row.subject ?? row.kind,
    reasons: row.reasons,
    at: row.created_at,
  }));
}

/** Which of these are held still. */
export async function stillHeld(reader: Reader, deliveries: readonly number[]): Promise<Set<number>> {
  if (deliveries.length === 0) return new Set();
  const rows = await reader
    .selectFrom('delivery')
    .select('id')
    .where('id', 'in', deliveries)
    .where('state', '=', 'held')
    .where(NOT_SHADOWED)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

async function filed(reader: Reader, now: Temporal.Instant): Promise<DeskList['automatic']> {
  const rows = await reader
    .selectFrom('intake')
    .innerJoin('message', 'message.id', 'intake.message_id')
    .select(['message.from_name', 'message.from_address', 'message.subject', 'message.kind'])
    .where('intake.disposition', '=', 'automatic')
    .where('intake.decided_at', '>', now.subtract({ hours: 24 }))
    .orderBy('intake.id', 'desc')
    .limit(MOST_AUTOMATIC)
    .execute();
  return rows.map((row) => ({ from: row.from_name || row.from_address, subject: row.subject, kind: row.kind }));
}
