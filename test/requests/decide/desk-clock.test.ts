import { describe, expect, test } from 'vitest';
import { readPolicy } from '../../../src/policy-file.ts';
import { calendarFromConfig } from '../../../src/requests/calendar/from-config.ts';
import type { Firm, Step } from '../../../src/requests/decide/decision.ts';
import { decideDeskClock } from '../../../src/requests/decide/desk-clock.ts';
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
  return { onboardings: [], reviewedAt, incidents: [], fired: new Set(), firm, ...more };
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
      'root: Review of the procedure "Communication and client reporting protocols": The procedure is to be reviewed by Mon 1 Mar 10:00. Its figures are in replydesk report sla; replydesk policy reviewed says that it was done.',
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
