import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/requests/decide/message.ts';
import type { Decision } from '../../../src/requests/decide/decision.ts';
import type { ClientMail, LastCommand, Question } from '../../../src/requests/question.ts';
import {
  ANN,
  BOB,
  changes,
  events,
  factsOf,
  mails,
  NOW,
  other,
  request,
  steps,
  type Written,
} from '../../support/facts.ts';

const decideOn = async (written: Written) => decide(await factsOf(written));

function said(decision: Decision): string {
  const [mail] = mails(decision, 'confirmation');
  if (mail?.content.kind !== 'confirmation') return '';
  return [...mail.content.done, ...mail.content.unclear.map(({ problem }) => problem)].join(' ');
}

/** What further requests are changed to. */
function further(decision: Decision): Record<string, object> {
  return Object.fromEntries(
    (decision.more ?? []).map((part) => [
      part.request === null ? '' : 'number' in part.request ? part.request.number : 'new',
      Object.assign({}, ...part.steps.map((step) => (step.do === 'change' ? step.changes : {}))) as object,
    ]),
  );
}

describe('#merge', () => {
  const target = request({ number: 1000, state: 'waiting', owner: BOB.address });
  const others = new Map([
    [1000, other(target)],
    [1001, other(request())],
  ]);

  test('puts a request into another of the same client, whose people hear of it and answer it', async () => {
    const decision = await decideOn({ text: '#merge 1000', answer: { others, lastClientText: 'Any news?' } });
    expect(changes(decision)).toMatchObject({ state: 'closed', mergedInto: 1000 });
    expect(further(decision)[1000]).toMatchObject({ state: 'open' });
    const [notice] = mails(decision, 'notification');
    expect([notice?.to.address, notice?.content]).toEqual([
      BOB.address,
      expect.objectContaining({ text: 'Any news?', notice: 'Ann Lee put request #1001 into this one.' }),
    ]);
    expect(said(decision)).toContain('Put into #1000');
    expect(mails(decision).filter(({ role }) => role === 'client')).toEqual([]);
  });

  test.each([
    ['another client’s', '#merge 1002', 'mix two clients'],
    ['itself', '#merge 1001', 'itself'],
    ['one that is not there', '#merge 4711', 'no such request'],
    ['no number', '#merge the other one', 'names no request'],
  ])('refuses %s', async (_, text, problem) => {
    const foreign = request({ number: 1002, client: { name: 'Max', address: 'max@other.test' } });
    const decision = await decideOn({ text, answer: { others: new Map([...others, [1002, other(foreign)]]) } });
    expect(decision.disposition).toBe('quarantined');
    expect(said(decision)).toContain(problem);
  });

  test('into one that was merged itself ends where that one ended', async () => {
    const chain = new Map([...others, [999, other(request({ number: 999, mergedInto: 1000 }))]]);
    expect(changes(await decideOn({ text: '#merge #999', answer: { others: chain } }))).toMatchObject({
      mergedInto: 1000,
    });
  });

  test('#undo parts them again', async () => {
    const lastCommand: LastCommand = {
      by: ANN.address,
      at: NOW,
      said: ['Put into #1000.'],
      before: {},
      after: {},
      kinds: [],
      further: [],
      answered: false,
      merged: { number: 1001, before: { state: 'new', closedAt: null, mergedInto: null }, kinds: ['closed', 'merged'] },
    };
    const merged = request({ mergedInto: 1000, state: 'closed' });
    const decision = await decideOn({
      text: '#undo',
      request: target,
      token: { request: 1001, role: 'staff', participant: ANN.address },
      answer: { lastCommand, others: new Map([...others, [1001, other(merged)]]) },
    });
    expect(further(decision)[1001]).toMatchObject({ state: 'new', mergedInto: null });
    expect(said(decision)).toContain('Taken back');
  });
});

test('a mail that shows two requests to be one conversation merges them by itself, those of one client only', async () => {
  const facts = await factsOf({
    text: 'The first mail, late.',
    from: 'Jane Doe <jane@client.test>',
    request: request(),
    token: null,
    answer: {
      others: new Map([
        [1002, other(request({ number: 1002 }))],
        [1003, other(request({ number: 1003, client: { name: 'Max', address: 'max@other.test' } }))],
      ]),
    },
  });
  const { threading } = facts;
  if (threading.outcome !== 'join') throw new Error('it joins no request');
  const decision = decide({ ...facts, threading: { ...threading, joinsAs: 'participant', alsoJoins: [1002, 1003] } });
  expect(further(decision)).toEqual({ 1002: expect.objectContaining({ state: 'closed', mergedInto: 1001 }) as object });
  expect(events(decision)).toContain('merged-in');
});

describe('#split', () => {
  const lastClientMail: ClientMail = {
    id: 77,
    subject: 'Re: The invoice of January [#1001]',
    from: { name: 'Jane Doe', address: 'jane@client.test' },
    receivedAt: NOW,
    isFirst: false,
  };

  test("makes the client's last mail a request of its own, which is not acknowledged again", async () => {
    const decision = await decideOn({
      text: '#split',
      answer: { lastClientMail, lastClientText: 'And where can I park?' },
    });
    const [part] = decision.more ?? [];
    expect(part?.request).toEqual({
      open: expect.objectContaining({ subject: 'The invoice of January', state: 'new', linkedTo: 1001 }) as object,
    });
    expect(steps(decision, 'move')).toEqual([{ do: 'move', message: 77 }]);
    expect(mails(decision, 'acknowledgement')).toEqual([]);
    expect(mails(decision, 'notification')[0]?.content).toMatchObject({ text: 'And where can I park?' });
  });

  test('needs a second mail', async () => {
    const decision = await decideOn({
      text: '#split',
      answer: { lastClientMail: { ...lastClientMail, isFirst: true } },
    });
    expect(said(decision)).toContain('only one mail');
  });
});

describe('#cc', () => {
  test('asks the client in his language, and nobody joins before he answers', async () => {
    const decision = await decideOn({ text: '#cc Jo Roe <jo@other.test>', request: request({ language: 'de' }) });
    const [asked] = mails(decision, 'answer');
    expect(asked).toMatchObject({
      to: { address: 'jane@client.test' },
      cc: [],
      asks: { kind: 'consent', address: { name: 'Jo Roe', address: 'jo@other.test' }, by: ANN.address },
    });
    expect(asked?.content).toHaveProperty('text', expect.stringContaining('Darf Jo Roe (jo@other.test) an diesem'));
    expect(steps(decision, 'participant')).toEqual([]);
    expect(said(decision)).toContain('asked whether jo@other.test may take part');
  });

  test.each([
    ['a colleague', '#cc bob@example.test', 'one of us'],
    ['the desk', '#cc support+1001s@example.test', 'one of us'],
    ['no address', '#cc everybody', 'no mail address'],
  ])('refuses %s', async (_, text, problem) => {
    const decision = await decideOn({ text });
    expect([decision.disposition, said(decision)]).toEqual(['quarantined', expect.stringContaining(problem) as string]);
  });

  test('whoever takes part already is not asked about', async () => {
    const decision = await decideOn({ text: '#cc jane@client.test' });
    expect(mails(decision, 'answer')).toEqual([]);
  });

  const question: Question & { proven: boolean } = {
    kind: 'consent',
    address: { name: 'Jo Roe', address: 'jo@other.test' },
    by: ANN.address,
    token: 'q',
    asked: 'jane@client.test',
    request: 1001,
    at: NOW,
    isOpen: true,
    proven: true,
  };
  const answers = (text: string, changed: Partial<typeof question> = {}, written: Partial<Written> = {}) =>
    decideOn({
      text,
      from: 'Jane Doe <jane@client.test>',
      request: request({ state: 'waiting', owner: ANN.address }),
      token: null,
      answer: { question: { ...question, ...changed } },
      ...written,
    });

  test.each(['yes', 'Yes, please.', 'Ja, gerne', 'oui', 'Sí.', 'yes\n\nAnd thanks for the help!'])(
    'joins when the client says %j',
    async (text) => {
      const decision = await answers(text);
      expect(steps(decision, 'participant')).toEqual([
        { do: 'participant', address: { name: 'Jo Roe', address: 'jo@other.test' }, role: 'cc' },
      ]);
      expect(steps(decision, 'answered')).toHaveLength(1);
      expect(mails(decision, 'notification')[0]?.content).toMatchObject({
        notice: 'The client agrees: jo@other.test gets our answers from now on.',
      });
    },
  );

  test('one word starts no clock, and what stands below it does', async () => {
    expect(changes(await answers('yes'))).toEqual({});
    expect(changes(await answers('yes\n\nBut when do you come?'))).toMatchObject({ state: 'open' });
  });

  test.each([
    ['no', 'he says no', {}, {}],
    ['yes', 'it was answered before', { isOpen: false }, {}],
    ['yes', 'nothing proves that it is his answer', { proven: false }, {}],
    ['yes', 'his mail fails authentication', {}, { verdict: 'fail' as const }],
    ['yes, but who is that?', 'he asks back', {}, {}],
  ])('%j does not let anybody join: %s', async (text, _, changed, written) => {
    expect(steps(await answers(text, changed, written), 'participant')).toEqual([]);
  });
});

describe('#action', () => {
  test('keeps who does what by when, tells that colleague, and repeats the day', async () => {
    const decision = await decideOn({ text: '#action bob sends the offer by friday' });
    expect(steps(decision, 'event').find(({ kind }) => kind === 'action')?.data).toEqual({
      who: BOB.address,
      what: 'sends the offer',
      by: '2026-02-06T16:00:00Z',
    });
    expect(said(decision)).toBe('Kept for #1001: Bob Ray: sends the offer, by Friday 6 February 2026 17:00.');
    expect(mails(decision, 'notification').map(({ to }) => to.address)).toEqual([BOB.address]);
  });

  test.each([
    ['#action zaphod sends it by friday', 'nobody here'],
    ['#action bob sends the offer', 'by when'],
    ['#action bob by friday', 'what is to be done'],
  ])('%j is asked about', async (text, problem) => {
    expect(said(await decideOn({ text }))).toContain(problem);
  });
});

describe('#resend', () => {
  test('sends the words of the returned answer to the right address, where the client is reached from now on', async () => {
    const decision = await decideOn({
      text: '#resend to jane.doe@client.test',
      answer: { lastAnswerText: '#resolve\n\nIt is corrected, Jane.' },
    });
    expect(mails(decision, 'answer').map(({ to, content }) => [to.address, content])).toEqual([
      ['jane.doe@client.test', expect.objectContaining({ text: 'It is corrected, Jane.' })],
    ]);
    expect(steps(decision, 'readdress')).toEqual([
      { do: 'readdress', address: { name: 'Jane Doe', address: 'jane.doe@client.test' } },
    ]);
  });

  test.each([
    ['#resend to bob@example.test', 'one of us'],
    ['#resend to nowhere', 'names no address'],
  ])('%j is refused', async (text, problem) => {
    expect(said(await decideOn({ text, answer: { lastAnswerText: 'Hello.' } }))).toContain(problem);
  });
});

describe('questions to the desk', () => {
  test('#find lists the requests in which words stand, as a list that is worked through', async () => {
    const found = new Map([
      [
        'parking permit',
        [{ number: 1004, state: 'closed', client: 'jo@client.test', subject: 'Permit', found: 'a parking permit' }],
      ],
    ]);
    const decision = await decideOn({
      text: '#find parking permit',
      request: null,
      verdict: 'pass',
      answer: { found },
    });
    const [mail] = mails(decision, 'confirmation');
    expect(mail?.asks).toEqual({ kind: 'digest', items: [{ n: 1, request: 1004 }] });
    expect(mail?.content).toMatchObject({
      found: [{ n: 1, line: '#1004 Permit, jo@client.test (closed): a parking permit' }],
    });
    const nothing = await decideOn({ text: '#find blue whale', request: null, verdict: 'pass' });
    expect(said(nothing)).toContain('Nothing was found');
  });

  test('#why says every decision with its reasons', async () => {
    const reasons = [{ code: 'urgency', detail: 'the mail says "urgent"', source: 'policy' }];
    const records = new Map([[1001, [{ at: NOW, kind: 'opened', actor: 'jane@client.test', reasons }]]]);
    const decision = await decideOn({ text: '#why', answer: { records } });
    expect(mails(decision, 'confirmation')[0]?.content).toMatchObject({
      help: ['Monday 2 February 2026 10:00: opened, by jane@client.test: the mail says "urgent" [policy]'],
    });
  });
});
