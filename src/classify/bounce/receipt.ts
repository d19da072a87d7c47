import type { Message } from '../../requests/message.ts';

/** Whether a mail is a message disposition notification (RFC 8098): it tells what became of a mail that had arrived. */
export function isReceipt(message: Message): boolean {
  const { type, params } = message.contentType;
  const reportType = params['report-type']?.toLowerCase() ?? '';
  if (type === 'multipart/report' && reportType.includes('disposition-notification')) return true;
  const hasStatus = message.reports.some((part) => part.type.includes('delivery-status'));
  return !hasStatus && message.reports.some((part) => part.type.includes('disposition-notification'));
}
