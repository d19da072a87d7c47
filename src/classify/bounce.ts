import type { Message } from '../requests/message.ts';
import type { Bounce } from '../requests/recognition.ts';

/** Reads a report of failed or late delivery; null where the mail is none. */
export function readBounce(message: Message): Bounce | null {
  return message.reports.some((part) => part.type === 'message/delivery-status')
    ? { outcome: 'failed', recipients: [], originalMessageId: null }
    : null;
}
