import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/requests/decide/message.ts';
import type { Decision } from '../../../src/requests/decide/decision.ts';
import type { HeldMail, Question } from '../../../src/requests/question.ts';
import { factsOf, mails, NOW, other, request, steps, type Written } from '../../support/facts.ts';

const held: HeldMail = {
  intake: 9,
  messageId: 9,
  request: null,
  from: { name: 'Max', address: 'max@client.test' },
  subject: 'Offer',
  text: 'Cheap!',
  receivedAt: NOW,
  reasons: [],
  waits: true,
};

const LIST: Question & { proven: boolean } = {
  kind: 'digest',
  items: [
    { n: 1, request: 1001 },
    { n: 2, request: 1002 },
    { n: 3, request: 1003 },
    { n: 4, intake: 9 },
  ],
  token: 'list',
  asked: 'ann@example.test',
  request: null,
  at: NOW,
  isOpen: true,
  proven: true,
};

const OTHERS = new Map([1001, 1002, 1003].map((number) => [number, other(request({ number }))]));

/** Ann answers her list of three requests and a held mail. */
async function worked(text: string, changes: Partial<Written['answer']> = {}, written: Partial<Written> = {}) {
  const answer = { question: LIST, others: OTHERS, held: new Map([[9, held]]), ...changes };
  return decide(await factsOf({ text, request: null, answer, ...written }));
}

/** What each request is changed to. */
function changed(decision: Decision): Record<number, object> {
  return Object.fromEntries(
    (decision.more ?? []).map((part) => [
      part.request && 'number' in part.request ? part.request.number : 0,
      Object.assign({}, ...part.steps.map((step) => (step.do === 'change' ? step.changes : {}))) as object,
    ]),
  );
}

function confirmed(decision: Decision) {
  const [mail] = mails(decision, 'confirmation');
  if (mail?.content.kind !== 'confirmation') throw new Error('nothing was said back');
  return { ...mail.content, asks: mail.asks };
}

describe('a list is worked through in the answer to it', () => {
  test.each([
    ['one line', 'take 2', { 1002: { owner: 'ann@example.test' } }],
    ['with a mark, as in other mails', '#take 2', { 1002: { owner: 'ann@example.test' } }],
    ['the number first', '2 take', { 1002: { owner: 'ann@example.test' } }],
    ['several lines and a greeting', 'take 1\nresolve 3\n\nThanks\nAnn', { 1001: {}, 1003: { state: 'resolved' } }],
    ['several numbers', 'take 1, 2 and 3', { 1001: {}, 1002: {}, 1003: {} }],
    ['several numbers without commas', 'take 1 2', { 1001: {}, 1002: {} }],
    ['a name', 'assign 2 bob', { 1002: { owner: 'bob@example.test' } }],
    ['two lines about one', 'take 2\npriority 2 high', { 1002: { owner: 'ann@example.test', priority: 'high' } }],
    ['an abbreviation', 'resol 1', { 1001: { state: 'resolved' } }],
  ])('%s', async (_, text, expected) => {
    const decision = await worked(text);
    expect(decision.disposition).toBe('staff');
    expect(Object.keys(changed(decision))).toEqual(Object.keys(expected));
    expect(changed(decision)).toMatchObject(expected);
    expect(confirmed(decision).unclear).toEqual([]);
    expect(confirmed(decision).undo).toBe(true);
  });

  test('a day in words is repeated back in full', async () => {
    const decision = await worked('later 2 monday');
    expect(changed(decision)[1002]).toMatchObject({ state: 'waiting' });
    expect(confirmed(decision).done).toEqual(['2, #1002: Put off until Monday 9 February 2026 09:00.']);
  });

  test('in the language of the desk', async () => {
    const german = await factsOf({ text: 'übernehmen 1\nspäter 2 Montag\nverwerfen 4', request: null });
    const decision = decide({
      ...german,
      firm: { ...german.firm, locale: 'de' },
      answer: { ...german.answer, question: LIST, others: OTHERS, held: new Map([[9, held]]) },
    });
    expect(confirmed(decision).unclear).toEqual([]);
    expect(changed(decision)).toMatchObject({ 1001: { owner: 'ann@example.test' }, 1002: { state: 'waiting' } });
    expect(steps(decision, 'dismiss')).toHaveLength(1);
  });

  test('what is clear is done, and what is not is asked back with the same numbers', async () => {
    const decision = await worked('take 1\nfrob 2\nresolve 17\nassign 3 zaphod');
    expect(Object.keys(changed(decision))).toEqual(['1001', '1003']);
    expect(changed(decision)[1003]).toEqual({});
    const { unclear, asks } = confirmed(decision);
    expect(unclear.map(({ line }) => line)).toEqual(['frob 2', 'resolve 17', 'assign 3 zaphod']);
    expect(asks).toEqual({ kind: 'digest', items: LIST.items, done: [1] });
  });

  test('undo alone takes back what the answer before did, and with a number that line', async () => {
    const lastCommand = {
      by: 'ann@example.test',
      at: NOW,
      said: ['The request is yours.'],
      before: { owner: null },
      after: { owner: 'ann@example.test' },
      kinds: ['assigned'],
      further: [],
      answered: false,
      merged: null,
    };
    const others = new Map([[1002, other(request({ number: 1002, owner: 'ann@example.test' }), { lastCommand })]]);
    for (const [text, done] of [
      ['#undo', [2]],
      ['undo 2', []],
    ] as const) {
      const decision = await worked(text, { others, question: { ...LIST, done } });
      expect(changed(decision)[1002]).toMatchObject({ owner: null });
    }
    const nothing = await worked('undo');
    expect(confirmed(nothing).unclear).toHaveLength(1);
  });

  test('an answer below its line goes to the client of that request, and to nobody else', async () => {
    const decision = await worked('answer 2\n\nIt is corrected, Jane.\n');
    expect(mails(decision, 'answer').map(({ to, content }) => [to.address, content])).toEqual([
      ['jane@client.test', expect.objectContaining({ text: 'It is corrected, Jane.', author: 'Ann Lee' })],
    ]);
    expect(changed(decision)[1002]).toMatchObject({ state: 'waiting', owner: 'ann@example.test' });
    expect((await worked('answer 2')).more?.flatMap((part) => part.steps)).toEqual([]);
  });

  test('thanks for the list change nothing, and are not held', async () => {
    const decision = await worked('Thanks, I will see to it.');
    expect([decision.disposition, decision.more]).toEqual(['staff', []]);
    expect(confirmed(decision).done[0]).toContain('Nothing');
  });

  test('a line without its number is asked about', async () => {
    expect(confirmed(await worked('#take')).unclear[0]?.problem).toContain('lacks the number');
    expect(confirmed(await worked('resolve')).unclear[0]?.problem).toContain('lacks the number');
  });

  test('a conversation may begin in it', async () => {
    const decision = await worked('#to max@client.test\n\nHello Max.');
    expect(mails(decision, 'answer').map(({ to }) => to.address)).toEqual(['max@client.test']);
  });

  test('nobody else works it through, and nobody of whom nothing proves who he is', async () => {
    const stranger = await worked('take 1', { question: null }, { from: 'Bob Ray <bob@example.test>' });
    expect(stranger.disposition).toBe('quarantined');
    const forged = await worked('take 1', {}, { verdict: 'fail' });
    expect([forged.disposition, forged.more]).toEqual(['quarantined', undefined]);
  });
});

describe('held mails are decided on in the answer to the list', () => {
  test('released, answered or dropped', async () => {
    expect(steps(await worked('release 4'), 'release')).toEqual([
      { do: 'release', intake: 9, by: 'ann@example.test', answer: null },
    ]);
    expect(steps(await worked('answer 4\nHello Max,\nno thanks.'), 'release')).toEqual([
      { do: 'release', intake: 9, by: 'ann@example.test', answer: 'Hello Max,\nno thanks.' },
    ]);
    for (const word of ['drop 4', 'spam 4', 'delete 4'])
      expect(steps(await worked(word), 'dismiss'), word).toEqual([
        { do: 'dismiss', held, by: 'ann@example.test', why: 'dropped' },
      ]);
  });

  test('once: what was decided on already stays as it is', async () => {
    const decision = await worked('release 4', { held: new Map([[9, { ...held, waits: false }]]) });
    expect(steps(decision, 'release')).toEqual([]);
    expect(confirmed(decision).done).toEqual(['4: Nothing; that mail was decided on already.']);
  });

  test('a request is not released, and a held mail is not taken', async () => {
    expect(confirmed(await worked('release 1')).unclear[0]?.problem).toContain('only held mails');
    expect(confirmed(await worked('take 4')).unclear[0]?.problem).toContain('held mail');
  });
});
