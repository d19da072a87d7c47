import type { MediaType } from '../../requests/message.ts';
import { decodeOctets, decodeText } from './charset.ts';
import { decodeWords } from './encoded-words.ts';
import { trimOctets } from './octets.ts';

/**
 * Reads a structured MIME field such as Content-Type or Content-Disposition (RFC 2045 §5.1, RFC 2231): its value in
 * lower case and its parameters, decoded. The first of two equal parameters counts. Tolerates what mail programs write:
 * unquoted blanks, 8-bit text, encoded words inside quotes.
 */
export function readMediaType(octets: string, hints: readonly string[] = []): MediaType {
  const [first = '', ...rest] = splitParameters(octets);
  // A type without a semicolon behind it, or none at all, occurs: what is left of the first piece is a parameter too.
  const [, type = '', remainder = ''] = /^\s*([^\s=,"]+)(?:[\s,]+(.*))?$/s.exec(first) ?? [undefined, '', first];
  const raw = new Map<string, string>();
  for (const piece of [remainder, ...rest]) {
    const equals = piece.indexOf('=');
    const name = piece.slice(0, equals).trim().toLowerCase();
    if (equals > 0 && !raw.has(name)) raw.set(name, unquoted(trimOctets(piece.slice(equals + 1))));
  }
  return { type: decodeOctets(type.toLowerCase()), params: parameters(raw, hints) };
}

/** Pieces between semicolons; a semicolon inside quotes or a comment does not part, and a quote left open ends with its piece. */
function splitParameters(octets: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  let quotes = true;
  for (let at = 0; at < octets.length && pieces.length < MAX_PARAMETERS; at++) {
    const character = octets[at];
    if (character === '"' && quotes) {
      const end = endOfQuote(octets, at);
      quotes = end > at;
      at = end;
    } else if (character === ';') {
      pieces.push(octets.slice(from, at));
      from = at + 1;
    }
  }
  pieces.push(octets.slice(from));
  return pieces;
}

const MAX_PARAMETERS = 200;

/** Index of the closing quote; of the opening one where none closes it. */
function endOfQuote(octets: string, start: number): number {
  for (let at = start + 1; at < octets.length; at++) {
    if (octets[at] === '\\') at++;
    else if (octets[at] === '"') return at;
  }
  return start;
}

/** The text of a quoted string (RFC 5322 §3.2.4); a backslash only escapes quotes and itself, since Windows paths stand here. */
function unquoted(value: string): string {
  if (!value.startsWith('"')) return trimOctets(withoutComments(value));
  const end = endOfQuote(value, 0);
  return value.slice(1, end === 0 ? undefined : end).replace(/\\(["\\])/g, '$1');
}

function withoutComments(value: string): string {
  const open = value.indexOf(' (');
  return open < 0 || !trimOctets(value).endsWith(')') ? value : value.slice(0, open);
}

type Piece = { readonly section: number; readonly extended: boolean; readonly value: string };

function parameters(raw: ReadonlyMap<string, string>, hints: readonly string[]): Record<string, string> {
  const pieces = new Map<string, Piece[]>();
  for (const [key, value] of raw) {
    const [, name = key, section, extended] = /^([^*]+)(?:\*(\d{1,4}))?(\*)?$/.exec(key) ?? [];
    const list = pieces.get(name) ?? [];
    list.push({ section: section === undefined ? -1 : Number(section), extended: extended !== undefined, value });
    pieces.set(name, list);
  }
  return Object.fromEntries([...pieces].map(([name, list]) => [name, joined(list, hints)]));
}

/** RFC 2231 §3, §4: continuations in their order, percent-escapes by the charset that the first of them names. */
function joined(list: readonly Piece[], hints: readonly string[]): string {
  const plain = list.find((piece) => piece.section < 0 && !piece.extended);
  const encoded = list.filter((piece) => piece.section >= 0 || piece.extended).sort((a, b) => a.section - b.section);
  if (encoded.length === 0) return decodeWords(plain?.value ?? '', hints);
  const [, charset = null, text = encoded[0]?.value ?? ''] =
    /^([^']*)'[^']*'(.*)$/s.exec(encoded[0]?.value ?? '') ?? [];
  const values = [text, ...encoded.slice(1).map((piece) => piece.value)];
  if (!encoded.some((piece) => piece.extended)) return decodeWords(values.join(''), hints);
  const octets = values.map((value, at) => (encoded[at]?.extended ? unescaped(value) : value)).join('');
  // Some programs put encoded words into a value that they mark as extended.
  if (octets.startsWith('=?')) return decodeWords(octets, hints);
  return decodeText(Buffer.from(octets, 'latin1'), charset, hints).text.replaceAll('\0', '');
}

function unescaped(value: string): string {
  return value.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
