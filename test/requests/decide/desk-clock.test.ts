import { describe, expect, test } from 'vitest';
import { readPolicy } from '../../../src/policy-file.ts';
import { calendarFromConfig } from '../../../src/requests/calendar/from-config.ts';
import type { Firm, Step } from '../../../src/requests/decide/decision.ts';
import { decideDeskClock, periodsDue } from '../../../src/requests/decide/desk-clock.ts';
import type { DeskClockFacts } from '../../../src/requests/decide/desk-clock.ts';

const calendar = calendarFromConfig({ timeZone: 'Europe/Berlin', hours: { 'mon-fri': '09:00-17:00' } });
if (!calendar.ok) throw new Error(calendar.problem);

function facts(policyName: string, more: Partial<DeskClockFacts> = {}): DeskClockFacts {
  const policy = readPolicy(policyName);
  if (!policy.ok || !calendar.ok) throw new Error('the policy or the calendar of this test is wrong');
  const member = (name: string, role: 'manager' | 'admin') => ({
    name,
    address: `${name}@example.test`,
    also: [],
    team: 'support',
    role,
  });
  const firm: Firm = {
    staff: [member('carla', 'manager'), member('root', 'admin')],
    ownAddresses: new Set(),
    policy: policy.value,
    calendar: calendar.calendar,
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
  const reviewedAt = Temporal.Instant.from('2026-03-01T09:00:00Z');
  return { onboardings: [], reviewedAt, beganAt: reviewedAt, incidents: [], fired: new Set(), firm, ...more };
}

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);

function said(steps: readonly Step[]): string[] {
  return steps.flatMap((step) =>
    step.do === 'mail' && step.mail.content.kind === 'report'
      ? [`${step.mail.to.name}: ${step.mail.content.title}: ${step.mail.content.message}`]
      : [],
  );
}

function fired(steps: readonly Step[]): Set<string> {
  return new Set(steps.flatMap((step) => (step.do === 'event' ? [String(step.data['deadline'])] : [])));
}

describe('ONB-1: a new client is welcomed within 24 hours of being announced', () => {
  // Announced on Saturday evening: wall time, so Sunday evening counts, with the hour that the clocks give back.
  const announced = {
    client: { name: 'Lea', address: 'lea@new.test' },
    announcedAt: at('2026-10-24T18:00:00Z'),
    welcomedAt: null,
  };

  test('management is warned four hours before, and alarmed at the limit', () => {
    const warning = decideDeskClock(facts('d', { onboardings: [announced] }), at('2026-10-25T14:00:00Z'));
    expect(said(warning.steps)).toHaveLength(2);
    expect(said(warning.steps)[0]).toBe(
      'carla: Welcome of Lea: The welcome to this new client has not been accepted by a mail server yet; it is promised by Sun 25 Oct 19:00.',
    );
    expect(String(warning.next)).toBe('2026-10-25T18:00:00Z');
    const after = facts('d', { onboardings: [announced], fired: fired(warning.steps) });
    expect(said(decideDeskClock(after, at('2026-10-25T18:00:00Z')).steps)[0]).toContain('should have been accepted');
  });

  test('a welcome that left in time is no matter, nor is one under a procedure without welcome', () => {
    const welcomed = { ...announced, welcomedAt: at('2026-10-24T18:00:05Z') };
    const late = at('2026-10-27T00:00:00Z');
    expect(decideDeskClock(facts('d', { onboardings: [welcomed] }), late).steps).toEqual([]);
    expect(decideDeskClock(facts('e', { onboardings: [announced] }), late).steps).toEqual([]);
  });

  test('after an outage only what is still useful is said, and never twice', () => {
    const woken = decideDeskClock(facts('d', { onboardings: [announced] }), at('2026-10-28T08:00:00Z'));
    expect(said(woken.steps)).toHaveLength(2);
    expect(said(woken.steps).every((line) => line.includes('should have been'))).toBe(true);
    const again = facts('d', { onboardings: [announced], fired: fired(woken.steps) });
    expect(decideDeskClock(again, at('2026-10-29T08:00:00Z')).steps).toEqual([]);
  });
});

describe('REV-1: the procedure is reviewed yearly, and where it says so after incidents', () => {
  test('its owner is reminded two weeks before the year is over', () => {
    const { steps, next } = decideDeskClock(facts('a'), at('2027-02-15T08:59:59Z'));
    expect([steps, String(next)]).toEqual([[], '2027-02-15T09:00:00Z']);
    expect(said(decideDeskClock(facts('a'), at('2027-02-15T09:00:00Z')).steps)).toEqual([
      'root: Review of the procedure "Communication and client reporting protocols": The procedure is to be reviewed by Mon 1 Mar 10:00. Once it is done, answer this mail with "reviewed" in the first line, and below it what is to change.',
    ]);
  });

  test('D 7: after a major incident', () => {
    const incidents = [{ request: 12, closedAt: at('2026-05-05T10:00:00Z') }];
    const now = at('2026-05-05T10:00:00Z');
    expect(said(decideDeskClock(facts('d', { incidents }), now).steps)[0]).toContain(
      'The incident of request #12 is closed',
    );
    expect(said(decideDeskClock(facts('e', { incidents }), now).steps)).toEqual([]);
  });
});

describe('REP-1: the weekly status', () => {
  const weekly = (more: Partial<DeskClockFacts> = {}): DeskClockFacts => {
    const of = facts('e', more);
    return { ...of, firm: { ...of.firm, weekly: ['carla@example.test'] } };
  };
  // Monday 30 March 2026; on Sunday night the clocks went forward.
  const monday = at('2026-03-30T07:00:00Z');

  test('comes at the first opening of the week, tells of the week before, and comes once', () => {
    expect(decideDeskClock(weekly(), at('2026-03-30T06:59:59Z')).steps).toEqual([]);
    expect(periodsDue(weekly(), monday).map(({ from, until }) => `${String(from)} ${String(until)}`)).toEqual([
      '2026-03-22T23:00:00Z 2026-03-29T22:00:00Z',
    ]);
    const first = decideDeskClock(weekly(), monday, () => ({
      lines: ['Overdue:\n- #1001'],
      figures: [{ label: 'New requests', value: '3' }],
    }));
    expect(first.steps.flatMap((step) => (step.do === 'mail' ? [step.mail.content] : []))).toEqual([
      {
        kind: 'report',
        title: 'The desk last week',
        period: 'Mon 23 Mar to Sun 29 Mar',
        message: 'Overdue:\n- #1001',
        figures: [{ label: 'New requests', value: '3' }],
      },
    ]);
    expect(decideDeskClock(weekly({ fired: fired(first.steps) }), at('2026-04-05T12:00:00Z')).steps).toEqual([]);
  });

  test('of a desk that slept for weeks is the last one only; one that began this week has none to tell', () => {
    const later = decideDeskClock(weekly(), at('2026-05-06T10:00:00Z'));
    expect(said(later.steps)).toHaveLength(1);
    expect(decideDeskClock(weekly({ beganAt: at('2026-05-04T09:00:00Z') }), at('2026-05-06T10:00:00Z')).steps).toEqual(
      [],
    );
  });

  test('goes to nobody who is not named', () => {
    expect(decideDeskClock(facts('e'), monday).steps).toEqual([]);
  });
});
