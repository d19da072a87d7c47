import { canonicalCharset } from './charset-decoding.ts';
import { decodeOctets, decodeText } from './charset.ts';
import { LIMITS } from './limits.ts';

/**
 * Reads a header value as people see it: encoded words (RFC 2047), the broken ones of the field included, and raw
 * 8-bit text between them. `octets` has one character an octet; the result is one line without control characters.
 */
export function decodeWords(octets: string, hints: readonly string[] = []): string {
  if (!octets.includes('=?')) return printable(decodeOctets(octets, hints));
  const pieces = split(octets);
  const named = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.charset]));
  const all = [...named, ...hints];
  return printable(
    pieces.map((piece) => (typeof piece === 'string' ? decodeOctets(piece, all) : decodeWord(piece, all))).join(''),
  );
}

/** Charsets that the encoded words of a value name: hints for what stands beside them in the same mail. */
export function charsetsOfWords(octets: string): string[] {
  if (!octets.includes('=?')) return [];
  return split(octets).flatMap((piece) => (typeof piece === 'string' ? [] : [piece.charset]));
}

/** One line for people: line ends, tabs and other controls become spaces, bidirectional overrides go (S21). */
export function printable(text: string): string {
  return CONTROL.test(text)
    ? text
        .replace(/[\x00\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '')
        .replace(/[\x01-\x1f\u2028\u2029]+/g, ' ')
        .trim()
    : text.trim();
}

/** No more of a name or a subject than is kept; never half a character. */
export function clipped(text: string): string {
  return text.length > LIMITS.name ? text.slice(0, LIMITS.name).toWellFormed() : text;
}

const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

type Word = { charset: string; encoding: 'b' | 'q'; encoded: string[] };

const OPENING = /=\?([A-Za-z0-9_.:+-]{1,40})(?:\*[A-Za-z0-9-]{0,20})?\?([bBqQ])\?/y;

/** Cuts a value into plain text and words; adjacent words of one kind are one word, since characters may straddle them. */
function split(octets: string): (string | Word)[] {
  const pieces: (string | Word)[] = [];
  let at = 0;
  let from = 0;
  while ((from = octets.indexOf('=?', from)) >= 0) {
    OPENING.lastIndex = from;
    const opening = OPENING.exec(octets);
    if (!opening) {
      from += 2;
      continue;
    }
    const start = OPENING.lastIndex;
    const end = endOfWord(octets, start);
    const encoding = opening[2]?.toLowerCase() === 'b' ? 'b' : 'q';
    add(pieces, octets.slice(at, from), {
      charset: opening[1] ?? '',
      encoding,
      encoded: [octets.slice(start, end)],
    });
    at = from = Math.min(end + 2, octets.length);
  }
  if (at < octets.length) pieces.push(octets.slice(at));
  return pieces;
}

function add(pieces: (string | Word)[], between: string, word: Word): void {
  const last = pieces.at(-1);
  const adjacent = typeof last === 'object' && /^[ \t\r\n]*$/.test(between);
  if (!adjacent && between !== '') pieces.push(between);
  if (adjacent && sameKind(last, word)) last.encoded.push(...word.encoded);
  else pieces.push(word);
}

function sameKind(one: Word, other: Word): boolean {
  return one.encoding === other.encoding && one.charset.toLowerCase() === other.charset.toLowerCase();
}

/** Where a word ends. A raw `?` before an escape (`?=C3`) is text that was not encoded; a missing end is the value's end. */
function endOfWord(octets: string, start: number): number {
  let end = octets.indexOf('?=', start);
  while (end >= 0 && /^\?=[0-9A-F]{2}[^\s"<]*\?=/.test(octets.slice(end, end + 120)))
    end = octets.indexOf('?=', end + 2);
  return end < 0 ? octets.length : end;
}

function decodeWord(word: Word, hints: readonly string[]): string {
  const bytes = word.encoding === 'b' ? fromBase64(word.encoded) : fromQ(word.encoded.join(''));
  return decodeText(bytes, canonicalCharset(word.charset) || null, hints).text;
}

/** Each word is whole quartets (RFC 2047 §5); where the first is not, somebody cut the text and not the octets. */
function fromBase64(words: readonly string[]): Buffer {
  const first = words[0] ?? '';
  const isCut = words.length > 1 && first.length % 4 !== 0 && !first.endsWith('=');
  return Buffer.concat((isCut ? words.join('').split(/=+/) : words).map((word) => Buffer.from(word, 'base64')));
}

function fromQ(text: string): Buffer {
  return Buffer.from(
    text
      .replaceAll('_', ' ')
      .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}
