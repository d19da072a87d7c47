import { describe, expect, test } from 'vitest';
import { parsePolicy, PRESETS, readPolicy } from '../../src/policy-file.ts';
import { promises } from '../../src/requests/deadline.ts';
import { calendarFromConfig } from '../../src/requests/calendar/from-config.ts';
import { clocksFor } from '../../src/requests/policy.ts';
import type { Policy, Priority } from '../../src/requests/policy.ts';
import { spanText } from '../../src/requests/span.ts';

function preset(name: string): Policy {
  const read = readPolicy(name);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.value;
}

function office() {
  const read = calendarFromConfig({ timeZone: 'Europe/Berlin', hours: { 'mon-fri': '09:00-17:00' } });
  if (!read.ok) throw new Error(read.problem);
  return read.calendar;
}

const subject = (priority: Priority) => ({ priority, category: null, tier: null, feedback: null });

describe('the five procedures as shipped: their clocks', () => {
  /** Copied from the procedures' texts; "house" where they leave the figure open. */
  test.each([
    // ACK-1, RSP-1: A 4.2 "within 1 business day whenever possible"; the house acknowledges in the same time
    ['a', '1 business day', '1 business day, a target', 'none', ['unresolved: 24 hours after receipt']],
    // ACK-1, RSP-1: B 4.2 "acknowledge … within one (1) business day", "within two (2) business days"
    ['b', '1 business day', '2 business days', 'none', ['response overdue: immediately after respond']],
    // RSP-1: C 5 "within 24 business hours", read as 1 business day
    ['c', '1 business day', '1 business day', 'none', []],
    // ACK-1, RSP-1, RES-1: D 4.3, D 5
    [
      'd',
      '4 business hours',
      '1 business day',
      '1 business day',
      ['response overdue: immediately after respond', 'resolution overdue: immediately after resolve'],
    ],
    // ACK-1: E 4.3 "within 1 business hour"; the rest is house, by priority
    [
      'e',
      '1 business hour',
      '1 business day',
      '3 business days',
      ['response overdue: immediately after respond', 'resolution overdue: immediately after resolve'],
    ],
  ])('%s', (name, acknowledge, respond, resolve, escalate) => {
    const policy = preset(name);
    const clocks = clocksFor(policy, subject('normal'));
    const words = (clock: keyof typeof clocks): string => {
      const promised = clocks[clock];
      return promised === null
        ? 'none'
        : `${spanText(promised.within)}${promised.kind === 'target' ? ', a target' : ''}`;
    };
    expect([words('acknowledge'), words('respond'), words('resolve')]).toEqual([acknowledge, respond, resolve]);
    const steps = promises(policy, office(), subject('normal'), Temporal.Instant.from('2026-10-21T08:00:00Z')).escalate;
    expect(steps.map(({ step }) => `${step.name}: ${spanText(step.after)} after ${step.from}`)).toEqual(escalate);
  });

  test('ACK-1: e acknowledges within one business hour whatever the priority', () => {
    for (const priority of ['critical', 'high', 'normal', 'low'] as const)
      expect(clocksFor(preset('e'), subject(priority)).acknowledge?.within).toEqual({
        amount: 1,
        unit: 'business-hours',
      });
  });

  test('ESC-1, ESC-2: in a, critical goes to the lead at once and is an incident for client and management', () => {
    const policy = preset('a');
    const at = Temporal.Instant.from('2026-10-24T01:00:00Z');
    expect(
      promises(policy, office(), subject('critical'), at).escalate.map((one) => one.at.since(at).total('hours')),
    ).toEqual([0, 24]);
    expect(policy.incident).toMatchObject({
      when: { priority: ['critical'] },
      tellClient: true,
      to: [{ role: 'manager' }],
    });
    expect(policy.incident?.call?.passOnAfter).toEqual({ amount: 15, unit: 'minutes' });
  });

  test('ESC-5: in c, what is urgent goes to the designated contact at once, at any hour', () => {
    const night = Temporal.Instant.from('2026-10-24T01:00:00Z');
    const { escalate } = promises(preset('c'), office(), subject('high'), night);
    expect(escalate.map((one) => one.at.toString())).toEqual([night.toString()]);
    const praise = promises(preset('c'), office(), { ...subject('normal'), feedback: 'positive' }, night);
    const alarm = promises(preset('c'), office(), { ...subject('normal'), feedback: 'urgent' }, night);
    expect([praise.escalate.length, alarm.escalate.length]).toEqual([0, 1]);
  });

  test('ESC-4, CLS-1: in a, silence never closes and the client is asked weekly; elsewhere it may close', () => {
    expect(preset('a').closure).toMatchObject({ silence: null, followUp: { every: { amount: 1, unit: 'weeks' } } });
    for (const name of ['b', 'c', 'd', 'e']) expect(preset(name).closure.silence).not.toBeNull();
  });

  test('ONB-1, FBK-2, CLS-2, REV-1: who welcomes, answers feedback, asks for it, reviews', () => {
    const has = (part: 'welcome' | 'feedback' | 'survey' | 'review'): string =>
      PRESETS.filter((name) => preset(name)[part] !== null).join('');
    expect({
      welcome: has('welcome'),
      feedback: has('feedback'),
      survey: has('survey'),
      review: has('review'),
    }).toEqual({
      welcome: 'cd',
      feedback: 'bd',
      survey: 'cde',
      review: 'abcde',
    });
    expect(preset('d').welcome?.within).toEqual({ amount: 24, unit: 'hours' });
    expect(preset('d').feedback?.within).toEqual({ amount: 1, unit: 'business-days' });
  });

  test('MTX-1: the matrix of b names document, person and confidentiality for each kind of communication', () => {
    expect(
      preset('b').categories.map(
        (rule) => `${rule.name}: ${JSON.stringify(rule.responsible)}, ${rule.confidentiality}`,
      ),
    ).toEqual([
      'initial inquiry: {"role":"team"}, standard',
      'service update: {"role":"account-manager"}, confidential',
      'feedback or complaint: {"role":"manager"}, sensitive',
      'closure: {"role":"owner"}, standard',
    ]);
  });

  test('PRI-1, TON-1: each has a matrix, words that raise priority, and words to avoid', () => {
    for (const name of PRESETS) {
      expect(preset(name).priority.matrix.high.high).toBe('critical');
      expect(preset(name).priority.rules.length).toBeGreaterThan(4);
      expect(preset(name).avoid.length).toBeGreaterThan(10);
    }
  });
});

describe('a policy file with mistakes says where they are and what to write', () => {
  const file = `title: Ours
version: '1'
clocks:
  - acknowledge: 1 business hour
    respond: 1 business day
closure: { followUp: none, silence: 7 days }
`;
  test('and one without them is read, with the house filling the rest', () => {
    expect(parsePolicy('ours', 'ours.yaml', file)).toMatchObject({
      ok: true,
      value: {
        name: 'ours',
        holding: null,
        escalation: [],
        warnings: { respond: { amount: 2, unit: 'business-hours' } },
      },
    });
  });

  test.each([
    ['1 business day', '1 bussines day', 'ours.yaml:5: clocks[0].respond: "1 bussines day" is not a time such as'],
    ['respond:', 'responds:', 'ours.yaml:5: clocks[0].responds: there is no such key'],
    [
      '- acknowledge',
      '- when: { priority: hihg }\n    acknowledge',
      'ours.yaml:4: clocks[0].when.priority: invalid option',
    ],
    [
      '- acknowledge',
      '- when: { priority: high }\n    acknowledge',
      'ours.yaml:3: clocks: the last line must apply to every request',
    ],
    ["version: '1'", 'version: 1', 'ours.yaml:2: version: write the version in quotes'],
    [
      'closure:',
      'holding: { before: 1 business day }\nclosure:',
      'ours.yaml:6: holding.before: count a warning in business hours',
    ],
    [
      'closure:',
      'escalation: [{ name: x, from: receipt, after: 1 day, to: boss }]\nclosure:',
      'ours.yaml:6: escalation[0].to: "boss" is neither a mail address nor one of',
    ],
    ['silence: 7 days', 'silence: sometimes', 'ours.yaml:6: closure.silence: "sometimes" is not a time such as'],
    ['title: Ours\n', '', 'ours.yaml:1: title: '],
    ['title: Ours', 'title: [Ours', 'ours.yaml:'],
  ])('%s → %s', (before, after, problem) => {
    const read = parsePolicy('ours', 'ours.yaml', file.replace(before, after));
    expect(read.ok ? [] : read.problems).toEqual(expect.arrayContaining([expect.stringContaining(problem)]));
  });

  test('every mistake is told at once, in the order of the file', () => {
    const read = parsePolicy('ours', 'ours.yaml', file.replace('1 business hour', 'soon').replace('7 days', 'later'));
    expect(read.ok ? [] : read.problems.map((line) => line.split(': ')[0])).toEqual(['ours.yaml:4', 'ours.yaml:6']);
  });

  test('a policy that is not there', () => {
    expect(readPolicy('f')).toEqual({
      ok: false,
      problems: ['f: there is no such policy; name one of a, b, c, d, e or a policy file'],
    });
  });
});
