import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/requests/decide/message.ts';
import type { Decision } from '../../../src/requests/decide/decision.ts';
import { lastCommand } from '../../../src/store/questions.ts';
import { changes, events, factsOf, firm, mails, NOW, request, steps, type Written } from '../../support/facts.ts';

const decideOn = async (written: Written) => decide(await factsOf(written));

async function said(written: Written): Promise<readonly string[]> {
  const [confirmation] = mails(await decideOn(written), 'confirmation');
  return confirmation?.content.kind === 'confirmation' ? confirmation.content.done : [];
}

async function problems(written: Written): Promise<readonly string[]> {
  const decision = await decideOn(written);
  expect(decision.disposition).toBe('quarantined');
  expect(mails(decision).filter((one) => one.role === 'client')).toEqual([]);
  const [asked] = mails(decision, 'confirmation');
  expect(asked).toMatchObject({ to: { address: 'ann@example.test' }, asks: { kind: 'held', intake: 7 } });
  return asked?.content.kind === 'confirmation'
    ? [asked.content.why ?? [], asked.content.unclear.map((one) => one.problem)].flat()
    : [];
}

describe('commands used daily', () => {
  test('#take makes the request mine, says so, and writes nothing to the client', async () => {
    const decision = await decideOn({ text: '#take' });
    expect(changes(decision)).toMatchObject({ owner: 'ann@example.test' });
    expect(changes(decision).state).toBeUndefined();
    expect(mails(decision).map((one) => [one.role, one.content.kind])).toEqual([['staff', 'confirmation']]);
    expect(await said({ text: '#take' })).toEqual(['The request is yours.']);
  });

  test.each([
    ['#assign bob', 'bob@example.test'],
    ['#assign Bob Ray', 'bob@example.test'],
    ['#assign bob@example.test', 'bob@example.test'],
    ['#assign @eva', 'eva@example.test'],
    ['#assign me', 'ann@example.test'],
    ['#zuweisen Bob', 'bob@example.test'],
  ])('%s', async (text, owner) => {
    const decision = await decideOn({ text });
    expect(changes(decision).owner).toBe(owner);
    const told = mails(decision, 'notification').map((one) => one.to.address);
    expect(told, 'the colleague hears of it').toEqual(owner === 'ann@example.test' ? [] : [owner]);
  });

  test('#assign to a team takes it from its owner', async () => {
    const decision = await decideOn({ text: '#assign billing', request: request({ owner: 'ann@example.test' }) });
    expect(changes(decision)).toMatchObject({ owner: null, team: 'billing' });
  });

  test('a colleague gets what the client wrote last, and the note that goes with it', async () => {
    const written = {
      text: '#assign bob\n#note he asks for the third time',
      answer: { lastClientText: 'Is it done?' },
    };
    const [notice] = mails(await decideOn(written), 'notification');
    expect(notice?.content).toMatchObject({
      notice: 'Ann Lee gave you this request.',
      text: 'Is it done?',
      changes: ['Ann Lee: he asks for the third time'],
    });
  });

  test.each([
    ['#assign ray', [/Bob Ray or Eva Ray/]],
    ['#assign zoe', [/names nobody here; we are Ann Lee, Bob Ray, Eva Ray/]],
    ['#priority urgent', [/critical, high, normal or low/]],
    ['#wait until he is back', [/no moment/]],
    ['#wait until yesterday', [/no moment/]],
    ['#note', [/has no text/]],
    ['#frobnicate\nHello Jane', [/no command/]],
    ['#assign zoe\n#priority urgent\nHello', [/nobody/, /critical/]],
    ['#undo', [/nothing on this request/]],
  ])('what cannot be carried out is asked about, and nothing of the mail leaves: %j', async (text, expected) => {
    expect(await problems({ text })).toEqual(expected.map((one) => expect.stringMatching(one) as string));
  });

  test('#note keeps the text among colleagues', async () => {
    const decision = await decideOn({ text: '#note\nHe is in court with his landlord.' });
    expect(steps(decision, 'event')).toContainEqual(
      expect.objectContaining({
        kind: 'note',
        actor: 'ann@example.test',
        data: { text: 'He is in court with his landlord.' },
      }),
    );
    expect(mails(decision).filter((one) => one.role === 'client')).toEqual([]);
  });

  test('an answer with #resolve is one mail to the client: the answer, then the closing question', async () => {
    const decision = await decideOn({ text: '#resolve\n\nIt is corrected.' });
    const toClient = mails(decision).filter((one) => one.role === 'client');
    expect(toClient.map((one) => one.content)).toEqual([
      expect.objectContaining({ kind: 'answer', text: 'It is corrected.', author: 'Ann Lee', closing: true }),
    ]);
    expect(changes(decision)).toMatchObject({ state: 'resolved', firstResponseAt: NOW, owner: 'ann@example.test' });
    expect(events(decision)).toEqual(expect.arrayContaining(['answered', 'resolved']) as string[]);
  });

  test.each([
    ['a line', 'It is corrected.\n\n> he never pays', 'It is corrected.'],
    ['with its writer', 'It is corrected.\n\nBob wrote:\n> he never pays\n>\n> or late', 'It is corrected.'],
    ['above a signature', 'It is corrected.\n\n> he never pays\n\n-- \nAnn Lee', 'It is corrected.'],
    ['below a command', '#resolve\nIt is corrected.\n> he never pays', 'It is corrected.'],
    ['two of them', 'It is corrected.\n\nEva wrote:\n> never\n\nBob wrote:\n> he never pays', 'It is corrected.'],
    ['between own words', 'You asked:\n> is it done?\nIt is.', 'You asked:\n> is it done?\nIt is.'],
  ])('a quote at the end of an answer stays inside: %s', async (_, text, answer) => {
    const toClient = mails(await decideOn({ text })).filter((one) => one.role === 'client');
    expect(toClient.map((one) => one.content)).toEqual([expect.objectContaining({ kind: 'answer', text: answer })]);
    expect(toClient[0]!.carries).toMatchObject({ text: answer });
    expect(toClient[0]!.carries!.visible).not.toContain('pays');
  });

  test('what is resent is without it, too', async () => {
    const answer = { lastAnswerText: '#take\nIt is corrected.\n\n> he never pays' };
    const [again] = mails(await decideOn({ text: '#resend jane@new.test', answer }), 'answer');
    expect(again?.content).toMatchObject({ text: 'It is corrected.' });
  });

  test('a note keeps what it quotes', async () => {
    const noted = steps(await decideOn({ text: '#note Bob says\n> he never pays' }), 'event');
    expect(noted.find(({ kind }) => kind === 'note')?.data).toEqual({ text: 'Bob says\n> he never pays' });
  });

  test('#resolve alone asks the client in a mail of its own', async () => {
    const toClient = mails(await decideOn({ text: '#resolve' })).filter((one) => one.role === 'client');
    expect(toClient.map((one) => one.content.kind)).toEqual(['follow-up']);
  });

  test('#wait until friday: comes back at the opening, the day is repeated', async () => {
    const decision = await decideOn({ text: '#wait until friday' });
    expect(changes(decision).state).toBe('waiting');
    expect(steps(decision, 'event')).toContainEqual(
      expect.objectContaining({ kind: 'waits', data: { until: '2026-02-06T08:00:00Z' } }),
    );
    expect(await said({ text: '#wait until friday' })).toEqual(['Put off until Friday 6 February 2026 09:00.']);
  });

  test('moments are read in the time zone of the writer', async () => {
    const fields = { Date: 'Mon, 2 Feb 2026 04:00:00 -0500' };
    expect(await said({ text: '#wait until tomorrow 10:00', fields })).toEqual([
      'Put off until Tuesday 3 February 2026 10:00 GMT-5.',
    ]);
    const [waits] = steps(await decideOn({ text: '#wait until tomorrow 10:00', fields }), 'event');
    expect(waits?.data).toEqual({ until: '2026-02-03T15:00:00Z' });
  });

  test('#priority high: sooner where the policy says so, and what was promised is never later', async () => {
    const up = await decideOn({ text: '#priority critical' });
    expect(changes(up).priority).toBe('critical');
    expect(steps(up, 'deadline').map((step) => step.kind)).toContain('respond');
    const down = await decideOn({ text: '#priority low', request: request({ priority: 'critical' }) });
    expect(changes(down).priority).toBe('low');
    expect(steps(down, 'deadline')).toEqual([]);
  });

  test('#spam closes without a word to the sender', async () => {
    const decision = await decideOn({ text: '#spam' });
    expect(changes(decision)).toMatchObject({ state: 'closed', category: 'spam' });
    expect(mails(decision).filter((one) => one.role === 'client')).toEqual([]);
    expect(steps(decision, 'settle')[0]?.kinds).toEqual(['acknowledge', 'respond', 'resolve']);
  });

  test.each([
    ['a colleague', '#erase bob@example.test', 'one of us'],
    ['a second address of a colleague', '#export ann.lee@private.test', 'one of us'],
    ['the desk itself', '#erase support+1@example.test', 'one of us'],
    ['a text for the client below it', '#export jane@client.test\nDear Jane, here it is.', 'stands alone in a mail'],
  ])('what is kept is not asked about before it is handed over or deleted: %s', async (_, text, problem) => {
    const decision = await decideOn({ text, from: 'Eva Ray <eva@example.test>', verdict: 'pass' });
    const [said] = mails(decision, 'confirmation');
    expect(said?.content).toMatchObject({
      unclear: [{ problem: expect.stringContaining(problem) as string }],
    });
    expect(said?.asks).toBeUndefined();
  });

  test('#help sends the list; a text below it is not taken for an answer', async () => {
    const [help] = mails(await decideOn({ text: '#help' }), 'confirmation');
    expect(help?.content).toMatchObject({
      done: [],
      help: expect.arrayContaining([expect.stringContaining('#wait')]) as string[],
    });
    expect(await problems({ text: '#help\nHow do I close this?' })).toEqual([
      expect.stringContaining('would go to the client'),
    ]);
  });

  test('#next-update promises the client the next word, in the answer where there is one', async () => {
    const alone = mails(await decideOn({ text: '#next-update tomorrow 10:00' })).filter((one) => one.role === 'client');
    expect(alone.map((one) => one.content)).toEqual([
      { kind: 'update', promisedAt: Temporal.Instant.from('2026-02-03T09:00:00Z') },
    ]);
    const decision = await decideOn({ text: '#next-update tomorrow\nWe are looking into it.' });
    expect(mails(decision, 'answer')[0]?.content).toMatchObject({
      promisedAt: Temporal.Instant.from('2026-02-03T16:00:00Z'),
    });
    expect(changes(decision).state, 'the next word is ours').toBe('open');
  });
});

describe('#undo', () => {
  /** The same request after a mail of Ann's, and what the desk remembers of it. */
  async function after(text: string) {
    const decision = await decideOn({ text });
    const commanded = steps(decision, 'event').find((step) => step.kind === 'commanded');
    // Through JSON, as the database keeps it.
    const data = JSON.parse(JSON.stringify(commanded?.data)) as Record<string, unknown>;
    return { request: request(changes(decision)), answer: { lastCommand: lastCommand('ann@example.test', data) } };
  }

  test.each([
    ['#assign eva', { owner: null, team: 'support' }],
    ['#priority high', { priority: 'normal' }],
    ['#resolve', { state: 'new', resolvedAt: null }],
    ['#spam', { state: 'new', closedAt: null, category: null }],
    ['#wait until friday', { state: 'new' }],
  ])('takes back %s', async (text, expected) => {
    const decision = await decideOn({ text: '#undo', ...(await after(text)) });
    expect(changes(decision)).toMatchObject(expected);
    expect(events(decision)).toContain('undone');
    expect(events(decision), 'what is taken back cannot be taken back').not.toContain('commanded');
  });

  test('leaves what somebody else changed since', async () => {
    const { request: changed, answer } = await after('#assign bob\n#priority high');
    const decision = await decideOn({ text: '#undo', request: { ...changed, owner: 'eva@example.test' }, answer });
    expect(changes(decision)).toMatchObject({ priority: 'normal' });
    expect(changes(decision).owner).toBeUndefined();
  });

  test('does not take back what a colleague did', async () => {
    const { request: changed, answer } = await after('#priority high');
    const theirs = { lastCommand: { ...answer.lastCommand, by: 'bob@example.test' } };
    expect(await problems({ text: '#undo', request: changed, answer: theirs })).toEqual([
      expect.stringContaining('bob@example.test'),
    ]);
  });

  test('an answer that was sent stays sent, and the request goes back to waiting for the client', async () => {
    const decision = await decideOn({ text: '#undo', ...(await after('#resolve\nIt is done.')) });
    expect(changes(decision)).toMatchObject({ state: 'waiting' });
  });
});

describe('#survey asks the client how we did', () => {
  const asked = (decision: Decision) => mails(decision).filter((one) => one.asks?.kind === 'survey');
  const daysAgo = (days: number) => new Map([['jane@client.test', NOW.subtract({ hours: 24 * days })]]);

  test('whatever the request stands at, and leaves that as it is', async () => {
    const decision = await decideOn({ text: '#survey', request: request({ language: 'de' }) });
    expect(asked(decision)).toMatchObject([{ to: { address: 'jane@client.test' }, role: 'client', locale: 'de' }]);
    expect(changes(decision).state).toBeUndefined();
    expect(await said({ text: '#survey' })).toEqual(['The client is asked how we did.']);
  });

  test('beside an answer, and once however often it stands there', async () => {
    const decision = await decideOn({ text: '#survey\n#umfrage\nIt is done.' });
    expect(asked(decision)).toHaveLength(1);
    expect(mails(decision).filter((one) => one.role === 'client')).toHaveLength(2);
  });

  test('at most once in thirty days, and not where the policy asks nobody or there is no address', async () => {
    expect(await problems({ text: '#survey', answer: { surveyed: daysAgo(29) } })).toEqual([
      'cannot be done: the client was asked not long ago; again from Tuesday 3 February 2026 10:00 on',
    ]);
    expect(asked(await decideOn({ text: '#survey', answer: { surveyed: daysAgo(30) } }))).toHaveLength(1);
    const { policy } = firm();
    const without = firm({ policy: { ...policy, survey: null } });
    expect(await problems({ text: '#survey', firm: without })).toEqual([expect.stringContaining('asks no client')]);
    const nowhere = request({ client: { name: 'Jane', address: '' } });
    expect(await problems({ text: '#survey', request: nowhere })).toEqual([expect.stringContaining('no address')]);
  });
});

describe('a desk in another language', () => {
  test('its names may be abbreviated', async () => {
    const german = { firm: firm({ locale: 'de' }) };
    expect(changes(await decideOn({ text: '#erl', ...german })).state).toBe('resolved');
    expect(await said({ text: '#warten bis Freitag', ...german })).toEqual([
      'Zurückgestellt bis Freitag, 6. Februar 2026 um 09:00.',
    ]);
  });
});
