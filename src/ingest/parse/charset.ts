import { isAscii, isUtf8 } from 'node:buffer';
import { canonicalCharset, damage, decodeAs, isSevenBit, MULTIBYTE, TOLERATED_DAMAGE } from './charset-decoding.ts';
import { guessText } from './charset-guess.ts';

/** Text out of octets, and the charset that was taken where it is not the declared one. */
export type Decoded = { readonly text: string; readonly guessed: string | null };

/**
 * Reads octets as text: by the declared charset where that gives text, else by what the octets are. Never throws.
 * `hints` are charsets that the same mail names elsewhere, the likeliest first.
 */
export function decodeText(octets: Buffer, declared: string | null, hints: readonly string[] = []): Decoded {
  const charset = canonicalCharset(declared) || (isJis(octets) ? 'iso-2022-jp' : '');
  if (isSevenBit(charset)) {
    const text = decodeAs(octets, charset);
    return damage(text, octets) < TOLERATED_DAMAGE ? { text, guessed: null } : guessText(octets, charset, text, hints);
  }
  if (isAscii(octets)) return { text: octets.toString('latin1'), guessed: null };
  // Mail labelled with a one-byte charset that is sound UTF-8 is UTF-8: by chance that happens in no text of people.
  if (charset !== 'utf-8' && !MULTIBYTE.has(charset) && isUtf8(octets))
    return { text: octets.toString('utf8'), guessed: charset === '' ? null : 'utf-8' };
  const text = charset === '' ? null : decodeAs(octets, charset);
  if (text !== null && damage(text, octets) < TOLERATED_DAMAGE) return { text, guessed: null };
  return guessText(octets, charset, text, hints);
}

/** Reads a header's or file name's octets, given one character an octet. */
export function decodeOctets(octets: string, hints: readonly string[] = []): string {
  return NON_ASCII.test(octets) ? decodeText(Buffer.from(octets, 'latin1'), null, hints).text : octets;
}

const NON_ASCII = /[\x80-\xff]/;

/** ISO-2022-JP tells itself by its escapes, and stands undeclared in old headers. */
function isJis(octets: Buffer): boolean {
  return octets.includes('\x1b$B') || octets.includes('\x1b$@');
}
