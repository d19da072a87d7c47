import { getDomain } from 'tldts';

/**
 * The organisational domain (RFC 7489 §3.2) by the Public Suffix List, private suffixes included, so that two customers
 * of one hosting company are not taken for one. A name that is itself a suffix stands for itself.
 */
export function organisationalDomain(domain: string): string {
  const name = domain.toLowerCase().replace(/\.$/, '');
  return getDomain(name, { allowPrivateDomains: true }) ?? name;
}

/** Whether two names belong to one organisation (relaxed alignment, RFC 7489 §3.1). */
export function areAligned(one: string, other: string): boolean {
  return one !== '' && other !== '' && organisationalDomain(one) === organisationalDomain(other);
}
