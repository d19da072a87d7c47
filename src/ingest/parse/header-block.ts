import { LIMITS } from './limits.ts';
import { trimOctets } from './octets.ts';

/** One header field. `octets`: its unfolded value, one character an octet, as it came. */
export type Field = { readonly name: string; readonly octets: string };

export type HeaderBlock = {
  readonly fields: readonly Field[];
  /** Where the body begins in the raw mail. */
  readonly bodyStart: number;
  /** Whether an empty line closed it; lines of a part that only look like fields have none. */
  readonly closed: boolean;
  /** Whether more stood there than is kept. */
  readonly cut: boolean;
};

/**
 * Reads the header that begins at `start` (RFC 5322 §2.2), as tolerantly as mail needs it: junk lines between fields,
 * blanks before the colon, a missing empty line before the body. Linear in the header's length; what is kept is bounded.
 */
export function readHeaderBlock(raw: Buffer, start: number): HeaderBlock {
  for (let window = 4096; ; window *= 8) {
    const end = Math.min(start + window, raw.length);
    const block = readLines(raw.toString('latin1', start, end), end === raw.length);
    if (block) return { ...block, bodyStart: start + block.bodyStart };
  }
}

/** Where a mail's header begins: after a byte order mark, empty lines and the `From ` line of an mbox file. */
export function headerStart(raw: Buffer): number {
  let at = raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf ? 3 : 0;
  while (at < Math.min(raw.length, 1024) && [0x0a, 0x0d, 0x20, 0x09, 0].includes(raw[at] ?? 0)) at++;
  if (!/^>?From (?![ \t]*:)/.test(raw.toString('latin1', at, at + 16))) return at;
  const end = raw.indexOf(0x0a, at);
  return end < 0 || end - at > 1000 ? at : end + 1;
}

/** Null where the text ends before the header does and there is more of it. */
function readLines(text: string, whole: boolean): HeaderBlock | null {
  const fields = new KeptFields();
  for (let at = 0; at < text.length;) {
    const lineEnd = text.indexOf('\n', at);
    if (!whole && lineEnd < 0) return null;
    const next = lineEnd < 0 ? text.length : lineEnd + 1;
    const line = text.slice(at, next);
    const colon = colonOf(line);
    if (colon > 0) fields.open(line.slice(0, colon), line.slice(colon + 1));
    else if (isEmpty(line)) return fields.block(next, true);
    else if (isFolded(line) && !isBlank(line) && fields.isOpen()) fields.extend(line);
    else {
      if (!whole && text.indexOf('\n', next) < 0) return null;
      if (!continues(text, next)) return isBlank(line) ? fields.block(next, true) : fields.block(at, false);
    }
    at = next;
  }
  return whole ? fields.block(text.length, false) : null;
}

/** The fields read so far, no more of them and of each than the limits allow. */
class KeptFields {
  readonly #fields: Field[] = [];
  #name = '';
  #lines: string[] = [];
  #length = 0;
  #total = 0;
  #cut = false;

  isOpen(): boolean {
    return this.#name !== '';
  }

  open(name: string, line: string): void {
    this.#close();
    this.#name = name.trimEnd().toLowerCase();
    this.extend(line);
  }

  extend(line: string): void {
    const room = Math.min(LIMITS.field - this.#length, LIMITS.header - this.#total);
    if (line.length > room) this.#cut = true;
    if (room <= 0) return;
    this.#lines.push(withoutLineEnd(line.length > room ? line.slice(0, room) : line));
    this.#length += line.length;
    this.#total += line.length;
  }

  block(bodyStart: number, closed: boolean): HeaderBlock {
    this.#close();
    return { fields: this.#fields, bodyStart, closed, cut: this.#cut };
  }

  #close(): void {
    if (this.#fields.length >= LIMITS.fields) this.#cut = true;
    else if (this.#name !== '') this.#fields.push({ name: this.#name, octets: unfolded(this.#lines) });
    this.#name = '';
    this.#lines = [];
    this.#length = 0;
  }
}

/** Whether a field follows `at`, behind a line that is no part of the header; the last field may go on before it. */
function continues(text: string, at: number): boolean {
  for (let seen = 0; seen < 3; seen++) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end);
    if (colonOf(line) > 0) return true;
    if (end < 0 || !isFolded(line) || isBlank(line)) return false;
    at = end + 1;
  }
  return false;
}

/** Index of the colon behind a field name; -1 where the line is none. A `--` in front is a boundary's. */
function colonOf(line: string): number {
  const colon = line.indexOf(':');
  if (colon < 1 || colon > 200 || isFolded(line) || line.startsWith('--')) return -1;
  let blank = false;
  for (let i = 0; i < colon; i++) {
    const code = line.charCodeAt(i);
    if (code === 0x20 || code === 0x09) blank = true;
    else if (blank || code < 0x21 || code > 0x7e) return -1;
  }
  return colon;
}

function isFolded(line: string): boolean {
  return line.startsWith(' ') || line.startsWith('\t');
}

function isEmpty(line: string): boolean {
  return line === '\n' || line === '\r\n' || line === '\r';
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

function withoutLineEnd(line: string): string {
  if (!line.endsWith('\n')) return line;
  return line.slice(0, line.endsWith('\r\n') ? -2 : -1);
}

function unfolded(lines: readonly string[]): string {
  const value = lines.length === 1 ? (lines[0] ?? '') : lines.join('');
  return trimOctets(/[\0\r]/.test(value) ? value.replaceAll('\0', '').replaceAll('\r', ' ') : value);
}
