import type { BounceReason } from '../../../requests/recognition.ts';
import { type Phrase, phrases } from './phrase.ts';

/** Wordings that mean one thing although their parts would mean another; asked before all others. */
export const SURELY: readonly (readonly [BounceReason, readonly Phrase[]])[] = [
  ['too-many', phrases('submission quota | sending quota | sending limit')],
  [
    'host-unknown',
    phrases(
      'recipient address rejected: unknown domain | recipient address rejected: domain not found | recipient address rejected: domain does not exist',
    ),
  ],
  // These name the recipient, although they also speak of access, lists or directories.
  [
    'user-unknown',
    phrases(`
      recipient address rejected: access denied | recipient address rejected … unknown | recipient address rejected … invalid
      recipient address rejected … undeliverable address | recipient address rejected … no such | recipient address rejected … does not exist
      recipient address rejected … not found in | recipient address rejected … bad destination mailbox | badrcptto | badrecipientto
      not in my validrcptto | no valid recipients, bye | no valid recipients for this mm | that domain or user | no matches to nameserver query
      not listed in | recipnotfound | recipientnotfound | could not resolve … recipient | address reserved by rfc | recipient refuses to accept your mail
    `),
  ],
  ['security', phrases('prohibited virus')],
  ['relaying-denied', phrases('when attempting to send to a non-local')],
  [
    'system-error',
    phrases(`
      not enough free space | several matches found | message is looping | would create a mail loop | loops back to myself
      aliasing/forwarding loop | loop was found
    `),
  ],
  ['network', phrases('unrouteable mail domain | unroutable mail domain')],
  [
    'blocked',
    phrases(`
      sender ip | reverse lookup | forward dns entry | ip reputation | very low reputation | unsolicited mail originating
      unusual rate of unsolicited mail | closing transmission channel
    `),
  ],
  [
    'rejected',
    phrases(`
      sender is spammer | too many spam complaints | spam abuse detected | server does not accept mail from | mail receiving disabled
      no route for current request | smtp protocol returned a permanent error | no host found for existing smtp connection
      inbounds disabled | hosted tenant which has no | sendernotauthenticatedforgroup | was not authenticated when sending to this group
    `),
  ],
  [
    'policy',
    phrases(`
      host network not allowed | host network, not allowed | policy violation | violates … policy | not accepted for policy reasons
      rejected for policy reasons | content examination policy | delivery not authorized, message refused
    `),
  ],
  // The message, not its sender, was taken for spam.
  [
    'spam',
    phrases(`
      due to spam | as spam | is spam | as a spam | be spam | be a spam | spam detected | spam-detected | spam content | spam filter
      spam message | spam email | spam mail | spam-like | spam score | spam points | spam block | spam rejection | spam refused | spam not
      likely spam | probable spam | probably spam | spam probability | probability of spam | for spam/ | spam or virus | spam classification
      suspected spam content | identified spam | spam check | too much spam | no spam | accept spam | of spam | spam is embedded | spam contents
      high spam | blacklisted url | bulk.advertising
    `),
  ],
];
