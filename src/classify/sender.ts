import { canonicalAddress, isAnswerable, type Address } from '../requests/address.ts';
import { headerValue, headerValues, type Message } from '../requests/message.ts';
import type { DeskFacts } from '../requests/recognition.ts';
import type { Reason } from '../requests/reason.ts';
import { because, withoutComments } from './header-value.ts';
import { isRelayAddress } from './relays.ts';

/**
 * Who wrote a mail. Normally the one mailbox of the one From header; behind a website form or a known relay that
 * rewrites From it is the person named in Reply-To. `author` is null where programs could disagree about who is meant
 * or where nothing may be sent: then nobody is answered and nobody is believed.
 */
export type Sender = {
  readonly author: Address | null;
  readonly via: 'from' | 'form' | 'relay';
  /** Why there is no author. */
  readonly doubts: readonly Reason[];
};

/** Finds the author of a mail as the desk would see him. */
export function identifySender(message: Message, desk: DeskFacts): Sender {
  const doubts = doubtsAboutFrom(message);
  const from = message.from[0];
  if (doubts.length > 0 || from === undefined) return { author: null, via: 'from', doubts };
  const author = asciiAddress(from);
  const key = canonicalAddress(author.address);
  if (desk.formAddresses.has(key)) return named(formClient(message, desk.formFields?.get(key)), 'form');
  if (isRelayAddress(key, desk.relays)) return named(authorBehindRelay(message), 'relay');
  return { author, via: 'from', doubts: [] };
}

/** The address with its domain in the form that is sent over the wire (RFC 5890 A-labels), which is what is compared. */
export function asciiAddress({ name, address }: Address): Address {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  if (at < 1 || /^[\x21-\x7e]*$/.test(domain) || /[\s/?#:\\@[\]%]/.test(domain)) return { name, address };
  const url = URL.parse(`http://${domain}`);
  return { name, address: `${address.slice(0, at)}@${url?.hostname ?? domain}` };
}

function named(author: Address | null, via: 'form' | 'relay'): Sender {
  const doubts = author === null ? [invalid(`no one answerable is named behind the ${via}`)] : [];
  return { author, via, doubts };
}

function doubtsAboutFrom(message: Message): Reason[] {
  if (message.fromHeaders !== 1)
    return [invalid(message.fromHeaders === 0 ? 'no From' : `${message.fromHeaders} From headers`)];
  const raw = (headerValue(message, 'from') ?? '').slice(0, 4_000);
  if (/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(raw)) return [invalid('control characters in From')];
  const bare = withoutQuotesAndWords(raw);
  if (/:[^;]*;/.test(bare.replace(/<[^<>]*>/g, ' '))) return [invalid('a group in From')];
  if (/<\s*@[^<>]*:/.test(bare)) return [invalid('a source route in From')];
  if (message.from.length !== 1) return [invalid(`${message.from.length} mailboxes in From`)];
  if (holdsComment(raw)) return [invalid('a comment within the address in From')];
  const { address } = asciiAddress(message.from[0]!);
  if (isAmbiguous(bare, address)) return [invalid('From can be read as several addresses')];
  return isAnswerable(address) ? [] : [invalid(`no mail can be sent to "${address}"`)];
}

/** More than one addr-spec outside quotes: parsers pick different ones, which is how identities are forged. */
function isAmbiguous(bare: string, address: string): boolean {
  if ((bare.match(/<[^<>]*@[^<>]*>/g) ?? []).length > 1) return true;
  const named = bare.match(/[^\s<>,;:()[\]]{1,100}@[^\s<>,;:()[\]@]{1,255}/g) ?? [];
  return (
    new Set([address, ...named].map((one) => asciiAddress({ name: '', address: one }).address.toLowerCase())).size > 1
  );
}

/** `jane(x)@client.test` is read in two ways; `jane@client.test (Jane Roe)` is the old way to give a name (RFC 822). */
function holdsComment(value: string): boolean {
  return /\)@|@\(|<[^<>()]*\([^<>]*>|@[^\s<>(),]{1,255}\([^()]{0,255}\)\./.test(withoutQuoted(value));
}

function withoutQuotesAndWords(value: string): string {
  return withoutQuoted(withoutComments(value));
}

function withoutQuoted(value: string): string {
  return value.replace(/"(?:[^"\\]|\\.)*"(?!@)/g, ' ').replace(/=\?[^?\s]{1,60}\?[bq]\?[^?\s]*\?=/gi, ' ');
}

function invalid(detail: string): Reason {
  return because('sender-invalid', detail, 'RFC 5322 §3.6.2');
}

function formClient(message: Message, field: string | undefined): Address | null {
  const found = field === undefined ? onlyReplyTo(message) : fieldAddress(message.text, field);
  return found && isAnswerable(found.address) ? found : null;
}

function authorBehindRelay(message: Message): Address | null {
  const original = headerValues(message, 'x-original-from')[0] ?? headerValues(message, 'x-original-sender')[0];
  const address = original?.match(/[^\s<>"]{1,64}@[^\s<>"]{1,255}/)?.[0];
  const author = address === undefined ? onlyReplyTo(message) : { name: message.from[0]?.name ?? '', address };
  return author && isAnswerable(author.address) ? author : null;
}

function onlyReplyTo(message: Message): Address | null {
  return message.replyTo.length === 1 ? asciiAddress(message.replyTo[0]!) : null;
}

/** The address in a line such as `E-mail: jane@client.test`, or in the line below it. */
function fieldAddress(text: string, field: string): Address | null {
  const lines = text.slice(0, 50_000).split('\n');
  const at = lines.findIndex((line) => line.trim().toLowerCase().startsWith(field.toLowerCase()));
  const near = at < 0 ? '' : `${lines[at]!.trim().slice(field.length)} ${lines[at + 1] ?? ''}`;
  const address = near.slice(0, 1_000).match(/[^\s<>"():,;]{1,64}@[^\s<>"():,;]{1,255}/)?.[0];
  return address === undefined ? null : { name: '', address };
}
