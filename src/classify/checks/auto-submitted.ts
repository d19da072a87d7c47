import type { Header } from '../../requests/message.ts';
import type { Reason } from '../../requests/reason.ts';
import type { Check } from '../check.ts';
import { because, keyword } from '../header-value.ts';

// RFC 3834 §5: any value but "no" means that no person sent the mail. Comments and parameters are not part of the value,
// and of several fields one is enough (a gateway may add its own above the author's).
export const autoSubmitted: Check = (message) => message.headers.flatMap(reasonIn);

/** X.400 gateways and servers' forwarding rules write this: a person's mail that a machine passed on. */
export const autoForwarded: Check = (message) =>
  message.headers
    .filter((header) => header.name === 'auto-submitted' && keyword(header.value) === 'auto-forwarded')
    .map((header) => because('auto-forwarded', header, 'RFC 3834 §5'));

const CODES: Readonly<Record<string, string>> = {
  'auto-replied': 'auto-replied',
  'auto-generated': 'auto-generated',
  'auto-notified': 'auto-notified',
};

function reasonIn(header: Header): Reason[] {
  if (header.name !== 'auto-submitted') return [];
  const value = keyword(header.value);
  if (value === '' || value === 'no' || value === 'auto-forwarded') return [];
  return [because(CODES[value] ?? 'auto-submitted', header, 'RFC 3834 §5')];
}
