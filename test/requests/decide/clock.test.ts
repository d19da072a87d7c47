import fc from '../../support/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { readPolicy } from '../../../src/policy-file.ts';
import { calendarFromConfig } from '../../../src/requests/calendar/from-config.ts';
import { clockHistory } from '../../../src/requests/clock-history.ts';
import type { LoggedEvent } from '../../../src/requests/clock-history.ts';
import type { ClockDecision, ClockFacts } from '../../../src/requests/decide/clock.ts';
import { decideClock, nextDue } from '../../../src/requests/decide/clock.ts';
import type { Firm, Step } from '../../../src/requests/decide/decision.ts';
import type { Policy, Priority } from '../../../src/requests/policy.ts';
import type { Request } from '../../../src/requests/request.ts';

const read = calendarFromConfig({ timeZone: 'Europe/Berlin', hours: { 'mon-fri': '09:00-17:00' } });
if (!read.ok) throw new Error(read.problem);
const calendar = read.calendar;

function preset(name: string): Policy {
  const policy = readPolicy(name);
  if (!policy.ok) throw new Error(policy.problems.join('\n'));
  return policy.value;
}
const POLICIES = { a: preset('a'), b: preset('b'), c: preset('c'), d: preset('d'), e: preset('e') };

const member = (name: string, role: 'agent' | 'lead' | 'manager' | 'admin') => ({
  name,
  address: `${name}@example.test`,
  also: [],
  team: 'support',
  role,
});

function firm(
  policy: Policy,
  staff = [member('ann', 'agent'), member('bob', 'lead'), member('carla', 'manager')],
): Firm {
  return {
    staff,
    ownAddresses: new Set(['support@example.test']),
    policy,
    calendar,
    locale: 'en',
    acknowledgeUnauthenticated: 'full',
    budgets: {
      authenticatedPerThreeHours: 5,
      unauthenticatedPerDay: 1,
      unknownPerDay: 3,
      unauthenticatedDomainPerTenMinutes: 30,
      unauthenticatedMailboxPerTenMinutes: 100,
      mailboxPerTenMinutes: null,
      allPerTenMinutes: null,
      stormPerTenMinutes: 100,
      noticesPerTenMinutes: 100,
      holdAfterHours: 24,
    },
    clients: [],
  };
}

/** Wednesday, 21 October 2026, 10:00 in Berlin. */
const START = Temporal.Instant.from('2026-10-21T08:00:00Z');

const REQUEST: Request = {
  number: 1,
  subject: 'Printer',
  client: { name: 'Joe', address: 'joe@client.test' },
  state: 'new',
  priority: 'normal',
  category: null,
  owner: null,
  team: 'support',
  language: null,
  mailbox: 'support@example.test',
  openedAt: START,
  acknowledgedAt: null,
  firstResponseAt: null,
  resolvedAt: null,
  closedAt: null,
  lastActivityAt: START,
  linkedTo: null,
  mergedInto: null,
};

/** A request and its log, as the store would keep them: a decision is written whole or not at all. */
class Desk {
  request: Request;
  readonly log: LoggedEvent[];
  readonly mails: string[] = [];
  readonly firm: Firm;

  constructor(around: Firm, log: LoggedEvent[], priority: Priority = 'normal') {
    this.firm = around;
    this.log = [...log];
    this.request = { ...REQUEST, priority };
  }

  facts(now: Temporal.Instant): ClockFacts {
    const { request, firm: around, log } = this;
    return { request, tier: null, feedback: null, events: clockHistory(log), lastText: '', firm: around, now };
  }

  tick(now: Temporal.Instant): ClockDecision {
    const decision = decideClock(this.facts(now));
    for (const step of decision.steps) this.#write(step as Step, now);
    return decision;
  }

  #write(step: Step, now: Temporal.Instant): void {
    if (step.do === 'event') this.log.push({ at: now, kind: step.kind, data: step.data });
    if (step.do === 'change') this.request = { ...this.request, ...step.changes };
    if (step.do === 'mail')
      this.mails.push(
        `${String(now)} ${step.mail.content.kind} ${step.mail.to.address} ${JSON.stringify(step.mail.content)}`,
      );
  }

  fired(): string[] {
    return this.log.flatMap((event) => (event.kind === 'fired' ? [String(event.data['deadline'])] : []));
  }
}

const opened: LoggedEvent = { at: START, kind: 'opened', data: {} };
const acknowledged: LoggedEvent = { at: START, kind: 'acknowledged', data: {} };

/** What may happen to a request, hours after it was opened. */
const story = fc
  .array(
    fc.record({
      hours: fc.integer({ min: 0, max: 300 }),
      kind: fc.constantFrom(
        'client-wrote',
        'answered',
        'resolved',
        'agreed',
        'incident',
        'called',
        'escalation-asked',
        'waits',
        'feedback',
      ),
    }),
    { maxLength: 6 },
  )
  .map((events) => [
    opened,
    acknowledged,
    ...events
      .toSorted((a, b) => a.hours - b.hours)
      .map(({ hours, kind }): LoggedEvent => {
        const at = START.add({ hours, seconds: 1 });
        const data = kind === 'waits' ? { until: String(at.add({ hours: 30 })) } : { negative: true };
        return { at, kind, data };
      }),
  ]);

const policyName = fc.constantFrom<keyof typeof POLICIES>('a', 'b', 'c', 'd', 'e');
const priority = fc.constantFrom<Priority>('critical', 'high', 'normal', 'low');
const END = START.add({ hours: 600 });

/** Wakes whenever something is due, and never else. */
function wakeWhenDue(desk: Desk): void {
  for (let steps = 0; steps < 500; steps++) {
    const next = nextDue(desk.facts(END));
    if (next === null || Temporal.Instant.compare(next, END) > 0) return;
    desk.tick(next);
  }
  throw new Error('the clockwork does not come to rest');
}

describe('each deadline does what it has to do exactly once', () => {
  test('whatever happened: nothing due is left out, nothing fires twice, and it comes to rest', () => {
    fc.assert(
      fc.property(policyName, priority, story, (name, urgent, log) => {
        const desk = new Desk(firm(POLICIES[name]), log, urgent);
        wakeWhenDue(desk);
        expect(new Set(desk.fired()).size).toBe(desk.fired().length);
        const again = decideClock(desk.facts(END));
        expect(again.reasons).toEqual([]);
        expect(again.steps.filter((step) => step.do === 'mail')).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('a clock that is looked at too often, or jumps back, changes nothing', () => {
    fc.assert(
      fc.property(
        policyName,
        priority,
        story,
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 30 }),
        (name, urgent, log, jumps) => {
          const calm = new Desk(firm(POLICIES[name]), log, urgent);
          wakeWhenDue(calm);
          const nervous = new Desk(firm(POLICIES[name]), log, urgent);
          for (let steps = 0; steps < 500; steps++) {
            const next = nextDue(nervous.facts(END));
            if (next === null || Temporal.Instant.compare(next, END) > 0) break;
            const back = jumps[steps % Math.max(1, jumps.length)] ?? 0;
            nervous.tick(next.subtract({ minutes: back + 1 }));
            nervous.tick(next);
            nervous.tick(next.subtract({ minutes: back }));
          }
          expect(nervous.mails).toEqual(calm.mails);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a decision that was not written is made again, the same', () => {
    const desk = new Desk(firm(POLICIES.d), [opened, acknowledged]);
    const now = START.add({ hours: 100 });
    expect(decideClock(desk.facts(now))).toEqual(decideClock(desk.facts(now)));
  });

  test('asleep for three days: one mail a person at most, and what is late is folded into it', () => {
    fc.assert(
      fc.property(policyName, priority, fc.integer({ min: 0, max: 200 }), (name, urgent, hours) => {
        const desk = new Desk(firm(POLICIES[name]), [opened, acknowledged], urgent);
        desk.tick(START.add({ hours }));
        const before = desk.mails.length;
        desk.tick(START.add({ hours: hours + 72 }));
        const readers = desk.mails.slice(before).map((mail) => mail.split(' ')[2]);
        expect(new Set(readers).size).toBe(readers.length);
      }),
      { numRuns: 40 },
    );
  });
});

describe('what time sets off', () => {
  const kinds = (decision: ClockDecision): string[] =>
    decision.steps.flatMap((step) =>
      step.do === 'mail' ? [`${step.mail.content.kind} ${step.mail.to.address.split('@')[0] ?? ''}`] : [],
    );

  test('RSP-1: a holding update settles the promise as told and sets the day that was told', () => {
    const desk = new Desk(firm(POLICIES.b), [opened, acknowledged]);
    const due = Temporal.Instant.from('2026-10-23T07:00:00Z');
    desk.tick(Temporal.Instant.from('2026-10-22T14:00:00Z'));
    const told = desk.tick(due);
    expect(kinds(told)).toEqual(['holding joe']);
    expect(told.steps).toContainEqual({ do: 'settle', kinds: ['respond'], as: 'told' });
    // Friday 10:00 was promised; two business days later, over the end of summer time, is Tuesday 10:00.
    expect(told.steps).toContainEqual({
      do: 'deadline',
      kind: 'respond',
      dueAt: Temporal.Instant.from('2026-10-27T09:00:00Z'),
    });
  });

  test('a date that staff named goes into the holding update', () => {
    const by = '2026-10-30T15:00:00Z';
    const desk = new Desk(firm(POLICIES.b), [
      opened,
      acknowledged,
      { at: START.add({ hours: 1 }), kind: 'next-update', data: { by } },
    ]);
    wakeWhenDue(desk);
    expect(desk.mails.find((mail) => mail.includes(' holding '))).toContain(by);
  });

  test('an acknowledgement that was refused alarms owner and admin with the cause, and is overdue at its limit', () => {
    const refused: LoggedEvent = {
      at: START.add({ minutes: 2 }),
      kind: 'acknowledgement-refused',
      data: { cause: 'mailbox full' },
    };
    const desk = new Desk(firm(POLICIES.e, [member('ann', 'agent'), member('root', 'admin')]), [
      opened,
      acknowledged,
      refused,
    ]);
    const alarm = desk.tick(START.add({ minutes: 2 }));
    expect(kinds(alarm)).toEqual(['escalation ann', 'escalation root']);
    expect(desk.mails[0]).toContain('mailbox full');
    const overdue = desk.tick(START.add({ hours: 1 }));
    expect(overdue.steps).toContainEqual({ do: 'settle', kinds: ['acknowledge'], as: 'missed' });
  });

  test('nobody to write to: the request of an unusable sender still alarms staff', () => {
    const desk = new Desk(firm(POLICIES.d), [opened, { ...acknowledged, kind: 'acknowledgement-suppressed' }]);
    desk.request = { ...desk.request, client: { name: '', address: '' } };
    wakeWhenDue(desk);
    expect(desk.mails.length).toBeGreaterThan(0);
    expect(desk.mails.filter((mail) => mail.includes(' holding ') || mail.includes(' update '))).toEqual([]);
  });

  test('RTE: roles that nobody has fall to the next who can act, and never to nobody', () => {
    const alone = new Desk(firm(POLICIES.a, [member('ann', 'agent')]), [opened, acknowledged], 'critical');
    wakeWhenDue(alone);
    expect(new Set(alone.mails.map((mail) => mail.split(' ')[2]))).toEqual(
      new Set(['joe@client.test', 'ann@example.test']),
    );
  });

  test('ESC-2: the call goes round until somebody confirms, and not for ever', () => {
    const desk = new Desk(firm(POLICIES.a), [opened, acknowledged], 'critical');
    for (let minutes = 0; minutes <= 600; minutes++) desk.tick(START.add({ minutes }));
    const calls = desk.log
      .filter((event) => event.kind === 'call-asked')
      .map((event) => String(event.data['to']).split('@')[0]);
    expect(calls.slice(0, 4)).toEqual(['bob', 'carla', 'bob', 'carla']);
    expect(calls).toHaveLength(13);
  });

  test('ESC-4: in a, silence never closes, however long', () => {
    const desk = new Desk(firm(POLICIES.a), [
      opened,
      acknowledged,
      { at: START.add({ hours: 1 }), kind: 'resolved', data: {} },
    ]);
    for (let weeks = 1; weeks <= 52; weeks++) desk.tick(START.add({ hours: weeks * 24 * 7 + 3 }));
    expect(desk.request.state).not.toBe('closed');
    expect(desk.mails.filter((mail) => mail.includes(' follow-up '))).toHaveLength(52);
  });

  test('a changed policy reckons anew what is open', () => {
    const desk = new Desk(firm(POLICIES.e), [opened, acknowledged]);
    const before = nextDue(desk.facts(START));
    const after = nextDue({ ...desk.facts(START), firm: firm(POLICIES.b) });
    // Two business hours before Thursday 10:00, and before Friday 10:00.
    expect([String(before), String(after)]).toEqual(['2026-10-21T14:00:00Z', '2026-10-22T14:00:00Z']);
  });
});
