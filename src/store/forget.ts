import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { mayForget } from './record-lines.ts';
import type { Transaction } from './store.ts';

/**
 * Forgetting. Whatever is forgotten leaves its place in the mail accounting: the mail was there, its bytes are gone, and a
 * hash of its content stays, so that the copy which may still lie in the mailbox is not taken for a new mail.
 */
const NOTHING = createHash('sha256').update('').digest('hex');

/** Mails whose bytes, texts and names go. `which` is a condition on `intake`. */
export async function forgetMails(transaction: Transaction, which: RawBuilder<unknown>, code: string): Promise<number> {
  await sql`insert into raw_mail (sha256, octets, kept_at) values (${NOTHING}, ''::bytea, '1970-01-01') on conflict do nothing`.execute(
    transaction,
  );
  const { rows } = await sql<{ id: number; message_id: number | null }>`
    select id, message_id from intake where raw_sha256 <> ${NOTHING} and disposition <> 'waiting' and (${which}) for update`.execute(
    transaction,
  );
  const reasons = JSON.stringify([{ code, detail: 'its content is deleted', source: code }]);
  await sql`
    update intake set raw_sha256 = ${NOTHING}, message_id = null, request_number = null, last_error = null, reason = ${code},
           reasons = ${reasons}::jsonb
     where id = any (${rows.map((row) => row.id)})`.execute(transaction);
  await sql`delete from question where intake_id = any (${rows.map((row) => row.id)})`.execute(transaction);
  await forgetMessages(transaction, sql`id = any (${rows.flatMap((row) => row.message_id ?? [])})`);
  await dropUnusedBytes(transaction);
  return rows.length;
}

/** Only the bytes of mails go; what was read in them stays in the record. */
export async function forgetBytes(transaction: Transaction, which: RawBuilder<unknown>): Promise<number> {
  await sql`insert into raw_mail (sha256, octets, kept_at) values (${NOTHING}, ''::bytea, '1970-01-01') on conflict do nothing`.execute(
    transaction,
  );
  const { numAffectedRows } = await sql`
    with emptied as (
      update intake set raw_sha256 = ${NOTHING}
       where raw_sha256 <> ${NOTHING} and disposition <> 'waiting' and (${which}) returning message_id
    )
    update message set raw_sha256 = null where id in (select message_id from emptied)`.execute(transaction);
  await dropUnusedBytes(transaction);
  return Number(numAffectedRows ?? 0);
}

/** Requests with their whole record. `which` is a condition on `request`. Returns their numbers. */
export async function forgetRequests(
  transaction: Transaction,
  which: RawBuilder<unknown>,
  code: string,
): Promise<number[]> {
  const { rows } = await sql<{ number: number }>`select number from request where ${which} for update`.execute(
    transaction,
  );
  const numbers = rows.map((row) => row.number);
  if (numbers.length === 0) return [];
  await mayForget(transaction);
  const theirs = sql`request_number = any (${numbers})`;
  await forgetMails(transaction, theirs, code);
  await sql`update intake set request_number = null where ${theirs}`.execute(transaction);
  await forgetDeliveries(transaction, theirs);
  await forgetMessages(transaction, theirs);
  for (const table of ['deadline', 'event', 'identifier', 'participant', 'question'] as const)
    await sql`delete from ${sql.table(table)} where ${theirs}`.execute(transaction);
  await sql`update request set linked_to = null where linked_to = any (${numbers})`.execute(transaction);
  await sql`update request set merged_into = null where merged_into = any (${numbers})`.execute(transaction);
  await sql`delete from request where number = any (${numbers})`.execute(transaction);
  return numbers;
}

/** Outgoing mails with their bytes. `which` is a condition on `delivery`. */
export async function forgetDeliveries(transaction: Transaction, which: RawBuilder<unknown>): Promise<void> {
  const { rows } = await sql<{ id: number; mail_id: string; token: string }>`
    select id, mail_id, token from delivery where ${which} for update`.execute(transaction);
  const ids = rows.map((row) => row.id);
  await sql`update suppression set delivery_id = null where delivery_id = any (${ids})`.execute(transaction);
  await sql`delete from question where token = any (${rows.map((row) => row.token)})`.execute(transaction);
  await sql`delete from sent_copy where mail_id = any (${rows.map((row) => row.mail_id)})`.execute(transaction);
  await sql`delete from delivery where id = any (${ids})`.execute(transaction);
}

/** Messages of the record. `which` is a condition on `message`. */
async function forgetMessages(transaction: Transaction, which: RawBuilder<unknown>): Promise<void> {
  const gone = sql`message_id in (select id from message where ${which})`;
  for (const table of ['intake', 'identifier', 'event', 'delivery'] as const)
    await sql`update ${sql.table(table)} set message_id = null where ${gone}`.execute(transaction);
  await sql`delete from message where ${which}`.execute(transaction);
}

async function dropUnusedBytes(transaction: Transaction): Promise<void> {
  await sql`
    delete from raw_mail
     where sha256 <> ${NOTHING}
       and not exists (select from intake where intake.raw_sha256 = raw_mail.sha256)
       and not exists (select from message where message.raw_sha256 = raw_mail.sha256)`.execute(transaction);
}
