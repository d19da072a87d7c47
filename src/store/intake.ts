import { sql } from 'kysely';
import { contentSha256, sha256 } from './content-hash.ts';
import type { Reason } from '../requests/reason.ts';
import { isOld, type Folder } from './folders.ts';
import type { Disposition } from './schema.ts';
import type { Reader, Transaction } from './store.ts';

/**
 * The intake: what lies or lay in a mailbox, each mail in exactly one state. A mail's identity is its place in the
 * mailbox (mailbox, folder, UIDVALIDITY, UID), never its Message-ID, which strangers choose (RFC 3501 §2.3.1.1).
 */
export type FetchedMail = { readonly uid: number; readonly internalDate: Temporal.Instant; readonly octets: Buffer };

export type KeptMail = {
  readonly intakeId: number;
  readonly uid: number;
  readonly mailbox: string;
  readonly role: 'inbox' | 'sent';
  readonly beforeGolive: boolean;
  readonly internalDate: Temporal.Instant;
  readonly octets: Buffer;
  readonly rawSha256: string;
  readonly contentSha256: string;
  readonly attempts: number;
  /** The message that it became when it was decided on before and held. */
  readonly heldAs?: number | null;
};

/**
 * Keeps a batch: the bytes and their bookkeeping, in the caller's transaction. A mail kept already (two pollers, a
 * repeated fetch) is left alone. The rows are leased until `leaseUntil` to the caller, who decides on them next.
 */
export async function keep(
  transaction: Transaction,
  folder: Folder,
  mails: readonly FetchedMail[],
  now: Temporal.Instant,
  leaseUntil: Temporal.Instant,
): Promise<KeptMail[]> {
  if (mails.length === 0) return [];
  const hashed = mails.map((mail) => ({
    ...mail,
    rawSha256: sha256(mail.octets),
    contentSha256: contentSha256(mail.octets),
  }));
  // In one order for all: two mailboxes that keep the same mails at once would wait for each other for ever.
  const raw = hashed.toSorted((a, b) => (a.rawSha256 < b.rawSha256 ? -1 : 1));
  await transaction
    .insertInto('raw_mail')
    .values(raw.map((mail) => ({ sha256: mail.rawSha256, octets: mail.octets, kept_at: now })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const rows = await transaction
    .insertInto('intake')
    .values(
      hashed.map((mail) => ({
        folder_id: folder.id,
        uid: mail.uid,
        internaldate: mail.internalDate,
        raw_sha256: mail.rawSha256,
        content_sha256: mail.contentSha256,
        disposition: 'waiting' as const,
        attempts: 1,
        lease_until: leaseUntil,
        kept_at: now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['folder_id', 'uid']).doNothing())
    .returning(['id', 'uid'])
    .execute();
  const idOf = new Map(rows.map((row) => [row.uid, row.id]));
  return hashed.flatMap((mail) => {
    const intakeId = idOf.get(mail.uid);
    if (intakeId === undefined) return [];
    return [
      {
        intakeId,
        uid: mail.uid,
        mailbox: folder.mailbox,
        role: folder.role,
        beforeGolive: isOld(folder, mail.uid, mail.internalDate),
        internalDate: mail.internalDate,
        octets: mail.octets,
        rawSha256: mail.rawSha256,
        contentSha256: mail.contentSha256,
        attempts: 1,
      },
    ];
  });
}

/** Takes up mails that wait and that nobody holds: kept by a process that died, or put back after a failure. */
export async function claimWaiting(
  transaction: Transaction,
  limit: number,
  now: Temporal.Instant,
  leaseUntil: Temporal.Instant,
): Promise<KeptMail[]> {
  const claimed = await transaction
    .updateTable('intake')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), lease_until: leaseUntil }))
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('intake as due')
        .select('due.id')
        .where('due.disposition', '=', 'waiting')
        .where((or) => or.or([or('due.lease_until', 'is', null), or('due.lease_until', '<', now)]))
        .orderBy('due.id')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id'])
    .execute();
  return keptMails(
    transaction,
    claimed.map((row) => row.id),
  );
}

/** Mails that wait for a person, to be decided on once more. */
export async function quarantinedMails(reader: Reader, intakes: readonly number[]): Promise<KeptMail[]> {
  const mails = await keptMails(reader, intakes);
  const rows = await reader
    .selectFrom('intake')
    .select(['id', 'message_id'])
    .where('id', 'in', [0, ...intakes])
    .where('disposition', '=', 'quarantined')
    .execute();
  const heldAs = new Map(rows.map((row) => [row.id, row.message_id]));
  return mails
    .filter((mail) => heldAs.has(mail.intakeId))
    .map((mail) => ({ ...mail, heldAs: heldAs.get(mail.intakeId) ?? null }));
}

/** Kept mails with their bytes, in the order of their ids. */
export async function keptMails(reader: Reader, intakes: readonly number[]): Promise<KeptMail[]> {
  if (intakes.length === 0) return [];
  const rows = await reader
    .selectFrom('intake')
    .innerJoin('folder', 'folder.id', 'intake.folder_id')
    .innerJoin('raw_mail', 'raw_mail.sha256', 'intake.raw_sha256')
    .select([
      'intake.id',
      'intake.uid',
      'intake.internaldate',
      'intake.raw_sha256',
      'intake.content_sha256',
      'intake.attempts',
      'folder.mailbox',
      'folder.role',
      'folder.golive_uid',
      'folder.since',
      'raw_mail.octets',
    ])
    .where('intake.id', 'in', intakes)
    .orderBy('intake.id')
    .execute();
  return rows.map((row) => ({
    intakeId: row.id,
    uid: row.uid,
    mailbox: row.mailbox,
    role: row.role,
    beforeGolive: isOld({ goliveUid: row.golive_uid, since: row.since }, row.uid, row.internaldate),
    internalDate: row.internaldate,
    octets: row.octets,
    rawSha256: row.raw_sha256,
    contentSha256: row.content_sha256,
    attempts: row.attempts,
  }));
}

/** Which of these mails nobody has decided on yet. Ask under the pipeline's lock. */
export async function stillWaiting(transaction: Transaction, intakes: readonly number[]): Promise<Set<number>> {
  if (intakes.length === 0) return new Set();
  const rows = await transaction
    .selectFrom('intake')
    .select('id')
    .where('id', 'in', intakes)
    .where('disposition', '=', 'waiting')
    .execute();
  return new Set(rows.map((row) => row.id));
}

/** Where a mail ended, and why. */
export type Placement = {
  readonly intakeId: number;
  readonly disposition: Exclude<Disposition, 'waiting'>;
  readonly reasons: readonly Reason[];
  readonly requestNumber: number | null;
  readonly messageId: number | null;
};

/** Writes where each mail of a batch ended. Throws when one of them was no longer waiting: somebody else decided. */
export async function place(
  transaction: Transaction,
  placements: readonly Placement[],
  now: Temporal.Instant,
): Promise<void> {
  if (placements.length === 0) return;
  const rows = JSON.stringify(
    placements.map((placement) => ({
      id: placement.intakeId,
      disposition: placement.disposition,
      reason: placement.reasons[0]?.code ?? null,
      reasons: placement.reasons,
      request_number: placement.requestNumber,
      message_id: placement.messageId,
    })),
  );
  const result = await sql`
    update intake set disposition = r.disposition, reason = r.reason, reasons = coalesce(r.reasons, '[]'), request_number = r.request_number,
           message_id = r.message_id, decided_at = ${now}, lease_until = null, last_error = null
      from jsonb_to_recordset(${rows}::jsonb) as r(id bigint, disposition text, reason text, reasons jsonb, request_number int, message_id bigint)
     where intake.id = r.id and intake.disposition in ('waiting', 'quarantined')`.execute(transaction);
  if (Number(result.numAffectedRows) !== placements.length) throw new Error('a mail was decided on twice');
}

/** Notes why a mail could not be decided on; it is tried again when its lease ends. */
export async function putBack(
  transaction: Transaction,
  intakeId: number,
  error: string,
  again: Temporal.Instant,
): Promise<void> {
  await transaction
    .updateTable('intake')
    .set({ last_error: error.slice(0, 300), lease_until: again })
    .where('id', '=', intakeId)
    .where('disposition', '=', 'waiting')
    .execute();
}
