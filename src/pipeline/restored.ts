import type { OutgoingMail } from '../requests/delivery.ts';

/**
 * After a restore the mailbox still holds what arrived since the backup. It is taken again, so that nothing is lost; but what
 * it makes the desk write to clients has perhaps left before, so it waits for a person (`queue list --state held`).
 */
export function heldAfterRestore(
  mail: OutgoingMail,
  receivedAt: Temporal.Instant,
  restoredAt: Temporal.Instant | null,
): OutgoingMail {
  if (restoredAt === null || mail.role !== 'client' || mail.state !== 'queued') return mail;
  if (Temporal.Instant.compare(receivedAt, restoredAt) >= 0) return mail;
  const reason = {
    code: 'restored',
    detail: 'arrived before the restore; may have been answered already',
    source: 'restore',
  };
  return { ...mail, state: 'held', reasons: [...mail.reasons, reason] };
}
