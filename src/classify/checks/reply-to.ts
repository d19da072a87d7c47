import { domainOf } from '../../requests/address.ts';
import { headerValue, type Message } from '../../requests/message.ts';
import type { AuthenticationVerdict } from '../../requests/recognition.ts';
import type { Reason } from '../../requests/reason.ts';
import type { Check } from '../check.ts';
import { because } from '../header-value.ts';
import { areAligned } from '../organisational-domain.ts';

// RFC 3834 §4: an answer goes to the person who sent, never where Reply-To points; GitLab's report 1433607 shows what happens
// otherwise. Where Reply-To leads elsewhere and nothing supports From, neither of the two is answered.
export function unsupportedReplyTo(message: Message, verdict: AuthenticationVerdict): Reason[] {
  if (!leadsElsewhere(message)) return [];
  const path = returnPathDomain(message);
  const isSupported =
    verdict === 'pass' ||
    (path === null ? verdict === 'unknown' : areAligned(path, domainOf(message.from[0]?.address ?? '')));
  return isSupported ? [] : [because('reply-to-differs', detail(message), 'RFC 3834 §4')];
}

/** Shown to staff, who decide whom to answer. */
export const otherReplyTo: Check = (message) =>
  leadsElsewhere(message) ? [because('other-reply-to', detail(message), 'RFC 3834 §4')] : [];

function leadsElsewhere({ from, replyTo }: Message): boolean {
  const domain = domainOf(from[0]?.address ?? '');
  return replyTo.some(({ address }) => address.includes('@') && !areAligned(domainOf(address), domain));
}

function returnPathDomain(message: Message): string | null {
  const address = headerValue(message, 'return-path')?.match(/<?([^\s<>]*@[^\s<>]+)>?/)?.[1];
  return address === undefined ? null : domainOf(address);
}

function detail({ from, replyTo }: Message): string {
  return `From: ${from[0]?.address ?? ''}, Reply-To: ${replyTo.map(({ address }) => address).join(', ')}`;
}
