import type { Reader, Transaction } from './store.ts';

/** A folder of a mailbox under one UIDVALIDITY: what was in it before the desk, and what was taken from it since. */
export type Folder = {
  readonly id: number;
  readonly mailbox: string;
  readonly role: 'inbox' | 'sent';
  readonly uidvalidity: number;
  /** Mail with a smaller UID was there before the desk: it is filed, never acknowledged. */
  readonly goliveUid: number;
  /** Or a date, where the configuration names one: what arrived before it is old as well. */
  readonly since: Temporal.Instant | null;
};

/**
 * Finds the folder as it is now, or opens it. The go-live line is UIDNEXT at the first opening; under a later
 * UIDVALIDITY there is none, since old mail is then known by its content.
 */
export async function openFolder(
  transaction: Transaction,
  place: Omit<Folder, 'id'> & { readonly folder: string },
  now: Temporal.Instant,
): Promise<Folder> {
  const earlier = await transaction
    .selectFrom('folder')
    .select('id')
    .where('mailbox', '=', place.mailbox)
    .where('folder', '=', place.folder)
    .executeTakeFirst();
  await transaction
    .insertInto('folder')
    .values({
      mailbox: place.mailbox,
      folder: place.folder,
      role: place.role,
      uidvalidity: place.uidvalidity,
      golive_uid: earlier ? 1 : place.goliveUid,
      since: place.since,
      opened_at: now,
    })
    .onConflict((conflict) => conflict.columns(['mailbox', 'folder', 'uidvalidity']).doNothing())
    .execute();
  const row = await transaction
    .selectFrom('folder')
    .selectAll()
    .where('mailbox', '=', place.mailbox)
    .where('folder', '=', place.folder)
    .where('uidvalidity', '=', place.uidvalidity)
    .executeTakeFirstOrThrow();
  return {
    id: row.id,
    mailbox: row.mailbox,
    role: row.role,
    uidvalidity: row.uidvalidity,
    goliveUid: row.golive_uid,
    since: row.since,
  };
}

/** Whether a mail lay in the folder before the desk went live. */
export function isOld(
  folder: Pick<Folder, 'goliveUid' | 'since'>,
  uid: number,
  internalDate: Temporal.Instant,
): boolean {
  return uid < folder.goliveUid || (folder.since !== null && Temporal.Instant.compare(internalDate, folder.since) < 0);
}

/** The UIDs of a folder that are kept already. */
export async function knownUids(reader: Reader, folderId: number): Promise<Set<number>> {
  const rows = await reader.selectFrom('intake').select('uid').where('folder_id', '=', folderId).execute();
  return new Set(rows.map((row) => row.uid));
}

/** The UIDs of the mails that were taken since go-live. */
export async function takenUids(reader: Reader, { id, goliveUid, since }: Folder): Promise<number[]> {
  const rows = await reader
    .selectFrom('intake')
    .select('uid')
    .where('folder_id', '=', id)
    .where('uid', '>=', goliveUid)
    .where((eb) => (since === null ? eb.lit(true) : eb('internaldate', '>=', since)))
    .execute();
  return rows.map((row) => row.uid);
}

/** Notes how many mails the server held at the end of a poll. */
export async function polled(
  transaction: Transaction,
  folderId: number,
  inMailbox: number,
  now: Temporal.Instant,
): Promise<void> {
  await transaction
    .updateTable('folder')
    .set({ in_mailbox: inMailbox, polled_at: now })
    .where('id', '=', folderId)
    .execute();
}
