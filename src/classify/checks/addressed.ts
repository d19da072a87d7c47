import { canonicalAddress, untagged } from '../../requests/address.ts';
import { headerValues, type Message } from '../../requests/message.ts';
import type { Check } from '../check.ts';
import { because } from '../header-value.ts';

// RFC 5230 §4.5: an automatic answer is for mail that names us among its recipients. `support+token@` names `support@`.
export const notAddressed: Check = (message, desk) => {
  if (!desk.requireAddressed || desk.ownAddresses.size === 0) return [];
  const named = recipients(message).some((address) => desk.ownAddresses.has(untagged(address)));
  return named ? [] : [because('not-addressed', 'none of our addresses is a recipient', 'RFC 5230 §4.5')];
};

const MORE_RECIPIENTS = ['bcc', 'resent-to', 'resent-cc', 'resent-bcc'];

function recipients(message: Message): string[] {
  const shown = [...message.to, ...message.cc].map(({ address }) => address);
  const others = MORE_RECIPIENTS.flatMap((name) => headerValues(message, name)).flatMap(
    (value) => value.slice(0, 20_000).match(/[^\s<>,;:"()]{1,64}@[^\s<>,;:"()]{1,255}/g) ?? [],
  );
  return [...shown, ...others].map(canonicalAddress);
}
