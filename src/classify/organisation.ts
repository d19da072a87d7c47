import { domainOf } from '../requests/address.ts';
import { isPublicProvider } from '../requests/public-providers.ts';
import { organisationalDomain } from './organisational-domain.ts';

/** The organisation to which an address belongs, as a domain; null where anybody can have a mailbox there. */
export function organisationOf(address: string): string | null {
  const domain = domainOf(address);
  return domain === '' || isPublicProvider(domain) ? null : organisationalDomain(domain);
}
