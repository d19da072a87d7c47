import { canonicalAddress, domainOf } from './address.ts';

/** Where most private mailboxes are; what people mistype lies close to one of them. */
const COMMON = (
  'gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com aol.com gmx.de gmx.net gmx.at web.de ' +
  't-online.de freenet.de posteo.de mailbox.org proton.me protonmail.com orange.fr free.fr wanadoo.fr laposte.net libero.it ' +
  'hotmail.fr hotmail.de outlook.de outlook.fr yahoo.de yahoo.fr yahoo.co.uk hotmail.co.uk btinternet.com'
).split(' ');

/** Endings that are no domain, and what was meant. */
const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/\.(?:con|cmo|ocm|comm|vom|xom|coom|cim)$/, '.com'],
  [/\.(?:ed|dee|d)$/, '.de'],
  [/\.(?:nte|ner|nett)$/, '.net'],
  [/\.(?:ogr|orgg|rg)$/, '.org'],
];

/**
 * The address that was probably meant by one that does not exist: the same name at a domain one slip of the finger away, among
 * those that are known here and those that many people use. Null where nothing is near.
 */
export function likelyAddress(address: string, known: readonly string[]): string | null {
  const canonical = canonicalAddress(address);
  const domain = domainOf(canonical);
  const local = canonical.slice(0, -domain.length - 1);
  if (local === '' || domain === '') return null;
  const domains = [...new Set([...known.map((one) => one.toLowerCase()), ...COMMON])];
  if (domains.includes(domain)) return null;
  const near = domains.find((one) => isOneSlip(domain, one)) ?? mended(domain);
  return near === null ? null : `${local}@${near}`;
}

function mended(domain: string): string | null {
  const found = ENDINGS.find(([wrong]) => wrong.test(domain));
  return found ? domain.replace(found[0], found[1]) : null;
}

/** One letter too many, too few or another one, or two that changed places. */
function isOneSlip(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1 || one === other) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const [rest, otherRest] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  const isSwapped = rest.length === 2 && rest[0] === otherRest[1] && rest[1] === otherRest[0];
  return (rest.length <= 1 && otherRest.length <= 1) || isSwapped;
}
