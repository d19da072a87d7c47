import type { Check } from '../check.ts';
import { because, keywords } from '../header-value.ts';

// MS-OXCMAIL §2.1.3.2.20: which answers the sender does not want. It says nothing about who wrote the mail: Outlook sets it for
// persons too. DR, NDR, RN, NRN and None speak of reports only.
export const responseSuppress: Check = (message) =>
  message.headers
    .filter(
      ({ name, value }) => name === 'x-auto-response-suppress' && keywords(value).some((word) => UNWANTED.has(word)),
    )
    .map((header) => because('response-suppressed', header, 'MS-OXCMAIL §2.1.3.2.20'));

const UNWANTED = new Set(['all', 'autoreply', 'oof']);
