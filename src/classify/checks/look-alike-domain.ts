import { domainOf } from '../../requests/address.ts';
import type { DeskFacts } from '../../requests/recognition.ts';
import type { Check } from '../check.ts';
import { because } from '../header-value.ts';
import { lookAlike } from '../look-alike.ts';
import { domainToUnicode } from '../punycode.ts';

// `alice@stаff.test` with a Cyrillic а: compared in ASCII it is a stranger, to the eye it is Alice.
export const lookAlikeDomain: Check = ({ from }, desk) =>
  from.flatMap(({ address }) => {
    const domain = domainOf(address);
    const found = lookAlike(domain, knownDomains(desk));
    if (found === null) return [];
    const shown = domainToUnicode(domain) === domain ? domain : `${domainToUnicode(domain)} (${domain})`;
    return found.kind === 'imitation'
      ? [because('look-alike-domain', `${shown} looks like ${found.of}`, 'Unicode TR 39 §4')]
      : [because('mixed-script-domain', `${shown} is written in several scripts`, 'Unicode TR 39 §5')];
  });

function knownDomains({ ownAddresses, staffAddresses, clientDomains }: DeskFacts): Set<string> {
  return new Set([...[...ownAddresses, ...staffAddresses].map(domainOf), ...(clientDomains ?? [])]);
}
