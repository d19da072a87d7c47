import { canonicalAddress } from './address.ts';
import { headerValue, headerValues, type Message } from './message.ts';

/**
 * Reads the ids by which mails refer to each other out of the headers as they really come: free text around an id ("Message
 * from Ann <ann@example> of Monday <id@example>"), ids without brackets, folded in the middle, or packed into encoded words.
 * An address is never taken for an id: it would join everything that was ever answered to one person.
 */

export type ThreadIds = {
  /** The mail's own Message-ID first, then the one that it had before a relay replaced it. */
  readonly messageIds: readonly string[];
  readonly inReplyTo: readonly string[];
  /** Oldest first. */
  readonly references: readonly string[];
};

/** No mail refers to more ids than this (S25): In-Reply-To, the root, and the nearest ancestors. */
const MOST_IDS = 50;
const MOST_PARENTS = 10;
/** Of a longer header the beginning and the end are read. */
const MOST_CHARACTERS = 65_536;

/** Gmail and Exchange replace a Message-ID that they dislike and keep the old one here. */
const ORIGINAL_ID_HEADERS = ['x-google-original-message-id', 'x-microsoft-original-message-id'];

type Source = Pick<Message, 'headers' | 'messageId' | 'from' | 'sender' | 'replyTo' | 'to' | 'cc'>;

/** The ids of a mail and of those that it refers to, at most 50 of these. */
export function threadIds(message: Source): ThreadIds {
  const addresses = addressesOf(message);
  const own = [
    message.messageId ?? headerValue(message, 'message-id') ?? '',
    ...ORIGINAL_ID_HEADERS.flatMap((name) => headerValues(message, name)),
  ];
  const inReplyTo = headerValues(message, 'in-reply-to').flatMap((value) => citedIds(value, addresses));
  const references = headerValues(message, 'references').flatMap((value) => citedIds(value, addresses));
  const parents = unique(inReplyTo).slice(0, MOST_PARENTS);
  return {
    messageIds: unique(own.flatMap((value) => citedIds(value, new Set())).slice(0, 3)),
    inReplyTo: parents,
    references: rootAndNearest(unique(references.toReversed()).toReversed(), MOST_IDS - parents.length),
  };
}

/** The ids in a header's value, in order; `addresses` (canonical) are not ids. */
export function citedIds(header: string, addresses: ReadonlySet<string>): string[] {
  const value = withoutEncodedWords(bounded(header));
  const bracketed = [...value.matchAll(/<([^<>]{1,998})(?:>|(?=<)|$)/g)];
  if (bracketed.length === 0) return bareIds(value, addresses);
  return bracketed.flatMap((match, at) => {
    const id = unfolded(match[1] ?? '');
    const before = value.slice(Math.max(0, match.index - 100), match.index);
    const isLast = at === bracketed.length - 1;
    return id === '' || addresses.has(id.toLowerCase()) || namesWriter(before, id, isLast) ? [] : [`<${id}>`];
  });
}

/** Ids that lost their brackets; among prose they could as well be addresses. */
function bareIds(value: string, addresses: ReadonlySet<string>): string[] {
  const words = value.split(/[\s,;<>]+/).filter((word) => word !== '');
  const areIds = words.every((word) => /^[^@]+@[^@]+$/.test(word) && !addresses.has(word.toLowerCase()));
  return areIds ? words.map((word) => `<${word}>`) : [];
}

/** An id folded in its middle is put together; other white space, or a control character, shows that it is no id. */
function unfolded(inside: string): string {
  const parts = inside.trim().split(/\s+/);
  const id = parts.join('');
  const isWhole = parts.length === 1 || (parts.length === 2 && id.includes('@'));
  return isWhole && !/\p{C}/u.test(id) ? id : '';
}

/** MH's "Message from Ann Lee <ann@example> of …": what follows a name is an address, unless it is all that is there. */
function namesWriter(before: string, id: string, isLast: boolean): boolean {
  return /(?:^|\s)(?:from|von|de|da|van|från)\s+(?:"[^"]*"|[^"\d;:]*)\s*$/i.test(before) && !(isLast && /\d/.test(id));
}

function addressesOf(message: Source): Set<string> {
  const all = [...message.from, ...message.replyTo, ...message.to, ...message.cc, message.sender ?? { address: '' }];
  return new Set(all.map(({ address }) => canonicalAddress(address)));
}

/** Exchange packs long References into encoded words (RFC 2047), which no header of ids may hold. */
function withoutEncodedWords(value: string): string {
  if (!value.includes('=?')) return value;
  return value.replaceAll(
    /=\?[\w-]{1,40}\?([qb])\?([^?\s]{0,1000})\?=\s*/gi,
    (word, encoding: string, text: string) => {
      if (encoding.toLowerCase() === 'b') return fromBase64(text) ?? word;
      return text
        .replaceAll('_', ' ')
        .replaceAll(/=([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    },
  );
}

function fromBase64(text: string): string | null {
  try {
    return atob(text);
  } catch {
    return null;
  }
}

function bounded(value: string): string {
  if (value.length <= MOST_CHARACTERS) return value;
  return `${value.slice(0, MOST_CHARACTERS / 8)} ${value.slice(-MOST_CHARACTERS)}`;
}

function rootAndNearest(ids: readonly string[], most: number): string[] {
  return ids.length <= most ? [...ids] : [...ids.slice(0, 1), ...ids.slice(1 - most)];
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
