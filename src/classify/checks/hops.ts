import { headerValues } from '../../requests/message.ts';
import type { Check } from '../check.ts';
import { because } from '../header-value.ts';

// A mail that passed more servers than Postfix allows (hopcount_limit, 50) runs in a circle; RFC 5321 §6.3 asks for such a limit.
export const tooManyHops: Check = (message) => {
  const hops = headerValues(message, 'received').length;
  return hops > MOST_HOPS ? [because('too-many-hops', `${hops} Received headers`, 'RFC 5321 §6.3')] : [];
};

const MOST_HOPS = 50;
