import { canonicalAddress } from '../../requests/address.ts';
import type { Check } from '../check.ts';
import { because } from '../header-value.ts';

// `"alice@staff.test" <eve@evil.test>`: most programs show only the name. Bidirectional controls turn a name or address around.
export const nameShowsAddress: Check = ({ from }) =>
  from.flatMap(({ name, address }) => {
    const shown = name.slice(0, 1_000).match(/[^\s<>"'()]{1,64}@[^\s<>"'()]{1,255}/)?.[0];
    const lies = shown !== undefined && canonicalAddress(shown) !== canonicalAddress(address);
    const turned = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/.test(name + address);
    return [
      ...(lies ? [because('name-shows-address', `"${shown}" <${address}>`, 'CVE-2023-3417 and kin')] : []),
      ...(turned ? [because('bidi-in-name', `${name} <${address}>`, 'Unicode TR 36 §3.2')] : []),
    ];
  });
