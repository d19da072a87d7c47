/** RFC 5322 mailbox: addr-spec with its display name. `address` is '' where a header names nobody usable. */
export type Address = { readonly name: string; readonly address: string };

const ADDR_SPEC =
  /^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/**
 * Whether a mail may be sent to this address at all: plain local part, LDH domain, at most 254 octets (RFC 5321 §4.5.3).
 * Quoted local parts, comments, routes, `%`-hacks and IP literals are refused: parsers disagree about them.
 */
export function isAnswerable(address: string): boolean {
  return (
    address.length <= 254 &&
    !address.includes('..') &&
    !/[%!]/.test(address.split('@')[0] ?? '') &&
    ADDR_SPEC.test(address)
  );
}

/** The form in which addresses are compared: lower case throughout. Local parts are case-insensitive in practice. */
export function canonicalAddress(address: string): string {
  return address.trim().toLowerCase();
}

/** The form in which senders are counted for budgets: no `+tag`, and no dots for Gmail. */
export function countedAddress(address: string): string {
  const [local = '', domain = ''] = canonicalAddress(address).split('@');
  const untagged = local.split('+')[0] ?? '';
  const gmail = domain === 'gmail.com' || domain === 'googlemail.com';
  return `${gmail ? untagged.replaceAll('.', '') : untagged}@${gmail ? 'gmail.com' : domain}`;
}

/** The address under which a tagged one (`support+1001c…@`) is delivered. */
export function untagged(address: string): string {
  return address.replace(/\+[^@]*@/, '@');
}

/** The domain of an address, lower case; '' where there is none. */
export function domainOf(address: string): string {
  return canonicalAddress(address).split('@').at(-1) ?? '';
}
