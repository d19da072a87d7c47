import { sql } from 'kysely';
import type { DeliveryKind, DeliveryState } from '../requests/delivery.ts';
import type { Reason } from '../requests/reason.ts';
import type { Transaction } from './store.ts';

/** The way into the outbound queue: a delivery is written in the transaction of its cause. The way out is sending.ts. */
export type NewDelivery = {
  readonly kind: DeliveryKind;
  readonly requestNumber: number | null;
  readonly messageId: number | null;
  /** The Message-ID header, with angle brackets: the same on every try. */
  readonly mailId: string;
  /** The unique part of the Message-ID: how a report finds its delivery. */
  readonly token: string;
  readonly rcpt: string;
  readonly countedRcpt: string;
  readonly envelopeFrom: string;
  readonly octets: Buffer;
  readonly state: Extract<DeliveryState, 'queued' | 'held' | 'suppressed'>;
  readonly reasons: readonly Reason[];
  readonly dueAt: Temporal.Instant;
  readonly template: string | null;
  /** Canonical address of the staff member whose words it carries; absent: the desk wrote it. */
  readonly writtenBy?: string;
};

/** The channel on which a new delivery wakes the dispatchers of all processes. */
export const DELIVERY_CHANNEL = 'replydesk_delivery';

/** Adds deliveries and wakes the dispatchers when the transaction commits. */
export async function enqueue(
  transaction: Transaction,
  deliveries: readonly NewDelivery[],
  now: Temporal.Instant,
): Promise<void> {
  if (deliveries.length === 0) return;
  await transaction
    .insertInto('delivery')
    .values(
      deliveries.map((delivery) => ({
        kind: delivery.kind,
        request_number: delivery.requestNumber,
        message_id: delivery.messageId,
        mail_id: delivery.mailId,
        token: delivery.token,
        rcpt: delivery.rcpt,
        counted_rcpt: delivery.countedRcpt,
        envelope_from: delivery.envelopeFrom,
        octets: delivery.octets,
        state: delivery.state,
        reasons: JSON.stringify(delivery.reasons),
        created_at: now,
        first_due: delivery.dueAt,
        due_at: delivery.dueAt,
        settled_at: delivery.state === 'suppressed' ? now : null,
        template: delivery.template,
        written_by: delivery.writtenBy ?? null,
      })),
    )
    .execute();
  await combine(
    transaction,
    deliveries.filter(({ reasons }) => reasons.some(({ code }) => code === 'combined')),
    now,
  );
  await sql`select pg_notify(${DELIVERY_CHANNEL}, '')`.execute(transaction);
}

/**
 * Of the combined acknowledgements to one sender only the newest is sent, since it names the others' requests, too. Each older
 * one points to the one that took its place, and is not pointed elsewhere again: a sender of thousands of mails would have
 * thousands of rows rewritten with each batch.
 */
async function combine(
  transaction: Transaction,
  deliveries: readonly NewDelivery[],
  now: Temporal.Instant,
): Promise<void> {
  if (deliveries.length === 0) return;
  const waiting = sql`d.kind = 'acknowledgement' and d.state = 'queued' and d.reasons @> '[{"code": "combined"}]'`;
  await sql`
    with newest as (
      select distinct on (d.counted_rcpt) d.counted_rcpt, d.id, d.mail_id from delivery d
       where d.counted_rcpt = any(${deliveries.map(({ countedRcpt }) => countedRcpt)}) and ${waiting}
       order by d.counted_rcpt, d.id desc
    )
    update delivery d set state = 'suppressed', settled_at = ${now}, combined_in = newest.mail_id
      from newest where d.counted_rcpt = newest.counted_rcpt and d.id < newest.id and ${waiting}`.execute(transaction);
}
