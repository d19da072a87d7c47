import { LIMITS } from './limits.ts';

/** RFC 5322 §2.1.1: no line is longer, so no sound id is. PostgreSQL refuses far longer ones in an index. */
const MAX_ID = 998;

/**
 * The ids in a Message-ID, In-Reply-To or References header, as `<id@host>`. Encoded words stay as they are: an id that
 * would carry a line end out of one never comes to be (S11). Ids without brackets, and ids folded in the middle, are read.
 */
export function readMessageIds(octets: string): string[] {
  const bracketed = octets.match(/<[^<>]*>/g);
  const candidates = bracketed ?? octets.split(/[\s,;"<>]+/).filter((word) => word.includes('@'));
  return candidates
    .map((id) => `<${id.replace(/[\s<>]+/g, '')}>`)
    .filter((id) => id.length > 2 && id.length <= MAX_ID && /^[\x21-\x7e\x80-\xff]+$/.test(id))
    .slice(-LIMITS.references);
}

/** The one id of a Message-ID header; null where it has none that can be used. */
export function readMessageId(octets: string): string | null {
  const word = octets.trim();
  // Some programs write an id without brackets and without a host.
  return readMessageIds(word)[0] ?? (/^[\x21-\x7e]{1,900}$/.test(word) && !/[<>]/.test(word) ? `<${word}>` : null);
}
