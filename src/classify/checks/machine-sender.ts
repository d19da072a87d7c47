import { domainOf } from '../../requests/address.ts';
import type { Message } from '../../requests/message.ts';
import type { Check } from '../check.ts';
import { because } from '../header-value.ts';
import { areAligned } from '../organisational-domain.ts';

// RFC 5230 §4.6: names that belong to programs, whatever else the mail says. "no-reply" is kept apart: shops and website
// forms write with it on behalf of a person, who then stands in Reply-To at another domain; such a mail is a person's, though
// nothing is sent back to that address.
export const machineSender: Check = (message) => {
  const name = localPart(message);
  const known = PROGRAMS.test(name) || (NO_REPLY.test(name) && !speaksForSomebody(message));
  return known ? [because('machine-sender', `From: ${message.from[0]?.address ?? ''}`, 'RFC 5230 §4.6')] : [];
};

/** A no-reply address is never answered, also where a person stands behind it. */
export const unansweredSender: Check = (message) =>
  NO_REPLY.test(localPart(message))
    ? [because('no-reply-sender', `From: ${message.from[0]?.address ?? ''}`, 'RFC 5230 §4.6')]
    : [];

/**
 * RFC 5230 §4.6 warns that these are often persons, and a web server's user sends what visitors write into forms; so the mail is
 * a client's and only goes unacknowledged.
 */
export const roleSender: Check = (message) =>
  ROLES.test(localPart(message))
    ? [because('role-sender', `From: ${message.from[0]?.address ?? ''}`, 'RFC 5230 §4.6')]
    : [];

const PROGRAMS = new RegExp(
  '^(?:' +
    [
      'mailer[-_.]?daemon|mail[-_.]?daemon|cron|nagios|zabbix|icinga',
      'listserv|majordomo|mailman|sympa|ezmlm',
      'bounces?|bounced?[-_.].*|owner-.*|.*-bounces?',
      'notifications?|notify|newsletters?|alerts?|auto[-_.]?(?:reply|respond|responder|response|mailer)|vacation',
    ].join('|') +
    ')$',
);

const NO_REPLY =
  /^(?:.*[-_.+])?(?:no[-_.]?(?:reply|replies|response|answer)|(?:do|please)[-_.]?not[-_.]?(?:reply|respond)|dont[-_.]?reply|ne[-_.]?pas[-_.]?repondre|nicht[-_.]?antworten|keine[-_.]?antwort|nao[-_.]?responda|no[-_.]?responder|non[-_.]?rispondere|nepasrepondre)(?:[-_.+].*|\d*)$/;

const ROLES = /^(?:postmaster|abuse|hostmaster|root|daemon|nobody|www-data|www-run|apache|httpd|nginx|.*-request)$/;

function localPart(message: Message): string {
  const local = (message.from[0]?.address ?? '').split('@')[0] ?? '';
  return local.slice(0, 100).toLowerCase().replace(/\+.*$/, '');
}

function speaksForSomebody({ from, replyTo }: Message): boolean {
  const [only, ...others] = replyTo;
  if (only === undefined || others.length > 0) return false;
  const local = only.address.split('@')[0]?.toLowerCase() ?? '';
  return !NO_REPLY.test(local) && !areAligned(domainOf(only.address), domainOf(from[0]?.address ?? ''));
}
