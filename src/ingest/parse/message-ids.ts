import { decodeOctets } from './charset.ts';
import { trimOctets } from './octets.ts';

/** RFC 5322 §2.1.1: no line is longer, so no sound id is. PostgreSQL refuses far longer ones in an index. */
const MAX_ID = 998;

/**
 * The id of a Message-ID header as `<id@host>`; null where it has none that can be used. Encoded words stay as they are:
 * an id that would carry a line end out of one never comes to be (S11). One without brackets, or folded in its middle,
 * is read.
 */
export function readMessageId(octets: string): string | null {
  const value = trimOctets(octets);
  const bracketed = value.match(/<[^<>]{2,}>/)?.[0];
  const isOneWord = !/[ \t\r\n]/.test(value);
  const isWhole = value.startsWith('<') && value.endsWith('>');
  if (bracketed === undefined && !isOneWord && !isWhole) return null;
  const id = `<${decodeOctets((bracketed ?? value).replace(/[ \t\r\n<>]+/g, ''))}>`;
  return isUsableId(id) ? id : null;
}

/** Whether an id can be kept and compared: not empty, not endless, without controls. */
export function isUsableId(id: string): boolean {
  return id.length > 2 && id.length <= MAX_ID && !/[\x00-\x20\x7f-\x9f]/.test(id);
}
