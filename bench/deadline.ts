import { calendarFromConfig } from '../src/requests/calendar/from-config.ts';
import { addBusinessDays, addBusinessTime } from '../src/requests/calendar.ts';
import type { ClockEvent } from '../src/requests/clock-event.ts';
import { promises } from '../src/requests/deadline.ts';
import { agenda } from '../src/requests/decide/agenda.ts';
import { readPolicy } from '../src/policy-file.ts';

/**
 * What a deadline costs once the calendar's openings are known: the aim is under 20 µs. `promises` is all that a new request
 * is promised (up to five deadlines), `agenda` everything that time will set off for a request with a history.
 *
 *     node bench/deadline.ts
 */
const ROUNDS = 20_000;

const read = calendarFromConfig({
  timeZone: 'Europe/Berlin',
  hours: { 'mon-thu': ['08:00-12:00', '13:00-17:00'], fri: '08:00-15:00' },
  holidays: ['2026-12-25'],
});
const policy = readPolicy('e');
if (!read.ok || !policy.ok) throw new Error('the calendar or the policy of this measurement is wrong');
const { calendar } = read;

const start = Temporal.Instant.from('2026-10-01T08:00:00Z');
const fourHours = Temporal.Duration.from({ hours: 4 });
const subject = { priority: 'normal', category: null, tier: null, feedback: null } as const;

measure('n business hours', (at) => addBusinessTime(calendar, at, fourHours));
measure('n business days', (at) => addBusinessDays(calendar, at, 2));
measure('all promises of a request', (at) => promises(policy.value, calendar, subject, at));
measure('agenda of a request', (at) => agenda({ policy: policy.value, calendar, subject, events: historyFrom(at) }));

function historyFrom(at: Temporal.Instant): ClockEvent[] {
  return [
    { at, kind: 'received' },
    { at: at.add({ seconds: 5 }), kind: 'acknowledged' },
    { at: at.add({ hours: 5 }), kind: 'staff-answered' },
    { at: at.add({ hours: 30 }), kind: 'client-wrote' },
  ];
}

function measure(name: string, work: (at: Temporal.Instant) => unknown): void {
  const at = (round: number): Temporal.Instant => start.add({ minutes: (round * 7) % 100_000 });
  for (let round = 0; round < ROUNDS; round += 1) work(at(round));
  const begin = performance.now();
  for (let round = 0; round < ROUNDS; round += 1) work(at(round));
  const each = ((performance.now() - begin) * 1000) / ROUNDS;
  console.log(`${name.padEnd(28)}${each.toFixed(1).padStart(7)} µs`);
}
