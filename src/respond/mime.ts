import MailComposer from 'nodemailer/lib/mail-composer';
import { isAnswerable, type Address } from '../requests/address.ts';

/**
 * One outgoing mail as the bytes that every try sends. Message-ID and Date are values of the caller, so a retry is the same
 * mail. What strangers wrote (names, subjects, ids, file names) is made harmless here, whatever the mail library does besides:
 * one header stays one header (S11). Addresses and an own Message-ID that are unusable are a broken invariant and throw.
 */
export type Outgoing = {
  /** With angle brackets; the same on every try. */
  readonly messageId: string;
  readonly date: Temporal.Instant;
  readonly from: Address;
  readonly to: readonly Address[];
  readonly cc?: readonly Address[];
  readonly replyTo?: Address | null;
  readonly inReplyTo?: string | null;
  /** Oldest first; cut to the first and the last twenty. */
  readonly references?: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html?: string | null;
  /** RFC 3834 §5: `auto-replied` for answers of the desk itself, `auto-generated` for notices, null where a person wrote. */
  readonly autoSubmitted: 'auto-replied' | 'auto-generated' | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly attachments?: readonly OutgoingAttachment[];
};

export type OutgoingAttachment = {
  readonly filename: string | null;
  readonly contentType: string;
  readonly content: Buffer;
  /** Without angle brackets; present where the HTML shows it as `cid:`. */
  readonly contentId?: string | null;
};

const MESSAGE_ID = /^<[^\s<>\u0000-\u0020\u007F-\uFFFF]{1,300}@[^\s<>\u0000-\u0020\u007F-\uFFFF]{1,200}>$/;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i;
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]{0,75}$/;
const KEPT_REFERENCES = 20;
const LONGEST_REFERENCES = 2_000;

/** Headers that are set from fields of their own and never through `headers`. */
const RESERVED =
  /^(?:from|sender|to|cc|bcc|reply-to|in-reply-to|references|subject|message-id|date|mime-version|content-.*|auto-submitted|x-auto-response-suppress|received|return-path|resent-.*|dkim-signature)$/i;

/** The bytes of a mail, CRLF line ends, ready for DATA. */
export function composeMime(outgoing: Outgoing): Promise<Buffer> {
  const { replyTo, html } = outgoing;
  const inReplyTo = outgoing.inReplyTo ?? '';
  const references = keptReferences(outgoing.references ?? []);
  const mail = new MailComposer({
    messageId: ownMessageId(outgoing.messageId),
    date: new Date(outgoing.date.epochMilliseconds),
    from: mailbox(outgoing.from),
    to: outgoing.to.map(mailbox),
    ...(outgoing.cc?.length ? { cc: outgoing.cc.map(mailbox) } : {}),
    ...(replyTo ? { replyTo: mailbox(replyTo) } : {}),
    ...(MESSAGE_ID.test(inReplyTo) ? { inReplyTo } : {}),
    ...(references.length > 0 ? { references: [...references] } : {}),
    subject: headerText(outgoing.subject),
    ...(html
      ? { alternatives: [bodyPart('text/plain', outgoing.text), bodyPart('text/html', inAscii(html))] }
      : { text: outgoing.text }),
    headers: extraHeaders(outgoing),
    attachments: (outgoing.attachments ?? []).map(attachment),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}

/** RFC 5322 §2.1.1, without the line end. */
const LONGEST_LINE = 998;
const BEYOND_ASCII = /[^\x00-\x7F]/;
const BASE64_GROWTH = 1.37;

/**
 * One part of the body, encoded here: quoted-printable in JavaScript was 1.0 of the 1.2 ms that composing cost a mail. Plain
 * ASCII goes as it is, readable in every log; the rest as base64, which Node does natively.
 */
function bodyPart(type: 'text/plain' | 'text/html', content: string): { raw: Buffer } {
  const text = content
    .toWellFormed()
    .replaceAll('\0', '')
    .replaceAll(/\r\n?|\n/g, '\r\n');
  const isPlain = !BEYOND_ASCII.test(text) && longestLine(text) <= LONGEST_LINE;
  const encoded = isPlain ? text : Buffer.from(text).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  const head = `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: ${isPlain ? '7bit' : 'base64'}\r\n\r\n`;
  return { raw: Buffer.from(head + encoded) };
}

/** Found by jumping from line end to line end: a pattern that counts would start anew at every character. */
function longestLine(text: string): number {
  let longest = 0;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    longest = Math.max(longest, end - start);
    start = end + 1;
  }
  return Math.max(longest, text.length - start);
}

/**
 * HTML whose letters beyond ASCII are character references, where that is shorter than base64 of the whole: German or Polish
 * stays readable in every log and a third smaller, Chinese goes as it is.
 */
function inAscii(html: string): string {
  const octets = Buffer.byteLength(html);
  if (html.length + 6 * (octets - html.length) > BASE64_GROWTH * octets) return html;
  return html.toWellFormed().replaceAll(/[^\x00-\x7F]/gu, (letter) => `&#${letter.codePointAt(0) ?? 0};`);
}

/** Text that may stand in a header: one line, no control characters, none that turn the direction of writing. */
export function headerText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\u200E\u200F\uFEFF]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

function mailbox({ name, address }: Address): { name: string; address: string } {
  if (!isAnswerable(address)) throw new Error('a mail was composed for an address that cannot be used');
  return { name: headerText(name).slice(0, 200).toWellFormed(), address };
}

function ownMessageId(messageId: string): string {
  if (!MESSAGE_ID.test(messageId)) throw new Error('a mail was composed with an unusable Message-ID');
  return messageId;
}

/**
 * Valid ids, each once; of a long chain the root, which holds threads together, and the nearest ancestors. Ids may have 998
 * octets, so all of them together are bounded, too.
 */
function keptReferences(references: readonly string[]): readonly string[] {
  const valid = [...new Set(references.filter((id) => MESSAGE_ID.test(id)))];
  const few =
    valid.length <= 2 * KEPT_REFERENCES
      ? valid
      : [...valid.slice(0, KEPT_REFERENCES), ...valid.slice(-KEPT_REFERENCES)];
  while (few.length > 1 && few.join(' ').length > LONGEST_REFERENCES) few.splice(few.length > 2 ? 1 : 0, 1);
  return few;
}

function extraHeaders({ autoSubmitted, headers = {} }: Outgoing): { key: string; value: string }[] {
  const own = autoSubmitted === null ? {} : { 'Auto-Submitted': autoSubmitted, 'X-Auto-Response-Suppress': 'All' };
  for (const name of Object.keys(headers))
    if (!HEADER_NAME.test(name) || RESERVED.test(name)) throw new Error(`the header ${name} cannot be added to a mail`);
  return Object.entries({ ...own, ...headers }).map(([key, value]) => ({ key, value: headerText(value) }));
}

function attachment({ filename, contentType, content, contentId }: OutgoingAttachment): object {
  const name = filename === null ? '' : headerText(filename).replaceAll(/[/\\]/g, '_').slice(0, 200).toWellFormed();
  const inline = contentId !== undefined && contentId !== null && /^[^\s<>"]{1,200}$/.test(contentId);
  return {
    filename: name === '' ? 'attachment' : name,
    contentType: MEDIA_TYPE.test(contentType) ? contentType.toLowerCase() : 'application/octet-stream',
    content,
    ...(inline ? { cid: contentId } : {}),
  };
}
