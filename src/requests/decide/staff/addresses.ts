import { canonicalAddress, type Address } from '../../address.ts';

/** `Jane Doe <jane@client.test>, joe@client.test and kim@client.test`. */
export function addressesIn(text: string): Address[] {
  const found = text.matchAll(/(?:"?([^"<>,;@]{0,80}?)"?\s*<)?([^\s<>,;"'()]+@[^\s<>,;"'()]+)>?/g);
  const all = [...found].map((match) => ({
    name: (match[1] ?? '').replace(/^(?:and|und|et|y)\s+/i, '').trim(),
    address: match[2] ?? '',
  }));
  return [...new Map(all.map((one) => [canonicalAddress(one.address), one])).values()];
}
