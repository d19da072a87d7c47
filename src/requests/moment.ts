import type { Calendar } from './calendar.ts';

/** An instant in the firm's time zone, short and in English, as notes to staff have it: "Thu 22 Oct 10:00". */
export function staffMoment(calendar: Calendar, at: Temporal.Instant): string {
  const text = at.toLocaleString('en-GB', {
    timeZone: calendar.timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  return text.replaceAll(',', '');
}
