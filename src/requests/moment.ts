import type { Calendar } from './calendar.ts';

/** An instant in the firm's time zone, short and in English, as notes to staff have it: "Thu 22 Oct 10:00". */
export function staffMoment(calendar: Calendar, at: Temporal.Instant): string {
  return formatOf(calendar.timeZone).format(at.epochMilliseconds).replaceAll(',', '');
}

/** Making a format costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}

/** An instant in somebody's own time zone, with the year and, where it is not the firm's, the zone: nobody should guess. */
export function momentIn(timeZone: string, at: Temporal.Instant, firmZone: string): string {
  const text = at.toLocaleString('en-GB', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone === firmZone ? {} : { timeZoneName: 'short' as const }),
  });
  return text.replaceAll(',', '').replace(' at ', ' ');
}
