import { canonicalAddress } from '../../requests/address.ts';
import type { Check } from '../check.ts';
import { because } from '../header-value.ts';

// RFC 5322 §3.6.2: Sender is the secretary, From the author. Shown, never believed.
export const otherSender: Check = ({ from, sender }) =>
  sender !== null && canonicalAddress(sender.address) !== canonicalAddress(from[0]?.address ?? '')
    ? [because('other-sender', `Sender: ${sender.address}`, 'RFC 5322 §3.6.2')]
    : [];
