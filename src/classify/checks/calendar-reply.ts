import type { Check } from '../check.ts';
import { because } from '../header-value.ts';

// RFC 5546 §3.2: an answer to an invitation is a click in a calendar, not a question to a desk.
export const calendarReply: Check = ({ contentType, calendarMethod }) => {
  const method = calendarMethod ?? (contentType.type === 'text/calendar' ? contentType.params['method'] : undefined);
  return method !== undefined && /^(?:reply|counter|cancel|declinecounter|refresh)$/i.test(method)
    ? [because('calendar-reply', `text/calendar; method=${method}`, 'RFC 5546 §3.2')]
    : [];
};
