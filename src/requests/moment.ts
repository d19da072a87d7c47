import type { Calendar } from './calendar.ts';

/** An instant in the firm's time zone, short, as notes to staff have it: "Thu 22 Oct 10:00". */
export function staffMoment(calendar: Calendar, at: Temporal.Instant, locale = 'en-GB'): string {
  return formatOf(calendar.timeZone, locale).format(at.epochMilliseconds).replaceAll(',', '');
}

/** Making a format costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string, locale: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(key, format);
  return format;
}

/** An instant in somebody's own time zone, with the year and, where it is not the firm's, the zone: nobody should guess. */
export function momentIn(timeZone: string, at: Temporal.Instant, firmZone: string, locale = 'en-GB'): string {
  const text = at.toLocaleString(locale, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone === firmZone ? {} : { timeZoneName: 'short' as const }),
  });
  return locale.startsWith('en') ? text.replaceAll(',', '').replace(' at ', ' ') : text;
}
