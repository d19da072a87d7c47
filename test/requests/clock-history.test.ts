import { describe, expect, test } from 'vitest';
import { readPolicy } from '../../src/policy-file.ts';
import { clockHistory } from '../../src/requests/clock-history.ts';
import type { LoggedEvent } from '../../src/requests/clock-history.ts';
import { agenda } from '../../src/requests/decide/agenda.ts';
import { requestClock } from '../../src/requests/request-clock.ts';
import { calendarFrom } from '../support/calendar.ts';

const at = (time: string): Temporal.Instant => Temporal.Instant.from(`2026-10-21T${time}Z`);
const logged = (time: string, kind: string, data: LoggedEvent['data'] = {}): LoggedEvent => ({
  at: at(time),
  kind,
  data,
});

describe('what the clocks read from the log of a request', () => {
  test('in the order in which it counted, not in which it was written', () => {
    const log = [
      logged('10:00', 'answered'),
      logged('08:00', 'opened'),
      logged('09:00', 'note'),
      logged('09:30', 'client-wrote'),
    ];
    expect(clockHistory(log).map((event) => event.kind)).toEqual(['received', 'client-wrote', 'staff-answered']);
  });

  test('the acceptance of the acknowledgement is the request’s own, and is gone when it bounced', () => {
    const log = [logged('08:00', 'opened')];
    expect(clockHistory(log, at('08:00:05')).map((event) => event.kind)).toEqual(['received', 'acknowledged']);
    expect(clockHistory(log, null).map((event) => event.kind)).toEqual(['received']);
  });

  test('an event whose moment cannot be read leaves time alone', () => {
    const log = [
      logged('09:00', 'told', { by: 'soon' }),
      logged('09:00', 'next-update'),
      logged('09:00', 'waits', { until: null }),
    ];
    expect(clockHistory(log)).toEqual([{ kind: 'staff-waits', at: at('09:00'), until: null }]);
  });

  test('praise starts no clock, negative feedback does', () => {
    const log = [logged('09:00', 'feedback', { negative: false }), logged('09:10', 'feedback', { negative: true })];
    expect(clockHistory(log)).toEqual([{ kind: 'negative-feedback', at: at('09:10') }]);
  });

  test('kinds named like parts of JavaScript are no kinds', () => {
    expect(clockHistory([logged('09:00', 'constructor'), logged('09:00', '__proto__')])).toEqual([]);
  });
});

test('a conversation that we began owes nothing until the client writes, and from then on what he is promised', () => {
  const policy = readPolicy('d');
  if (!policy.ok) throw new Error('the shipped policy is broken');
  const calendar = calendarFrom('Europe/Berlin', { 'mon-sun': '00:00-24:00' });
  const subject = { priority: 'normal', category: null, tier: null, feedback: null } as const;
  const monday = Temporal.Instant.from('2026-02-02T09:00:00Z');
  const begun = [
    { at: monday, kind: 'opened', data: { by: 'staff' } },
    { at: monday, kind: 'answered', data: {} },
  ];
  const agendaOf = (log: Parameters<typeof clockHistory>[0]): string[] =>
    agenda({ policy: policy.value, calendar, subject, events: clockHistory(log) }).map(({ key }) => key);
  expect(agendaOf(begun)).toEqual([]);
  const wednesday = monday.add({ hours: 48 });
  const written = [...begun, { at: wednesday, kind: 'client-wrote', data: {} }];
  expect(agendaOf(written)).toEqual(expect.arrayContaining(['respond-breach/1', 'resolve-breach']));
  const clock = requestClock(clockHistory(written), policy.value, calendar, subject);
  expect(clock.acknowledge).toBeNull();
  expect(clock.resolve?.promisedBy).toEqual(wednesday.add({ hours: 24 }));
});

test('a request that was handed over at the end of shadow mode owes everything anew from then on', () => {
  const policy = readPolicy('d');
  if (!policy.ok) throw new Error('the shipped policy is broken');
  const calendar = calendarFrom('Europe/Berlin', { 'mon-sun': '00:00-24:00' });
  const subject = { priority: 'normal', category: null, tier: null, feedback: null } as const;
  const monday = Temporal.Instant.from('2026-02-02T09:00:00Z');
  const friday = monday.add({ hours: 96 });
  const log = [
    { at: monday, kind: 'opened', data: {} },
    { at: monday, kind: 'acknowledgement-shadowed', data: {} },
    { at: monday.add({ hours: 8 }), kind: 'told', data: { by: monday.add({ hours: 200 }).toString() } },
  ];
  const clockOf = (events: Parameters<typeof clockHistory>[0]) =>
    requestClock(clockHistory(events), policy.value, calendar, subject);
  expect(clockOf(log).acknowledge, 'what was not sent breaks no promise').toBeNull();
  const handedOver = clockOf([...log, { at: friday, kind: 'handed-over', data: {} }]);
  const anew = clockOf([{ at: friday, kind: 'opened', data: {} }]);
  expect(handedOver.acknowledge).toBeNull();
  expect(handedOver.respond.map(({ due }) => due)).toEqual(anew.respond.map(({ due }) => due));
  expect(handedOver.resolve?.due).toEqual(anew.resolve?.due);
  expect(handedOver.receivedAt, 'when it came stays true').toEqual(monday);
});
