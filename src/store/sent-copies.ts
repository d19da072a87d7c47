import { sql } from 'kysely';
import type { Reader, Transaction } from './store.ts';

export type SentMail = { readonly mailId: string; readonly mailbox: string; readonly octets: Buffer };

/** Kinds of mail that clients get; notices to staff and our own bookkeeping are no business of the Sent folder. */
const TO_STAFF = ['notification', 'escalation', 'confirmation', 'digest', 'report'];

/** Mails that were accepted since `since` and of which no copy lies in a Sent folder yet, oldest first. */
export async function uncopied(reader: Reader, since: Temporal.Instant, limit: number): Promise<SentMail[]> {
  const rows = await reader
    .selectFrom('delivery')
    .innerJoin('request', 'request.number', 'delivery.request_number')
    .select(['delivery.mail_id', 'request.mailbox', 'delivery.octets'])
    .distinctOn('delivery.mail_id')
    .where('delivery.accepted_at', '>=', since)
    .where('delivery.kind', 'not in', TO_STAFF as never)
    .where(sql<boolean>`octet_length(delivery.octets) > 0`)
    .where((eb) =>
      eb.not(
        eb.exists(eb.selectFrom('sent_copy').select('mail_id').whereRef('sent_copy.mail_id', '=', 'delivery.mail_id')),
      ),
    )
    .orderBy('delivery.mail_id')
    .orderBy('delivery.id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ mailId: row.mail_id, mailbox: row.mailbox, octets: row.octets }));
}

/** Notes that the copy lies there. */
export async function copied(transaction: Transaction, mailId: string, now: Temporal.Instant): Promise<void> {
  await transaction
    .insertInto('sent_copy')
    .values({ mail_id: mailId, copied_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
