import { sql } from 'kysely';
import type { DeliveryKind } from '../requests/delivery.ts';
import type { Reason } from '../requests/reason.ts';
import type { Reader } from './store.ts';

/** What was composed in shadow mode, as long as it rests there: held for that reason. */
export const IN_SHADOW = sql<boolean>`delivery.reasons @> '[{"code": "shadow"}]'`;

export type ShadowedDelivery = {
  readonly id: number;
  readonly kind: DeliveryKind;
  readonly to: string;
  readonly mailbox: string | null;
  readonly request: number | null;
  readonly subject: string | null;
  readonly client: string | null;
  readonly at: Temporal.Instant;
  readonly dueAt: Temporal.Instant;
  readonly reasons: readonly Reason[];
  readonly octets: Buffer;
};

/** What would have been sent since an instant, in order; `mailbox`: only for this one. */
export async function shadowed(
  reader: Reader,
  since: Temporal.Instant,
  mailbox: string | null,
): Promise<ShadowedDelivery[]> {
  const rows = await reader
    .selectFrom('delivery')
    .leftJoin('request', 'request.number', 'delivery.request_number')
    .select(['delivery.id', 'delivery.kind', 'delivery.rcpt', 'delivery.request_number', 'delivery.created_at'])
    .select(['delivery.first_due', 'delivery.reasons', 'delivery.octets'])
    .select(['request.mailbox', 'request.subject', 'request.client_address'])
    .where('delivery.state', '=', 'held')
    .where(IN_SHADOW)
    .where('delivery.created_at', '>=', since)
    .where((eb) => (mailbox === null ? eb.lit(true) : eb('request.mailbox', '=', mailbox)))
    .orderBy('delivery.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    to: row.rcpt,
    mailbox: row.mailbox,
    request: row.request_number,
    subject: row.subject,
    client: row.client_address,
    at: row.created_at,
    dueAt: row.first_due,
    reasons: row.reasons.filter(({ code }) => code !== 'shadow'),
    octets: row.octets,
  }));
}

/** What was decided not to be acknowledged since then, and why; by request. */
export async function unacknowledged(
  reader: Reader,
  since: Temporal.Instant,
  mailbox: string | null,
): Promise<{ request: number; client: string; subject: string; at: Temporal.Instant; reasons: readonly Reason[] }[]> {
  const rows = await reader
    .selectFrom('event')
    .innerJoin('request', 'request.number', 'event.request_number')
    .select(['request.number', 'request.client_address', 'request.subject', 'event.at', 'event.reasons'])
    .where('event.kind', '=', 'acknowledgement-suppressed')
    .where('event.actor', '=', 'replydesk')
    .where('event.at', '>=', since)
    .where((eb) => (mailbox === null ? eb.lit(true) : eb('request.mailbox', '=', mailbox)))
    .orderBy('event.id')
    .execute();
  return rows.map(({ number, client_address: client, subject, at, reasons }) => ({
    request: number,
    client,
    subject,
    at,
    reasons,
  }));
}

/** Whether anything rests in the shadow of a mailbox that is not shadowed any more. */
export async function hasShadows(reader: Reader, shadowedNow: ReadonlySet<string>): Promise<boolean> {
  const row = await reader
    .selectFrom('delivery')
    .leftJoin('request', 'request.number', 'delivery.request_number')
    .select('delivery.id')
    .where('delivery.state', '=', 'held')
    .where(IN_SHADOW)
    .where(livesNow(shadowedNow))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** How many requests will be handed over when the shadow ends. */
export async function openShadows(reader: Reader, shadowedNow: ReadonlySet<string>): Promise<number> {
  const row = await reader
    .selectFrom('delivery')
    .innerJoin('request', 'request.number', 'delivery.request_number')
    .select(({ fn }) => fn.count<number>('request.number').distinct().as('count'))
    .where('delivery.state', '=', 'held')
    .where(IN_SHADOW)
    .where(livesNow(shadowedNow))
    .where('request.state', '<>', 'closed')
    .where('request.merged_into', 'is', null)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** What belongs to no request goes with the last mailbox. */
export function livesNow(shadowedNow: ReadonlySet<string>) {
  const still = [...shadowedNow];
  return still.length === 0
    ? sql<boolean>`true`
    : sql<boolean>`(request.mailbox is not null and request.mailbox <> all(${still}))`;
}
