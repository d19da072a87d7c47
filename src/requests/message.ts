import type { Address } from './address.ts';
import type { Reason } from './reason.ts';

/**
 * One mail, parsed. Everything in it was written by a stranger: sizes are bounded by the parser, nothing else is trusted.
 * A Message is plain data (it crosses worker threads and is stored as JSON), so dates are ISO instants.
 */
export type Message = {
  /** With angle brackets, as `<id@host>`; null where missing or unusable. */
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  /** In header order, oldest first. */
  readonly references: readonly string[];
  /** ISO instant of the Date header; else of the newest Received; else null. */
  readonly date: string | null;
  /** Every mailbox of every From header, in order: more than one makes the sender doubtful (RFC 5322 §3.6.2). */
  readonly from: readonly Address[];
  /** How many From headers there are; 1 in a sound mail. */
  readonly fromHeaders: number;
  readonly sender: Address | null;
  readonly replyTo: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly subject: string;
  /** All header fields in order, the topmost first. */
  readonly headers: readonly Header[];
  /** Media type of the whole mail, lower case, with its parameters (names lower case). */
  readonly contentType: MediaType;
  /** The body as text, UTF-8, LF line ends; made from the HTML where there is no text part. */
  readonly text: string;
  /** The HTML part as sent, unsanitised; null where there is none. */
  readonly html: string | null;
  readonly attachments: readonly Attachment[];
  /** Machine-readable report parts (delivery-status, disposition-notification, feedback-report) in order. */
  readonly reports: readonly ReportPart[];
  /** Header of the mail that a report returns or that is attached (message/rfc822, text/rfc822-headers). */
  readonly original: readonly Header[] | null;
  /** METHOD of a text/calendar part (RFC 5546 §3.2), lower case; absent where there is none. */
  readonly calendarMethod?: string;
  /** Octets of the raw mail. */
  readonly size: number;
  /** What the parser had to cut or guess. */
  readonly cuts: readonly Reason[];
};

/** `name` lower case; `value` unfolded, encoded words left as they came unless the header is shown to people. */
export type Header = { readonly name: string; readonly value: string };

export type MediaType = { readonly type: string; readonly params: Readonly<Record<string, string>> };

export type Attachment = {
  readonly filename: string | null;
  readonly contentType: string;
  /** Octets after transfer decoding. */
  readonly size: number;
  readonly inline: boolean;
  /** Without angle brackets. */
  readonly contentId: string | null;
};

/** `type` such as message/delivery-status; `text` decoded, LF line ends, at most 256 kB. */
export type ReportPart = { readonly type: string; readonly text: string };

/** All values of a header, topmost first. `name` in lower case. */
export function headerValues(message: Pick<Message, 'headers'>, name: string): string[] {
  return message.headers.filter((header) => header.name === name).map((header) => header.value);
}

/** The topmost value of a header, or null. */
export function headerValue(message: Pick<Message, 'headers'>, name: string): string | null {
  return message.headers.find((header) => header.name === name)?.value ?? null;
}
