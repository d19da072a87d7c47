import type { Calendar } from './calendar.ts';
import { addBusinessDays, addOpenMilliseconds } from './calendar.ts';

/** Business units count opening time only; the others are wall time, a day being the same local time on the next date. */
export type Unit = 'minutes' | 'hours' | 'days' | 'weeks' | 'business-minutes' | 'business-hours' | 'business-days';

/** A length of time as a procedure puts it: "4 business hours". Zero of anything means at once. */
export type Span = { readonly amount: number; readonly unit: Unit };

/** At once, at any hour. */
export const IMMEDIATELY: Span = { amount: 0, unit: 'minutes' };

const LARGEST = 10_000;
const MINUTE = 60_000;
const SPAN = /^(\d{1,5}) (business )?(minute|hour|day|week)s?$/;

/** Reads "1 business day", "24 hours", "immediately"; null where the words say no such thing. */
export function parseSpan(text: string): Span | null {
  const words = text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  if (words === 'immediately' || words === 'at once') return IMMEDIATELY;
  const [, digits, business, name] = SPAN.exec(words) ?? [];
  const amount = Number(digits);
  if (digits === undefined || amount > LARGEST || (business !== undefined && name === 'week')) return null;
  return { amount, unit: `${business === undefined ? '' : 'business-'}${name}s` as Unit };
}

/** The span in the words in which it is read. */
export function spanText(span: Span): string {
  if (span.amount === 0) return 'immediately';
  const unit = span.unit.replace('-', ' ');
  return `${span.amount} ${span.amount === 1 ? unit.slice(0, -1) : unit}`;
}

/** The instant at which the span that begins at `at` is over. */
export function addSpan(calendar: Calendar, at: Temporal.Instant, span: Span): Temporal.Instant {
  const { amount, unit } = span;
  switch (unit) {
    case 'minutes':
      return amount === 0 ? at : at.add({ minutes: amount });
    case 'hours':
      return at.add({ hours: amount });
    case 'days':
      return at.toZonedDateTimeISO(calendar.timeZone).add({ days: amount }).toInstant();
    case 'weeks':
      return at.toZonedDateTimeISO(calendar.timeZone).add({ weeks: amount }).toInstant();
    case 'business-minutes':
      return addOpenMilliseconds(calendar, at, amount * MINUTE);
    case 'business-hours':
      return addOpenMilliseconds(calendar, at, amount * 60 * MINUTE);
    case 'business-days':
      return amount === 0 ? at : addBusinessDays(calendar, at, amount);
  }
}
