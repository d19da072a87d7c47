import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/requests/decide/message.ts';
import type { Decision, Opening } from '../../../src/requests/decide/decision.ts';
import type { Feedback } from '../../../src/requests/feedback.ts';
import type { AnswerFacts, RaisedFeedback } from '../../../src/requests/question.ts';
import type { Forwarded } from '../../../src/requests/forwarded.ts';
import { changes, events, factsOf, mails, NOW, steps, type Written } from '../../support/facts.ts';

const BEGINS = { request: null, verdict: 'pass', fields: { Subject: 'Maintenance on Saturday' } } as const;

const decideOn = async (written: Partial<Written> & { text: string }) =>
  decide(await factsOf({ ...BEGINS, ...written }));

function openings(decision: Decision): Opening[] {
  const all = [decision.request, ...(decision.more ?? []).map((part) => part.request)];
  return all.flatMap((one) => (one !== null && 'open' in one ? [one.open] : []));
}

const toClients = (decision: Decision) => mails(decision).filter((one) => one.role === 'client');

describe('staff begin a conversation', () => {
  test('#to sends the text to the client, as a request that waits for his answer', async () => {
    const decision = await decideOn({ text: '#to Jane Doe <jane@client.test>\n\nWe maintain the portal on Saturday.' });
    expect(openings(decision)).toEqual([
      expect.objectContaining({
        client: { name: 'Jane Doe', address: 'jane@client.test' },
        subject: 'Maintenance on Saturday',
        state: 'waiting',
        owner: 'ann@example.test',
      }),
    ]);
    expect(toClients(decision).map((one) => [one.to.address, one.content])).toEqual([
      [
        'jane@client.test',
        expect.objectContaining({
          kind: 'answer',
          text: 'We maintain the portal on Saturday.',
          author: 'Ann Lee',
          opens: true,
        }),
      ],
    ]);
    expect(mails(decision, 'acknowledgement'), 'nobody asked anything').toEqual([]);
    expect(events(decision)).toEqual(expect.arrayContaining(['opened', 'answered']) as string[]);
    expect(changes(decision)).toMatchObject({ firstResponseAt: NOW });
  });

  test('one message to many: each gets his own mail and request, and sees nothing of the others', async () => {
    const text = '#to jane@client.test, "Doe, Joe" <joe@client.test> and kim@other.test\n#to lea@other.test\n\nHello.';
    const decision = await decideOn({ text });
    const addresses = ['jane@client.test', 'joe@client.test', 'kim@other.test', 'lea@other.test'];
    expect(openings(decision).map((one) => one.client.address)).toEqual(addresses);
    expect(toClients(decision).map((one) => [one.to.address, one.cc])).toEqual(addresses.map((one) => [one, []]));
    expect(mails(decision, 'confirmation'), 'one confirmation').toHaveLength(1);
  });

  test('with a promise, or a wait, like any answer', async () => {
    const decision = await decideOn({ text: '#to jane@client.test\n#wait until friday\n#priority high\nHello.' });
    expect(changes(decision)).toMatchObject({ priority: 'high' });
    expect(events(decision)).toContain('waits');
  });

  test('a mail to the client with the desk in Cc has reached him already; it becomes a request', async () => {
    const fields = { ...BEGINS.fields, To: 'Jane Doe <jane@client.test>', Cc: 'support@example.test' };
    const decision = await decideOn({ text: 'We maintain the portal on Saturday.', fields });
    expect(openings(decision)).toMatchObject([{ client: { name: 'Jane Doe', address: 'jane@client.test' } }]);
    expect(toClients(decision)).toEqual([]);
    expect(steps(decision, 'event')).toContainEqual(
      expect.objectContaining({ kind: 'answered', data: expect.objectContaining({ direct: true }) as object }),
    );
  });

  test.each([
    ['#to\nHello', /to which address/],
    ['#to jane\nHello', /no mail address/],
    ['#to bob@example.test\nHello', /one of us/],
    ['#to support+1001s@example.test\nHello', /one of us/],
    ['#to jane@client.test', /no text/],
    ['#to jane@client.test\n#note secret', /conversation that only begins/],
    ['#to "a b"@client.test\nHello', /no address that can be written to|no mail address/],
    [`#to ${Array.from({ length: 51 }, (_, index) => `c${index}@client.test`).join(' ')}\nHello`, /at most 50/],
    ['Hello Jane', /begin with #to/],
  ])('what cannot be sent is asked about: %j', async (text, problem) => {
    const decision = await decideOn({ text });
    expect(decision.disposition).toBe('quarantined');
    expect(toClients(decision)).toEqual([]);
    const [asked] = mails(decision, 'confirmation');
    const said =
      asked?.content.kind === 'confirmation'
        ? [asked.content.why, ...asked.content.unclear.map((one) => one.problem)]
        : [];
    expect(said.join()).toMatch(problem);
  });

  test('nobody begins a conversation in the name of staff without proof', async () => {
    const decision = await decideOn({ text: '#to jane@client.test\nPay here.', verdict: 'unknown', token: null });
    expect([decision.disposition, toClients(decision)]).toEqual(['quarantined', []]);
  });
});

describe('staff forward a client’s mail to the desk', () => {
  const FORWARDED: Forwarded = {
    from: { name: 'Jane Doe', address: 'jane@client.test' },
    subject: 'Delivery',
    text: 'Our delivery has not arrived.',
    own: 'Can you take this?',
    messageId: null,
  };
  const forward = async (changed: Partial<Forwarded> = {}, written: Partial<Written> = {}) => {
    const facts = await factsOf({ text: 'Fwd', ...BEGINS, ...written });
    return decide({ ...facts, letter: { ...facts.letter, forwarded: { ...FORWARDED, ...changed } } });
  };

  test('it becomes his request, and he is acknowledged', async () => {
    const decision = await forward();
    expect(decision).toMatchObject({
      disposition: 'filed',
      keptAs: 'staff',
      keptText: 'Our delivery has not arrived.',
    });
    expect(openings(decision)).toMatchObject([{ client: FORWARDED.from, subject: 'Delivery', state: 'new' }]);
    const [acknowledgement] = mails(decision, 'acknowledgement');
    expect(acknowledgement).toMatchObject({
      to: FORWARDED.from,
      state: 'queued',
      answers: { inReplyTo: null, references: [] },
    });
    expect(steps(decision, 'event')).toContainEqual(
      expect.objectContaining({ kind: 'note', data: { text: 'Can you take this?' } }),
    );
    expect(toClients(decision), 'and nothing else goes to him').toHaveLength(1);
  });

  test('the acknowledgement answers his own mail where that is known', async () => {
    const [acknowledgement] = mails(await forward({ messageId: '<own@client.test>' }), 'acknowledgement');
    expect(acknowledgement?.answers).toEqual({ inReplyTo: '<own@client.test>', references: ['<own@client.test>'] });
  });

  test('commands above it are carried out', async () => {
    const decision = await forward({ own: '#assign bob\n#priority high' });
    expect(changes(decision)).toMatchObject({ owner: 'bob@example.test', priority: 'high' });
  });

  test.each([
    ['shows no address', { from: { name: 'Jane Doe', address: '' } }, 'forward-without-address'],
    ['was written by one of us', { from: { name: 'Bob', address: 'bob@example.test' } }, 'forward-of-ours'],
    ['comes with a line that is no command', { own: '#frobnicate' }, 'unclear-command'],
  ] as const)('it is held where the forwarded mail %s', async (_, changed, code) => {
    const decision = await forward(changed);
    expect([decision.disposition, decision.reasons[0]?.code, toClients(decision)]).toEqual(['quarantined', code, []]);
  });

  test('a forged forward opens nothing and writes to nobody', async () => {
    const decision = await forward({}, { verdict: 'none', token: null });
    expect([decision.disposition, openings(decision), toClients(decision)]).toEqual(['quarantined', [], []]);
  });
});

describe('#announce tells all who gave such feedback', () => {
  const said = (address: string, feedback: Feedback, days = 1): RaisedFeedback => ({
    by: { name: '', address },
    feedback,
    at: NOW.subtract({ hours: 24 * days }),
  });
  const raised = [
    said('jane@client.test', 'constructive'),
    said('Jane@client.test', 'constructive', 8),
    said('kim@other.test', 'constructive', 89),
    said('lea@other.test', 'constructive', 91),
    said('joe@client.test', 'positive'),
    said('ann@example.test', 'constructive'),
  ];
  const announce = (text: string, answer: Partial<AnswerFacts> = {}) =>
    decideOn({ text, answer: { raised, ...answer } });
  const text = '#announce constructive\n\nWe answer the phone until eight now.';

  test('once a person said to whom it goes; each gets one mail and a request of his own', async () => {
    const asked = await announce(text);
    expect(asked.disposition).toBe('quarantined');
    expect(toClients(asked)).toEqual([]);
    expect(asked.reasons).toMatchObject([{ code: 'announces', about: '2: jane@client.test, kim@other.test' }]);
    const sent = await announce(text, { releasedBy: 'ann@example.test' });
    expect(toClients(sent).map((one) => one.to.address)).toEqual(['jane@client.test', 'kim@other.test']);
    expect(openings(sent)).toHaveLength(2);
  });

  test('with further addresses, each once', async () => {
    const sent = await announce(`#to jane@client.test, mia@other.test\n${text}`, { releasedBy: 'ann@example.test' });
    const addresses = ['jane@client.test', 'mia@other.test', 'kim@other.test'];
    expect(toClients(sent).map((one) => one.to.address)).toEqual(addresses);
  });

  test.each([
    ['#announce constructive', {}, /no text/],
    ['#announce everybody\nHello', {}, /positive, constructive, urgent or suggestion/],
    ['#announce urgent\nHello', {}, /nobody who gave such feedback in the last 90 days/],
    [
      '#announce positive\nHello',
      { raised: Array.from({ length: 51 }, (_, index) => said(`c${index}@client.test`, 'positive')) },
      /at most 50/,
    ],
  ])('what cannot be announced is asked about: %j', async (written, answer, problem) => {
    const decision = await announce(written, answer);
    expect(decision.disposition).toBe('quarantined');
    expect(toClients(decision)).toEqual([]);
    expect(decision.reasons.map(({ detail }) => detail).join()).toMatch(problem);
  });
});
