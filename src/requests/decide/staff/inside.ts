import { untagged } from '../../address.ts';
import type { Firm } from '../decision.ts';

/** An address, with room for a long token. */
const ADDRESS = /[\w.!#$%&'*/=?^`{|}~-]{1,64}(?:\+[\w-]{1,80})?@[a-z\d](?:[a-z\d.-]{0,252}[a-z\d])?/gi;

/**
 * A text on its way to a client, with the desk's address in place of those that he shall not see: reply addresses that bear
 * a token, and addresses of staff, who may have left them in by a signature or a quote that nobody recognised.
 */
export function withoutInside(text: string, firm: Pick<Firm, 'staff' | 'ownAddresses'>, desk: string): string {
  const staff = new Set(
    firm.staff.flatMap((member) => [member.address, ...member.also]).map((one) => one.toLowerCase()),
  );
  return text.replaceAll(ADDRESS, (found) => {
    const address = found.toLowerCase();
    const plain = untagged(address);
    const isToken = plain !== address && firm.ownAddresses.has(plain);
    return isToken || staff.has(address) ? desk : found;
  });
}
