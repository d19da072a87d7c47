import { canonicalAddress, type Address } from '../../requests/address.ts';
import { citedIds } from '../../requests/message-ids.ts';
import type { Header, Message } from '../../requests/message.ts';
import { readAddresses } from './addresses.ts';
import { decodeOctets } from './charset.ts';
import { newestReceived, readDate } from './dates.ts';
import { clipped, decodeWords, printable } from './encoded-words.ts';
import type { Field } from './header-block.ts';
import { type Cuts, LIMITS } from './limits.ts';
import { isUsableId, readMessageId } from './message-ids.ts';
import { readHeaders } from './reports.ts';

/** What the header of a mail says of it. */
export type Envelope = Pick<
  Message,
  | 'messageId'
  | 'inReplyTo'
  | 'references'
  | 'date'
  | 'from'
  | 'fromHeaders'
  | 'sender'
  | 'replyTo'
  | 'to'
  | 'cc'
  | 'subject'
  | 'headers'
>;

/** Reads the header fields of a mail. Of a field that may stand once the topmost counts, but every From is read (S4). */
export function readEnvelope(fields: readonly Field[], hints: readonly string[], cuts: Cuts): Envelope {
  const all = (name: string): string[] => fields.filter((field) => field.name === name).map(({ octets }) => octets);
  const topmost = (name: string): string => all(name)[0] ?? '';
  const addresses = (name: string): Address[] => {
    const found = all(name).flatMap((octets) => readAddresses(octets, hints));
    if (found.length > LIMITS.addresses)
      cuts.note('addresses-cut', `more than ${LIMITS.addresses} addresses in ${name}`);
    return found.slice(0, LIMITS.addresses);
  };
  const messageId = topmost('message-id');
  const id = readMessageId(messageId);
  if (id === null && messageId !== '')
    cuts.note('message-id-refused', 'the Message-ID cannot be used', 'RFC 5322 §3.6.4');
  const people = { from: addresses('from'), to: addresses('to'), cc: addresses('cc') };
  const named = new Set(Object.values(people).flatMap((each) => each.map(({ address }) => canonicalAddress(address))));
  const ids = (octets: string): string[] => citedIds(decodeOctets(octets), named).filter(isUsableId);
  return {
    messageId: id,
    // Free text in old mails: "Message from Ann <ann@host> of Monday <id@host>" names one id.
    inReplyTo: ids(topmost('in-reply-to')).slice(0, LIMITS.references),
    references: ids(all('references').join(' ')).slice(-LIMITS.references),
    date: dateOf(topmost('date'), all('received'), cuts),
    ...people,
    fromHeaders: all('from').length,
    sender: addresses('sender')[0] ?? null,
    replyTo: addresses('reply-to'),
    subject: clipped(decodeWords(topmost('subject'), hints)),
    headers: wellFormed(readHeaders(fields, hints)),
  };
}

function dateOf(date: string, received: readonly string[], cuts: Cuts): string | null {
  const declared = readDate(date);
  if (declared !== null) return declared;
  if (date !== '') cuts.note('date-invalid', `Date: ${printable(date)}`, 'RFC 5322 §3.3');
  return newestReceived(received);
}

function wellFormed(headers: readonly Header[]): Header[] {
  return headers.map(({ name, value }) => ({ name, value: value.toWellFormed() }));
}
