import { canonicalAddress, type Address } from '../../requests/address.ts';
import { headerValues } from '../../requests/message.ts';
import type { Check } from '../check.ts';
import { because } from '../header-value.ts';

// `"alice@staff.test" <eve@evil.test>`: most programs show only the name. Bidirectional controls turn a name or address around.
export const nameShowsAddress: Check = (message) => [
  ...message.from
    .filter(showsAnother)
    .map(({ name, address }) => because('name-shows-address', `"${name}" <${address}>`, 'CVE-2023-3417')),
  ...headerValues(message, 'from')
    .filter(isTurned)
    .map((value) => because('bidi-in-name', `From: ${value}`, 'Unicode TR 36 §3.2')),
];

function showsAnother({ name, address }: Address): boolean {
  const shown = name.slice(0, 1_000).match(/[^\s<>"'()]{1,64}@[^\s<>"'()]{1,255}/)?.[0];
  return shown !== undefined && canonicalAddress(shown) !== canonicalAddress(address);
}

function isTurned(value: string): boolean {
  return /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/.test(value.slice(0, 2_000));
}
