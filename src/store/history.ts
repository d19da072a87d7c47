import { sql } from 'kysely';
import { contentSha256 } from './content-hash.ts';
import { keep, keptMails, type FetchedMail, type KeptMail } from './intake.ts';
import { openFolder } from './folders.ts';
import type { Reader, Transaction } from './store.ts';

/**
 * Old mail on its way into the record. It waits under a lease that never ends, so that no desk that runs meanwhile takes it
 * for new mail, and should one do so nevertheless it lies before the go-live line, where nothing is acknowledged.
 */
const NEVER = Temporal.Instant.from('9999-01-01T00:00:00Z');
const FOLDER = 'import';

/** Keeps mails that are not known yet, whatever file they came from. Returns how many were new. */
export async function keepHistory(
  transaction: Transaction,
  mailbox: string,
  mails: readonly Omit<FetchedMail, 'uid'>[],
  now: Temporal.Instant,
): Promise<number> {
  const place = { mailbox, folder: FOLDER, role: 'inbox', uidvalidity: 1, since: null } as const;
  const folder = await openFolder(transaction, { ...place, goliveUid: Number.MAX_SAFE_INTEGER }, now);
  const hashed = new Map(mails.map((mail) => [contentSha256(mail.octets), mail]));
  const known = await transaction
    .selectFrom('intake')
    .select('content_sha256')
    .where('content_sha256', 'in', ['', ...hashed.keys()])
    .execute();
  for (const row of known) hashed.delete(row.content_sha256);
  const { highest } = await transaction
    .selectFrom('intake')
    .select(({ fn }) => fn.max('uid').as('highest'))
    .where('folder_id', '=', folder.id)
    .executeTakeFirstOrThrow();
  const fresh = [...hashed.values()].map((mail, index) => ({
    ...mail,
    uid: ((highest as number | null) ?? 0) + 1 + index,
  }));
  await keep(transaction, folder, fresh, now, NEVER);
  return fresh.length;
}

/** Mails that were filed because they lay in the mailbox before go-live become history in waiting. Returns how many. */
export async function recallFiled(transaction: Transaction, mailbox: string): Promise<number> {
  const { numAffectedRows } = await sql`
    update intake set disposition = 'waiting', lease_until = ${NEVER}
      from folder
     where folder.id = intake.folder_id and folder.mailbox = ${mailbox} and intake.disposition = 'filed'
       and intake.reason = 'before-go-live' and intake.request_number is null`.execute(transaction);
  return Number(numAffectedRows ?? 0);
}

/** The oldest mails of a mailbox that wait to become history. */
export async function historyInWaiting(reader: Reader, mailbox: string, limit: number): Promise<KeptMail[]> {
  const rows = await reader
    .selectFrom('intake')
    .innerJoin('folder', 'folder.id', 'intake.folder_id')
    .select(['intake.id', 'intake.message_id'])
    .where('folder.mailbox', '=', mailbox)
    .where('intake.disposition', '=', 'waiting')
    .where('intake.lease_until', '=', NEVER)
    .orderBy('intake.internaldate')
    .orderBy('intake.id')
    .limit(limit)
    .execute();
  const heldAs = new Map(rows.map((row) => [row.id, row.message_id]));
  const mails = await keptMails(reader, [...heldAs.keys()]);
  return mails
    .map((mail) => ({ ...mail, beforeGolive: false, heldAs: heldAs.get(mail.intakeId) ?? null }))
    .toSorted((a, b) => Temporal.Instant.compare(a.internalDate, b.internalDate) || a.intakeId - b.intakeId);
}
