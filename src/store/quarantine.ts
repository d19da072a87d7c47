import type { Reason } from '../requests/reason.ts';
import type { Reader } from './store.ts';

export type Quarantined = {
  readonly id: number;
  readonly mailbox: string;
  readonly receivedAt: string;
  readonly from: string | null;
  readonly subject: string | null;
  readonly reasons: readonly Reason[];
};

/** Mails that wait for a person, oldest first. A mail that could not be read has neither sender nor subject. */
export async function listQuarantine(reader: Reader): Promise<Quarantined[]> {
  const rows = await reader
    .selectFrom('intake')
    .innerJoin('folder', 'folder.id', 'intake.folder_id')
    .leftJoin('message', 'message.id', 'intake.message_id')
    .select([
      'intake.id',
      'folder.mailbox',
      'intake.internaldate',
      'message.from_address',
      'message.subject',
      'intake.reasons',
    ])
    .where('intake.disposition', '=', 'quarantined')
    .orderBy('intake.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    mailbox: row.mailbox,
    receivedAt: row.internaldate.toString(),
    from: row.from_address,
    subject: row.subject,
    reasons: row.reasons,
  }));
}
