import type { OutgoingMail } from '../requests/delivery.ts';

/** The time of which a restored desk knows nothing: from the backup to the restore. */
export type Gap = { readonly from: Temporal.Instant; readonly until: Temporal.Instant };

/**
 * After a restore the mailbox still holds what arrived since the backup. It is taken again, so that nothing is lost; but what
 * it makes the desk write to clients has perhaps left before, so it waits for a person (`queue list --state held`).
 */
export function heldAfterRestore(mail: OutgoingMail, receivedAt: Temporal.Instant, gap: Gap | null): OutgoingMail {
  if (gap === null || mail.role !== 'client' || mail.state !== 'queued') return mail;
  const within =
    Temporal.Instant.compare(receivedAt, gap.from) >= 0 && Temporal.Instant.compare(receivedAt, gap.until) < 0;
  if (!within) return mail;
  const reason = {
    code: 'restored',
    detail: 'arrived after the backup; may have been answered already',
    source: 'restore',
  };
  return { ...mail, state: 'held', reasons: [...mail.reasons, reason] };
}
