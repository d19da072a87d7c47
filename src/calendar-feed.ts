/**
 * The closing days of an iCalendar feed (RFC 5545): its all-day events, each date a holiday with the event's name. Meetings with
 * a time of day close nothing. ical.js reads it, here only; rules over which it can run for ever are not followed, their first
 * day counts.
 */
import ICAL from 'ical.js';
import type { Holiday } from './requests/calendar.ts';

export type FeedRead =
  { readonly ok: true; readonly days: readonly Holiday[] } | { readonly ok: false; readonly problem: string };

/** The dates that are looked at, both included. */
export type Stretch = { readonly first: Temporal.PlainDate; readonly last: Temporal.PlainDate };

const MOST_EVENTS = 5_000;
const MOST_DAYS = 3_000;
/** A rule that began long ago is stepped through to the present. */
const MOST_STEPS = 5_000;
/** Longer than this is no closing day but a mistake. */
const LONGEST_DAYS = 60;

/** Reads a feed; one that is none, or holds too much, is refused as a whole, so that the last good copy stays. */
export function readFeed(text: string, stretch: Stretch): FeedRead {
  let events: ICAL.Component[];
  try {
    const calendar = new ICAL.Component(ICAL.parse(text) as ConstructorParameters<typeof ICAL.Component>[0]);
    if (calendar.name !== 'vcalendar') return { ok: false, problem: 'it is no iCalendar file' };
    events = calendar.getAllSubcomponents('vevent');
  } catch {
    return { ok: false, problem: 'it is no iCalendar file' };
  }
  if (events.length > MOST_EVENTS) return { ok: false, problem: `it holds more than ${MOST_EVENTS} events` };
  const days = new Map<string, Holiday>();
  try {
    for (const event of events)
      for (const date of datesOf(event, stretch)) days.set(date, { date, name: nameOf(event) });
  } catch {
    return { ok: false, problem: 'it holds an event that cannot be read' };
  }
  if (days.size > MOST_DAYS) return { ok: false, problem: `it closes more than ${MOST_DAYS} days` };
  return { ok: true, days: [...days.values()].toSorted((a, b) => (a.date < b.date ? -1 : 1)) };
}

function nameOf(event: ICAL.Component): string {
  const summary = event.getFirstPropertyValue('summary');
  return typeof summary === 'string' ? summary.replaceAll(/\s+/g, ' ').trim().slice(0, 100) : '';
}

function datesOf(component: ICAL.Component, { first, last }: Stretch): string[] {
  const start = component.getFirstPropertyValue('dtstart');
  if (!(start instanceof ICAL.Time) || !start.isDate || component.getFirstPropertyValue('status') === 'CANCELLED')
    return [];
  const event = new ICAL.Event(component);
  const length = Math.min(LONGEST_DAYS, Math.max(1, Math.round(event.duration.toSeconds() / 86_400)));
  return startsOf(event, start, last)
    .flatMap((day) => Array.from({ length }, (_, step) => day.add({ days: step })))
    .filter((day) => Temporal.PlainDate.compare(day, first) >= 0 && Temporal.PlainDate.compare(day, last) <= 0)
    .map(String);
}

function startsOf(event: ICAL.Event, start: ICAL.Time, last: Temporal.PlainDate): Temporal.PlainDate[] {
  if (!event.isRecurring() || !isSafe(event)) return [plainDate(start)];
  const starts: Temporal.PlainDate[] = [];
  const dates = event.iterator();
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    // At its end it gives nothing, which its types do not say.
    const next = dates.next() as ICAL.Time | undefined;
    if (next === undefined) break;
    const day = plainDate(next);
    if (Temporal.PlainDate.compare(day, last) > 0) break;
    starts.push(day);
  }
  return starts;
}

/** FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31 is searched for ever, as are some with BYSETPOS (ical.js 2.2.1). */
const SAFE_PARTS: Readonly<Record<string, ReadonlySet<string>>> = {
  YEARLY: new Set(['BYDAY', 'BYMONTH', 'BYMONTHDAY']),
  MONTHLY: new Set(['BYDAY', 'BYMONTH', 'BYMONTHDAY']),
  WEEKLY: new Set(['BYDAY']),
  DAILY: new Set(),
};

function isSafe({ component }: ICAL.Event): boolean {
  return component.getAllProperties('rrule').every((property) => {
    const rule = property.getFirstValue();
    if (!(rule instanceof ICAL.Recur)) return false;
    const safe = SAFE_PARTS[rule.freq];
    return safe !== undefined && Object.keys(rule.parts).every((part) => safe.has(part));
  });
}

function plainDate({ year, month, day }: ICAL.Time): Temporal.PlainDate {
  return Temporal.PlainDate.from({ year, month, day });
}
