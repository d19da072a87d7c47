import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/requests/decide/message.ts';
import type { HeldMail, Question } from '../../../src/requests/question.ts';
import {
  changes,
  events,
  factsOf,
  firm,
  mails,
  NOW,
  other,
  request,
  steps,
  type Written,
} from '../../support/facts.ts';

const decideOn = async (written: Written) => decide(await factsOf(written));
const toClient = (decision: Awaited<ReturnType<typeof decideOn>>) =>
  mails(decision).filter((one) => one.role === 'client');

const HELD: HeldMail = {
  intake: 5,
  messageId: 50,
  request: 1001,
  from: { name: 'Ann Lee', address: 'ann@example.test' },
  subject: 'Re: The invoice of January',
  text: '#reslove\nDear Jane, the invoice is corrected.',
  receivedAt: NOW,
  reasons: [{ code: 'unclear-command', detail: '#reslove', source: 'commands' }],
  waits: true,
};

function askedAbout(held: HeldMail = HELD, proven = true) {
  const question: Question & { proven: boolean } = {
    kind: 'held',
    intake: held.intake,
    token: 'abc',
    asked: 'ann@example.test',
    request: 1001,
    at: NOW,
    isOpen: true,
    proven,
  };
  return { question, held: new Map([[held.intake, held]]), answersKind: 'confirmation' };
}

describe('the answer to a question about a held mail', () => {
  test.each([
    'send',
    'Send.',
    'SEND',
    '#send',
    'yes',
    'senden',
    'envoyer',
    'please send',
    'send\n\nAnn Lee\nExample Ltd',
  ])('%j sends it', async (text) => {
    const decision = await decideOn({ text: text.replace('#', ''), answer: askedAbout() });
    expect(steps(decision, 'release')).toEqual([{ do: 'release', intake: 5, by: 'ann@example.test', answer: null }]);
    expect(toClient(decision)).toEqual([]);
  });

  test.each(['drop', 'Verwerfen', 'no', 'descartar'])('%j lays it aside for good', async (text) => {
    const decision = await decideOn({ text, answer: askedAbout() });
    expect(steps(decision, 'dismiss')).toMatchObject([{ held: { intake: 5 }, why: 'dropped' }]);
    expect(mails(decision, 'confirmation')[0]?.content).toMatchObject({ done: [expect.stringContaining('dropped')] });
  });

  test('comes too late where somebody has decided already', async () => {
    const decision = await decideOn({ text: 'send', answer: askedAbout({ ...HELD, waits: false }) });
    expect(steps(decision, 'release')).toEqual([]);
    expect(mails(decision, 'confirmation')[0]?.content).toMatchObject({ done: [expect.stringContaining('already')] });
  });

  test('can be the corrected mail, with commands or in much the same words; the held one is laid aside', async () => {
    for (const text of ['#resolve\nDear Jane, the invoice is corrected.', 'Dear Jane, the invoice is corrected now.']) {
      const decision = await decideOn({ text, answer: askedAbout() });
      expect(decision.disposition).toBe('staff');
      expect(toClient(decision).map((one) => one.content.kind)).toEqual(['answer']);
      expect(steps(decision, 'dismiss')).toMatchObject([{ held: { intake: 5 }, why: 'corrected' }]);
    }
  });

  test('is not for the client where it says something else', async () => {
    const decision = await decideOn({ text: 'Why do you ask me such things?', answer: askedAbout() });
    expect(decision.disposition).toBe('quarantined');
    expect(toClient(decision)).toEqual([]);
  });

  test('counts only where the mail could only come from the one who was asked', async () => {
    const decision = await decideOn({ text: 'send', answer: askedAbout(HELD, false), token: null, request: null });
    expect(steps(decision, 'release')).toEqual([]);
    const forged = await decideOn({ text: 'send', answer: askedAbout(), verdict: 'fail' });
    expect(steps(forged, 'release')).toEqual([]);
    expect(forged.disposition).toBe('quarantined');
  });
});

describe('two colleagues answer at the same time', () => {
  const earlier = NOW.subtract({ minutes: 30 });
  const crossed = { lastAnswer: { by: 'bob@example.test', at: NOW.subtract({ minutes: 5 }) }, answering: earlier };

  test('the second answer is held, and both are told at once', async () => {
    const decision = await decideOn({
      text: 'It is corrected.',
      answer: crossed,
      request: request({ state: 'waiting' }),
    });
    expect(decision.disposition).toBe('quarantined');
    expect(decision.reasons[0]).toMatchObject({
      code: 'collision',
      detail: expect.stringContaining('Bob Ray') as string,
    });
    expect(toClient(decision)).toEqual([]);
    expect(mails(decision).map((one) => [one.to.address, one.content.kind])).toEqual([
      ['ann@example.test', 'confirmation'],
      ['bob@example.test', 'notification'],
    ]);
    expect(mails(decision, 'notification')[0]?.content).toMatchObject({
      notice: expect.stringContaining('Ann Lee has written an answer as well') as string,
      text: 'It is corrected.',
    });
  });

  test.each([
    ['the writer answered what came after it', { ...crossed, answering: NOW.subtract({ minutes: 1 }) }],
    ['the earlier answer was his own', { ...crossed, lastAnswer: { ...crossed.lastAnswer, by: 'ann@example.test' } }],
    [
      'his own, from his other address',
      { ...crossed, lastAnswer: { ...crossed.lastAnswer, by: 'ann.lee@private.test' } },
    ],
    ['nobody has answered', { ...crossed, lastAnswer: null }],
    ['it is not known what he answers', { ...crossed, answering: null }],
    ['he has looked again and says send', { ...crossed, releasedBy: 'ann@example.test' }],
  ])('nothing is held where %s', async (_, answer) => {
    const decision = await decideOn({ text: 'It is corrected.', answer });
    expect(decision.disposition).toBe('staff');
    expect(toClient(decision)).toHaveLength(1);
  });

  test('a note does not collide with anything', async () => {
    expect((await decideOn({ text: '#note I told him by phone', answer: crossed })).disposition).toBe('staff');
  });
});

describe('what is held without need annoys, what is not held harms', () => {
  test.each([
    ['nothing at all', { text: '' }, 'empty'],
    ['nothing but a quote', { text: 'Bob wrote:\n> he never pays' }, 'empty'],
    [
      'a client without an address',
      { text: 'Done.', request: request({ client: { name: 'Jane', address: '' } }) },
      'client-unusable',
    ],
    [
      'a notice that is half a year old',
      { text: 'Done.', request: request({ lastActivityAt: NOW.subtract({ hours: 24 * 200 }) }) },
      'token-expired',
    ],
    [
      'the address of another request',
      { text: 'Done.', token: { request: 1002, role: 'staff', participant: 'ann@example.test' } },
      'token-of-another',
    ],
    [
      'a token of somebody else',
      { text: 'Done.', token: { request: 1001, role: 'staff', participant: 'bob@example.test' } },
      'not-proven',
    ],
    [
      'the token of a client',
      { text: 'Done.', token: { request: 1001, role: 'client', participant: 'ann@example.test' } },
      'not-proven',
    ],
    ['no token', { text: 'Done.', token: null, answer: {} }, 'not-proven'],
    ['a failed check, whatever else it bears', { text: 'Done.', verdict: 'fail' }, 'authentication-failed'],
    [
      'two writers',
      { text: 'Done.', fields: { From: ['Ann Lee <ann@example.test>', 'Eve <eve@evil.test>'] } },
      'sender-doubtful',
    ],
  ] as const)('held: %s', async (_, written, code) => {
    const decision = await decideOn(written);
    expect([decision.disposition, decision.reasons[0]?.code]).toEqual(['quarantined', code]);
    expect(toClient(decision)).toEqual([]);
    for (const mail of mails(decision))
      expect(mail.to.address, 'only the registered address is asked').toBe('ann@example.test');
  });

  test('a mail that passes the check needs no token', async () => {
    const decision = await decideOn({ text: 'Done.', verdict: 'pass', token: null });
    expect(toClient(decision)).toHaveLength(1);
    expect(changes(decision).state).toBe('waiting');
  });

  test('a token of a request that was merged into this one still holds', async () => {
    const merged = request({ number: 1000, mergedInto: 1001 });
    const token = { request: 1000, role: 'staff', participant: 'ann@example.test' } as const;
    const decision = await decideOn({ text: 'Done.', token, answer: { others: new Map([[1000, other(merged)]]) } });
    expect(decision.disposition).toBe('staff');
  });

  test('nobody is asked again and again about mail that somebody forges in his name', async () => {
    const written = { text: 'Done.', token: null };
    expect(mails(await decideOn({ ...written, answer: { askedLately: 9 } }))).toHaveLength(1);
    expect(mails(await decideOn({ ...written, answer: { askedLately: 10 } }))).toHaveLength(0);
  });

  test('the record says that it was held, and why', async () => {
    const decision = await decideOn({ text: '#frobnicate' });
    expect(events(decision)).toEqual(['staff-mail-held']);
  });
});

test('an answer whose files are too large to be passed on does not go without them unasked', async () => {
  const body = [
    '--b',
    'Content-Type: text/plain',
    '',
    'Here it is.',
    '--b',
    'Content-Type: application/pdf; name=a.pdf',
  ];
  const file = ['Content-Disposition: attachment; filename=a.pdf', '', 'x'.repeat(5_000), '--b--', ''];
  const written = {
    text: [...body, ...file].join('\n'),
    fields: { 'Content-Type': 'multipart/mixed; boundary=b' },
  };
  const decision = decide({ ...(await factsOf(written)), firm: firm({ attachmentLimit: 4_000 }) });
  expect(decision.disposition).toBe('quarantined');
  expect(decision.reasons[0]?.detail).toContain('(5 kB > 4 kB)');
  expect(decide({ ...(await factsOf(written)), firm: firm({ attachmentLimit: 6_000 }) }).disposition).toBe('staff');
});
