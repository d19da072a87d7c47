import { canonicalAddress, domainOf } from '../requests/address.ts';
import type { Header, Message } from '../requests/message.ts';

/**
 * Known relays: the company's own lists and forwarders. A client's mail that came through one carries its list headers
 * but is still a client's mail, so they are taken off before anything is judged. Only what the relay itself put on goes:
 * a newsletter that was sent through it keeps its own List-Unsubscribe, naming somebody else.
 */
export function withoutRelayHeaders(message: Message, relays: readonly string[]): Message {
  if (!message.headers.some((header) => isListMark(header) && isNamed(header, relays))) return message;
  return { ...message, headers: message.headers.filter((header) => !isPutOnBy(header, relays)) };
}

/** Whether an address belongs to a known relay, named by address or by domain. */
export function isRelayAddress(address: string, relays: readonly string[]): boolean {
  const canonical = canonicalAddress(address);
  return relays.some((relay) => {
    const name = canonicalAddress(relay);
    return name.includes('@') ? name === canonical : name === domainOf(canonical);
  });
}

const LIST_MARK = /^(?:list-.+|mailing-list|x-mailing-list|x-beenthere|x-list|x-google-group-id)$/;
const SENDING_MARK = /^(?:sender|errors-to|return-path|x-loop|feedback-id)$/;

function isListMark({ name }: Header): boolean {
  return LIST_MARK.test(name);
}

function isNamed({ value }: Header, relays: readonly string[]): boolean {
  return relays.some((relay) => names(value, relay));
}

function isPutOnBy(header: Header, relays: readonly string[]): boolean {
  if (header.name.startsWith('x-mailman-')) return true;
  if (/^(?:x-)?precedence$/.test(header.name)) return /^\s*(?:list|bulk)\b/i.test(header.value);
  return (isListMark(header) || SENDING_MARK.test(header.name)) && isNamed(header, relays);
}

/** List-Id writes the address `support@example.test` as `support.example.test`; either names both. A domain covers all below it. */
function names(value: string, relay: string): boolean {
  const wanted = canonicalAddress(relay);
  const address = wanted.includes('@') ? wanted : wanted.replace('.', '@');
  const id = wanted.replace('@', '.');
  const tokens = value
    .slice(0, 4_000)
    .toLowerCase()
    .split(/[^\w.@+=-]+/);
  return tokens.some((token) => {
    if (token === address || token === id || isItsSubaddress(token, address)) return true;
    return !wanted.includes('@') && (token.endsWith(`.${wanted}`) || token.endsWith(`@${wanted}`));
  });
}

/** `support-bounces@`, `support+unsubscribe@`, `owner-support@`: the list's own service addresses. */
function isItsSubaddress(token: string, address: string): boolean {
  const [local = '', domain = ''] = address.split('@');
  if (!token.endsWith(`@${domain}`)) return false;
  return token.startsWith(`${local}-`) || token.startsWith(`${local}+`) || token === `owner-${address}`;
}
