import { describe, expect, test } from 'vitest';
import { calendarFromConfig } from '../../src/requests/calendar/from-config.ts';
import type { ClockEvent } from '../../src/requests/clock-event.ts';
import { warningAt } from '../../src/requests/deadline.ts';
import type { Policy } from '../../src/requests/policy.ts';
import { outcomeOf, requestClock } from '../../src/requests/request-clock.ts';
import { addSpan, parseSpan, spanText } from '../../src/requests/span.ts';
import { readPolicy } from '../../src/policy-file.ts';

const read = calendarFromConfig({ timeZone: 'Europe/Berlin', hours: { 'mon-fri': '09:00-17:00' } });
if (!read.ok) throw new Error(read.problem);
const calendar = read.calendar;

/** October 2026, local time: the 21st is a Wednesday, the clocks change on Sunday the 25th. */
function oct(day: number, time: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(`2026-10-${String(day).padStart(2, '0')}T${time}`)
    .toZonedDateTime('Europe/Berlin')
    .toInstant();
}

function local(instant: Temporal.Instant | null | undefined): string {
  if (instant == null) return String(instant);
  const zoned = instant.toZonedDateTimeISO('Europe/Berlin');
  return `${zoned.toLocaleString('en', { weekday: 'short' })} ${zoned.day} ${zoned.toPlainTime().toString({ smallestUnit: 'minute' })}`;
}

function preset(name: string): Policy {
  const policy = readPolicy(name);
  if (!policy.ok) throw new Error(policy.problems.join('\n'));
  return policy.value;
}

const SUBJECT = { priority: 'normal', category: null, tier: null, feedback: null } as const;
const clockOf = (name: string, events: ClockEvent[]) => requestClock(events, preset(name), calendar, SUBJECT);

describe('spans are read as they are spoken', () => {
  test.each([
    '1 business day',
    '4 business hours',
    '24 hours',
    '30 business minutes',
    '2 weeks',
    '7 days',
    'immediately',
  ])('%s', (text) => {
    const span = parseSpan(text);
    expect(span && spanText(span)).toBe(text);
  });
  test.each([
    '',
    'a day',
    '1.5 hours',
    '-1 hours',
    '1 business week',
    '99999 hours',
    '1businessday',
    '1 business day later',
  ])('"%s" is none', (text) => {
    expect(parseSpan(text)).toBeNull();
  });
  test('hours are wall time, days keep the local time over a clock change', () => {
    expect(local(addSpan(calendar, oct(24, '12:00'), { amount: 24, unit: 'hours' }))).toBe('Sun 25 11:00');
    expect(local(addSpan(calendar, oct(24, '12:00'), { amount: 1, unit: 'days' }))).toBe('Sun 25 12:00');
    expect(local(addSpan(calendar, oct(24, '12:00'), { amount: 1, unit: 'business-hours' }))).toBe('Mon 26 10:00');
  });
});

describe('a warning comes before the deadline, never before half of the time has passed', () => {
  const two = { amount: 2, unit: 'business-hours' } as const;
  test.each([
    ['two business hours before', oct(21, '10:00'), oct(22, '10:00'), 'Wed 21 16:00'],
    ['a short clock: half of it', oct(21, '10:00'), oct(21, '12:00'), 'Wed 21 11:00'],
    ['a clock through the night: half of the wall time', oct(24, '02:00'), oct(24, '04:00'), 'Sat 24 03:00'],
  ])('%s', (_, from, due, expected) => {
    expect(local(warningAt(calendar, from, due, two))).toBe(expected);
  });
});

describe('the clock of a request is reckoned from its events', () => {
  const received: ClockEvent = { at: oct(21, '10:00'), kind: 'received' };

  test('it starts at receipt and stops at the first answer', () => {
    const clock = clockOf('e', [
      received,
      { at: oct(21, '10:01'), kind: 'acknowledged' },
      { at: oct(22, '09:30'), kind: 'staff-answered' },
    ]);
    expect(local(clock.acknowledge!.due)).toBe('Wed 21 11:00');
    expect(outcomeOf(clock.acknowledge!, oct(23, '10:00'))).toBe('kept');
    expect(local(clock.respond[0]!.due)).toBe('Thu 22 10:00');
    expect(outcomeOf(clock.respond[0]!, oct(23, '10:00'))).toBe('kept');
    expect(clock.state).toBe('waiting');
  });

  test('an automatic acknowledgement is no answer, and one that came back is none at all', () => {
    const clock = clockOf('e', [
      received,
      { at: oct(21, '10:01'), kind: 'acknowledged' },
      { at: oct(21, '10:20'), kind: 'acknowledgement-failed', cause: 'user unknown' },
    ]);
    expect(outcomeOf(clock.acknowledge!, oct(21, '10:30'))).toBe('running');
    expect(outcomeOf(clock.acknowledge!, oct(21, '11:00:01'))).toBe('missed');
    expect(outcomeOf(clock.respond[0]!, oct(22, '10:00:01'))).toBe('missed');
  });

  test('the resolution rests while the client has the next word, and what was rested is added', () => {
    const waiting: ClockEvent[] = [received, { at: oct(21, '15:00'), kind: 'staff-answered' }];
    expect(outcomeOf(clockOf('d', waiting).resolve!, oct(23, '10:00'))).toBe('paused');
    const again = clockOf('d', [...waiting, { at: oct(22, '11:00'), kind: 'client-wrote' }]);
    // Due Thursday 10:00; two hours of Wednesday and two of Thursday were the client's.
    expect(local(again.resolve!.due)).toBe('Thu 22 14:00');
    expect(local(again.respond[1]!.due)).toBe('Fri 23 11:00');
  });

  test('wall time rests as wall time', () => {
    const policy = {
      ...preset('e'),
      clocks: preset('e').clocks.map((rule) => ({
        ...rule,
        clocks: { ...rule.clocks, resolve: { within: { amount: 24, unit: 'hours' }, kind: 'promise' } as const },
      })),
    };
    const events: ClockEvent[] = [
      received,
      { at: oct(21, '20:00'), kind: 'staff-answered' },
      { at: oct(22, '02:00'), kind: 'client-wrote' },
    ];
    expect(local(requestClock(events, policy, calendar, SUBJECT).resolve!.due)).toBe('Thu 22 16:00');
  });

  test('waiting until a day that staff named ends by itself', () => {
    const clock = clockOf('d', [received, { at: oct(21, '12:00'), kind: 'staff-waits', until: oct(23, '12:00') }]);
    expect(local(clock.resolve!.due)).toBe('Mon 26 10:00');
    expect(local(clock.respond[0]!.due)).toBe('Mon 26 10:00');
  });

  test('RSP-1: a client who was told before the deadline counts as told until the day he was told', () => {
    const told: ClockEvent[] = [received, { at: oct(22, '09:00'), kind: 'told', by: oct(23, '12:00') }];
    const answered = (at: Temporal.Instant) =>
      outcomeOf(clockOf('e', [...told, { at, kind: 'staff-answered' }]).respond[0]!, oct(30, '10:00'));
    expect(answered(oct(22, '09:30'))).toBe('kept');
    expect(answered(oct(23, '11:00'))).toBe('told');
    expect(answered(oct(23, '12:01'))).toBe('missed');
    const late: ClockEvent[] = [received, { at: oct(22, '10:01'), kind: 'told', by: oct(23, '12:00') }];
    expect(outcomeOf(clockOf('e', late).respond[0]!, oct(22, '11:00'))).toBe('missed');
  });

  test('A 4.2: a target that was missed is not met, and no more', () => {
    expect(outcomeOf(clockOf('a', [received]).respond[0]!, oct(30, '10:00'))).toBe('not-met');
  });

  test('a promise that the policy does not make, or that nobody is owed, has no clock', () => {
    expect(clockOf('b', [received]).resolve).toBeNull();
    expect(clockOf('b', [received, { at: oct(21, '10:00'), kind: 'acknowledgement-waived' }]).acknowledge).toBeNull();
  });

  test('an objection reopens: the resolution runs on, the answer has a new clock', () => {
    const clock = clockOf('e', [
      received,
      { at: oct(21, '12:00'), kind: 'staff-resolved' },
      { at: oct(22, '12:00'), kind: 'client-wrote' },
    ]);
    expect(clock.state).toBe('open');
    expect(clock.resolvedAt).toBeNull();
    // Three business days from Wednesday 10:00, and eight business hours of rest.
    expect(local(clock.resolve!.due)).toBe('Tue 27 10:00');
    expect(clock.respond.map((run) => local(run.due))).toEqual(['Thu 22 10:00', 'Fri 23 12:00']);
  });

  test('the same events give the same clocks again, and another policy others', () => {
    const events: ClockEvent[] = [received, { at: oct(21, '11:00'), kind: 'staff-answered' }];
    expect(clockOf('e', events)).toEqual(clockOf('e', events));
    expect(local(clockOf('b', [received]).respond[0]!.due)).toBe('Fri 23 10:00');
  });
});
