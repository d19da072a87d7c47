import { headerValue, headerValues } from '../../requests/message.ts';
import type { Check } from '../check.ts';
import { because, keywords } from '../header-value.ts';

// Exchange before 2016 marks its vacation answers by no header of their own, but by two together: nothing shall answer (All), and
// the inbox rules of this user have run. Either alone is found on people's mail.
export const exchangeOutOfOffice: Check = (message) => {
  const rules = headerValue(message, 'x-ms-exchange-inbox-rules-loop');
  const isSilent = headerValues(message, 'x-auto-response-suppress').some((value) => keywords(value).includes('all'));
  return rules !== null && isSilent
    ? [because('exchange-out-of-office', `X-MS-Exchange-Inbox-Rules-Loop: ${rules}`, 'MS-OXCMAIL §2.1.3.2.20')]
    : [];
};
