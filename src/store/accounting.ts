import { sql } from 'kysely';
import type { Reader } from './store.ts';

/**
 * Mail accounting: all mail ever seen in a folder and UIDVALIDITY, each in exactly one state. `unexplained` is what the
 * states do not add up to, reckoned from the bytes that were kept and not from the states: it must be 0.
 */
export type FolderAccount = {
  readonly address: string;
  readonly folder: string;
  readonly uidvalidity: number;
  /** What the server held at the last full look; not a state. */
  readonly inMailbox: number;
  readonly filed: number;
  readonly staff: number;
  readonly automatic: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly ignored: number;
  readonly waiting: number;
  readonly unexplained: number;
};

const STATES = ['filed', 'staff', 'automatic', 'duplicate', 'quarantined', 'ignored', 'waiting'] as const;

/** The account of every folder, or of one mailbox. */
export async function accounts(reader: Reader, mailbox: string | null): Promise<FolderAccount[]> {
  const count = (state: string) => sql<number>`count(intake.id) filter (where intake.disposition = ${state})`;
  const rows = await reader
    .selectFrom('folder')
    .leftJoin('intake', 'intake.folder_id', 'folder.id')
    .leftJoin('raw_mail', 'raw_mail.sha256', 'intake.raw_sha256')
    .leftJoin('request', 'request.number', 'intake.request_number')
    .select(['folder.mailbox', 'folder.folder', 'folder.uidvalidity', 'folder.in_mailbox'])
    .select(STATES.map((state) => count(state).as(state)))
    .select([
      sql<number>`count(distinct intake.uid)`.as('seen'),
      // Explained: its bytes are there, a decided mail says why, and the request that it names exists.
      sql<number>`count(intake.id) filter (where raw_mail.sha256 is not null
        and (intake.disposition = 'waiting' or intake.reason is not null)
        and (intake.request_number is null or request.number is not null))`.as('explained'),
    ])
    .where((eb) => (mailbox === null ? eb.lit(true) : eb('folder.mailbox', '=', mailbox)))
    .groupBy('folder.id')
    .orderBy('folder.id')
    .execute();
  return rows.map((row) => ({
    address: row.mailbox,
    folder: row.folder,
    uidvalidity: row.uidvalidity,
    inMailbox: row.in_mailbox,
    filed: row.filed,
    staff: row.staff,
    automatic: row.automatic,
    duplicate: row.duplicate,
    quarantined: row.quarantined,
    ignored: row.ignored,
    waiting: row.waiting,
    unexplained:
      Math.max(
        row.seen,
        STATES.reduce((sum, state) => sum + row[state], 0),
      ) - row.explained,
  }));
}
