import { describe, expect, test } from 'vitest';
import { readPolicy } from '../../src/policy-file.ts';
import { categoryOf, decidePriority, markOf, routeOf, wordsOf } from '../../src/requests/priority.ts';
import type { PriorityFacts } from '../../src/requests/priority.ts';
import type { Policy, Route } from '../../src/requests/policy.ts';
import { fold, firstPhrase } from '../../src/requests/words.ts';

const read = readPolicy('e');
if (!read.ok) throw new Error(read.problems.join('\n'));
const policy: Policy = read.value;

const facts = (
  subject: string,
  { text = '', ...more }: Partial<PriorityFacts> & { text?: string } = {},
): PriorityFacts => ({
  words: wordsOf(subject, text),
  category: null,
  tier: null,
  marked: null,
  ...more,
});

describe('PRI-1: priority from urgency and impact', () => {
  test.each([
    ['Invoice 4711', 'medium', 'medium', 'normal'],
    ['Urgent: invoice 4711', 'high', 'medium', 'high'],
    ['The shop is down', 'medium', 'high', 'high'],
    ['URGENT – the shop is down', 'high', 'high', 'critical'],
    ['Dringend: Ausfall der Telefonanlage', 'high', 'high', 'critical'],
    ['Panne générale, merci de répondre au plus vite', 'high', 'high', 'critical'],
    ['PILNE! Awaria serwera', 'high', 'high', 'critical'],
    ['Quick question about my invoice', 'medium', 'low', 'low'],
    ['No rush, just wondering about the colour', 'low', 'low', 'low'],
    ['This is not urgent', 'low', 'medium', 'low'],
    ["It isn't very urgent at all", 'medium', 'medium', 'normal'],
    ['Das ist nicht dringend', 'low', 'medium', 'low'],
    ["Ce n'est pas urgent", 'low', 'medium', 'low'],
    ['Our insurgents game has a typo', 'medium', 'low', 'low'],
  ])('%s: urgency %s, impact %s, %s', (subject, urgency, impact, priority) => {
    expect(decidePriority(policy.priority, facts(subject))).toMatchObject({ urgency, impact, priority });
  });

  test('the sender’s own mark counts, and every decision names its rule', () => {
    expect(
      decidePriority(policy.priority, facts('Hello', { marked: 'high', text: 'All users are locked out.' })),
    ).toEqual({
      urgency: 'high',
      impact: 'high',
      priority: 'critical',
      reasons: [
        { code: 'urgency', detail: 'high: its sender marked it high', source: 'policy, priority' },
        { code: 'impact', detail: 'high: the mail says "all users"', source: 'policy, priority' },
      ],
    });
  });

  test('the first rule that sets an axis decides it, and all its conditions must hold', () => {
    const own = {
      ...policy.priority,
      rules: [
        {
          words: ['server'],
          category: null,
          tier: ['key'],
          marked: null,
          urgency: null,
          impact: null,
          priority: 'critical',
        },
        { words: ['server'], category: null, tier: null, marked: null, urgency: 'low', impact: null, priority: null },
      ],
    } as const;
    expect(decidePriority(own, facts('The server', { tier: 'key' })).priority).toBe('critical');
    expect(decidePriority(own, facts('The server')).priority).toBe('low');
    expect(decidePriority(own, facts('The printer', { tier: 'key' })).priority).toBe('normal');
  });

  test.each([
    [[{ name: 'importance', value: 'High' }], 'high'],
    [[{ name: 'x-priority', value: '1 (Highest)' }], 'high'],
    [[{ name: 'x-priority', value: '3' }], null],
    [[{ name: 'x-priority', value: '5' }], 'low'],
    [[{ name: 'priority', value: 'urgent' }], 'high'],
    [[], null],
  ])('the mark in %j is %s', (headers, mark) => {
    expect(markOf({ headers })).toBe(mark);
  });
});

describe('words are found as people write them', () => {
  test.each([
    ['caída del servicio', 'CAIDA DEL SERVICIO!!!'],
    ["d'urgence", 'Merci d’urgence'],
    ['so schnell wie möglich', 'bitte so schnell\nwie moeglich'.replace('oe', 'ö')],
    ['障害', 'システム障害が発生しています'],
  ])('%s in %s', (phrase, text) => {
    expect(firstPhrase(fold(text), [phrase])).toBe(phrase);
  });

  test('not inside other words, and a long mail is judged by its beginning', () => {
    expect(firstPhrase(fold('downtown'), ['down'])).toBeNull();
    expect(firstPhrase(fold(`${'x '.repeat(20_000)} urgent`), ['urgent'])).toBeNull();
    expect(firstPhrase(fold('anything'), ['', '!!'])).toBeNull();
  });
});

describe('RTE-1: the first route that applies decides', () => {
  const any = { address: null, category: null, client: null, tier: null, language: null };
  const routes: Route[] = [
    { ...any, tier: ['key'], to: { role: 'account-manager' } },
    { ...any, address: ['billing@example.test'], to: { team: 'accounts' } },
    { ...any, client: ['bigcorp.test'], language: ['de'], to: { address: 'ann@example.test' } },
  ];
  const mail = {
    addressed: ['support@example.test'],
    client: 'joe@small.test',
    category: null,
    tier: null,
    language: 'en',
  };
  test.each([
    ['key clients to the account manager (RTE-2)', { tier: 'Key' }, { role: 'account-manager' }],
    ['by address', { addressed: ['Billing@Example.test'] }, { team: 'accounts' }],
    ['by client and language', { client: 'joe@BigCorp.test', language: 'de' }, { address: 'ann@example.test' }],
  ])('%s', (_, more, to) => {
    expect(routeOf(routes, { ...mail, ...more })?.to).toEqual(to);
  });
  test('and where none applies, the desk decides', () => {
    expect(routeOf(routes, { ...mail, client: 'joe@bigcorp.test' })).toBeNull();
  });
});

test('MTX-1: a complaint is known by its words, in the writer’s language', () => {
  expect(categoryOf(policy, wordsOf('Beschwerde', 'Guten Tag'))?.category).toBe('complaint');
  expect(categoryOf(policy, wordsOf('Bonjour', 'ceci est une réclamation'))?.category).toBe('complaint');
  expect(categoryOf(policy, wordsOf('Hello', 'How do I print?'))).toBeNull();
});
