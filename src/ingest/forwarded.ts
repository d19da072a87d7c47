import type { Address } from '../requests/address.ts';
import type { Forwarded } from '../requests/forwarded.ts';
import type { Message } from '../requests/message.ts';
import { carriedFiles } from './carried-files.ts';
import { foldQuotedText } from './quoted-text.ts';
import { parse } from './parse.ts';
import { headerBlockAt, headerRole } from './quoted-text/header-block.ts';
import { isBlank, textLines, type Line } from './quoted-text/lines.ts';
import { isForwardSubject, separatorOn } from './quoted-text/separator.ts';
import type { HeaderRole } from './quoted-text/words/header-labels.ts';

/**
 * The mail that somebody forwarded, inline with its header as text or attached as it came, by the usual programs and in the
 * languages of the labels. Null for any other mail: an answer quotes a header too, so a subject that says "forwarded" or a line
 * that announces it must be there.
 */
export async function readForwarded(message: Message, raw: Buffer): Promise<Forwarded | null> {
  return inline(message) ?? (await attached(message, raw));
}

/** How many lines may stand between what announces a forward and its header. */
const NEAR = 4;

function inline(message: Message): Forwarded | null {
  const lines = textLines(message.text).slice(0, 5_000);
  const isSaid = isForwardSubject(message.subject);
  for (let at = 0; at < lines.length; at++) {
    const separator = separatorOn(lines[at]!.plain);
    const isAnnounced = separator === 'forward' || (isSaid && separator === 'original');
    if (!isAnnounced && !(isSaid && headerRole(lines[at]!.plain) !== null)) continue;
    const begin = isAnnounced ? firstHeader(lines, at + 1) : at;
    const block = begin === null ? null : headerBlockAt(lines, begin);
    if (begin !== null && block?.roles.has('from') === true)
      return forwardedAt(message, lines, at, { from: begin, to: block.to });
  }
  return null;
}

function firstHeader(lines: readonly Line[], from: number): number | null {
  for (let at = from; at < Math.min(lines.length, from + NEAR); at++)
    if (headerRole(lines[at]!.plain) !== null) return at;
  return null;
}

function forwardedAt(
  message: Message,
  lines: readonly Line[],
  separator: number,
  header: { readonly from: number; readonly to: number },
): Forwarded {
  const fields = fieldsIn(lines.slice(header.from, header.to));
  const below = lines.slice(header.to);
  const text = unquoted(below).trim();
  const subject = fields.get('subject') ?? '';
  return {
    from: addressIn(fields.get('from') ?? ''),
    subject: subject === '' ? withoutPrefix(message.subject) : subject,
    text: foldQuotedText({ text, html: null, subject: '' }, []).visibleText || text,
    own: lines
      .slice(0, separator)
      .map(({ raw }) => raw)
      .join('\n')
      .trim(),
    messageId: null,
  };
}

/** The values of a header that stands as text; a value may go on in the next line. */
function fieldsIn(lines: readonly Line[]): Map<HeaderRole, string> {
  const fields = new Map<HeaderRole, string>();
  let last: HeaderRole | null = null;
  for (const { plain } of lines) {
    const role = headerRole(plain);
    if (role !== null) {
      last = role;
      fields.set(role, fields.get(role) ?? plain.replace(/^[^:：]*[:：][\s*_]*/u, '').trim());
    } else if (last !== null && plain !== '') fields.set(last, `${fields.get(last) ?? ''} ${plain}`);
  }
  return fields;
}

const ADDRESS = /[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z\d](?:[a-z\d.-]{0,252}[a-z\d])?/i;

/** `Jane Doe <jane@client.test>`, `"Doe, Jane" [mailto:jane@client.test]`, `jane@client.test<mailto:jane@client.test>`. */
function addressIn(value: string): Address {
  const match = ADDRESS.exec(value);
  if (!match) return { name: tidyName(value), address: '' };
  return { name: tidyName(value.slice(0, match.index)), address: match[0].toLowerCase() };
}

function tidyName(text: string): string {
  return text
    .replace(/[<[(]\s*(?:mailto:)?\s*$/i, '')
    .replaceAll(/["*_]/g, '')
    .trim()
    .slice(0, 100);
}

/** Without the prefix that the forwarding program put before every line, where it did. */
function unquoted(lines: readonly Line[]): string {
  const said = lines.filter((line) => !isBlank(line));
  const isQuoted = said.length > 0 && said.every(({ depth }) => depth > 0);
  return lines.map(({ raw }) => (isQuoted ? raw.replace(/^\s{0,3}[>＞] ?/u, '') : raw)).join('\n');
}

function withoutPrefix(subject: string): string {
  return isForwardSubject(subject) ? subject.replace(/^[^:：]*[:：]\s*/u, '') : subject;
}

/** A mail that travels as an attachment: "forward as attachment", or drawn into a new mail. */
async function attached(message: Message, raw: Buffer): Promise<Forwarded | null> {
  if (!message.attachments.some((file) => file.contentType === 'message/rfc822' || /\.eml$/i.test(file.filename ?? '')))
    return null;
  const { files } = await carriedFiles(raw, raw.length);
  const mails = files.filter((file) => file.contentType === 'message/rfc822' || /\.eml$/i.test(file.filename ?? ''));
  const [only, ...more] = mails;
  if (only === undefined || more.length > 0) return null;
  const original = await parse(only.content).catch(() => null);
  const from = original?.from[0];
  if (!original || from === undefined || original.from.length > 1) return null;
  return {
    from: { name: from.name, address: from.address.toLowerCase() },
    subject: original.subject,
    text: foldQuotedText(original, []).visibleText || original.text,
    own: message.text.trim(),
    messageId: original.messageId,
  };
}
