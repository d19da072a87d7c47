import { canonicalAddress, untagged } from '../../requests/address.ts';
import { headerValues } from '../../requests/message.ts';
import type { Check } from '../check.ts';
import { because } from '../header-value.ts';
import { asciiAddress } from '../sender.ts';

// What this desk sent and gets back: by its signed Message-ID or mark, which a stranger cannot make, so that nobody can let a
// mail vanish by writing a header.
export const ownMail: Check = (message, desk) => [
  ...(message.messageId !== null && desk.isOwnMessageId(message.messageId)
    ? [because('own-message-id', `Message-ID: ${message.messageId}`, 'loop guard')]
    : []),
  ...headerValues(message, 'x-replydesk')
    .filter((mark) => desk.isOwnMark?.(mark) === true)
    .map((mark) => because('own-mark', `X-Replydesk: ${mark}`, 'loop guard')),
];

/** From one of our own addresses, tagged or not, in whichever place of From it stands: answering it would be answering ourselves. */
export const ownAddress: Check = (message, desk) =>
  message.from
    .map((from) => asciiAddress(from).address)
    .filter((address) => desk.ownAddresses.has(untagged(canonicalAddress(address))))
    .map((address) => because('own-address', `From: ${address}`, 'RFC 5230 §4.5'));
