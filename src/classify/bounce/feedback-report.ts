import type { Message } from '../../requests/message.ts';
import { addressesIn, addressIn } from './addresses.ts';

/** A complaint through a feedback loop (RFC 5965): somebody marked our mail as spam, or its authentication failed. */
export type FeedbackReport = {
  /** abuse, fraud, virus, not-spam, opt-out, auth-failure, other; as written, lower case. */
  readonly feedbackType: string;
  /** Whom to write no more; empty where the report hides it, as most do. */
  readonly suppress: readonly string[];
  readonly originalMessageId: string | null;
  /** IP address that the mail came from, as the report says. */
  readonly sourceIp: string | null;
};

/** Whether a mail is an ARF report, also one of the older ones without a machine-readable part. */
export function isFeedbackReport(message: Message): boolean {
  const { type, params } = message.contentType;
  if (type === 'multipart/report' && (params['report-type']?.toLowerCase() ?? '').includes('feedback-report'))
    return true;
  if (message.reports.some((part) => part.type === 'message/feedback-report')) return true;
  // Hotmail's JMRP and others send the complaint as the plain mail with a telling header.
  const names = new Set(message.headers.map(({ name }) => name));
  return names.has('x-hmxmroriginalrecipient') || isComplaintNotification(message.text);
}

/** Reads whom to suppress and which mail it was; null where the mail is no feedback report. */
export function readFeedbackReport(message: Message): FeedbackReport | null {
  if (!isFeedbackReport(message)) return null;
  const fields = reportFields(message);
  const values = (name: string) => fields.filter((field) => field.name === name).map((field) => field.value);
  const original = message.original ?? [];
  const recipients = [
    ...values('original-rcpt-to'),
    ...values('removal-recipient'),
    ...message.headers.filter(({ name }) => name === 'x-hmxmroriginalrecipient').map(({ value }) => value),
    ...complained(message.text),
  ];
  return {
    feedbackType: values('feedback-type')[0]?.toLowerCase().trim() ?? 'abuse',
    suppress: distinct(recipients.flatMap(addressesIn).map(addressIn)),
    originalMessageId: original.find(({ name }) => name === 'message-id')?.value.match(/<[^<>\s]{3,998}>/)?.[0] ?? null,
    sourceIp: values('source-ip')[0]?.trim() ?? null,
  };
}

function reportFields(message: Message): { name: string; value: string }[] {
  return message.reports
    .filter((part) => part.type === 'message/feedback-report')
    .flatMap((part) => part.text.replace(/\n[ \t]+/g, ' ').split('\n', 500))
    .map((line) => /^([A-Za-z][A-Za-z-]{1,60})\s*:\s*(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => ({ name: (match[1] ?? '').toLowerCase(), value: match[2] ?? '' }));
}

/** Amazon SES tells complaints as JSON through SNS. */
function isComplaintNotification(text: string): boolean {
  return /^\s*\{"(?:notificationType|eventType)"\s*:\s*"Complaint"/.test(text.slice(0, 200));
}

function complained(text: string): string[] {
  return isComplaintNotification(text)
    ? [...text.slice(0, 65_536).matchAll(/"complainedRecipients"\s*:\s*\[([^\]]{0,4000})\]/g)].map(
        (match) => match[1] ?? '',
      )
    : [];
}

function distinct(addresses: readonly string[]): string[] {
  return [
    ...new Map(
      addresses.filter((address) => address !== '').map((address) => [address.toLowerCase(), address]),
    ).values(),
  ];
}
