import { describe, expect, test } from 'vitest';
import { thread, type Candidate, type ThreadFacts } from '../../src/requests/thread.ts';

const NOW = Temporal.Instant.from('2026-03-02T09:00:00Z');
const ALICE = {
  address: 'alice@acme.test',
  organisation: 'acme.test',
  authentication: 'none',
  isStaff: false,
} as const;
const EVE = {
  address: 'eve@elsewhere.test',
  organisation: 'elsewhere.test',
  authentication: 'pass',
  isStaff: false,
} as const;
const ANN = { address: 'ann@desk.test', organisation: 'desk.test', authentication: 'pass', isStaff: true } as const;

function request(number: number, given: Partial<Candidate> = {}): Candidate {
  return {
    number,
    client: ALICE.address,
    organisation: 'acme.test',
    participants: new Set([ALICE.address]),
    state: 'waiting',
    lastActivityAt: NOW.subtract({ hours: 24 }),
    baseSubjects: new Set(['printer on fire']),
    linkedTo: null,
    mergedInto: null,
    ...given,
  };
}

function decide(given: Partial<ThreadFacts>, ...requests: Candidate[]) {
  return thread({
    sender: ALICE,
    receivedAt: NOW,
    subject: 'Re: Printer on fire',
    messageIds: ['<new@acme.test>'],
    inReplyTo: [],
    references: [],
    token: null,
    knownIds: new Map(),
    referencedIds: new Map(),
    subjectReference: null,
    sameSubject: null,
    anyone: false,
    ...given,
    candidates: new Map(requests.map((each) => [each.number, each])),
  });
}

const known = (entries: Record<string, number>) => new Map(Object.entries(entries));
const seen = (entries: Record<string, number[]>) => new Map(Object.entries(entries));

describe('a mail joins its request', () => {
  test('by the reply token made for its sender', () => {
    const token = { request: 7, participant: ALICE.address, role: 'client' } as const;
    expect(decide({ token }, request(7))).toMatchObject({ outcome: 'join', request: 7, strength: 'certain' });
  });

  test('by the mail that it answers', () => {
    const answer = decide({ inReplyTo: ['<a@x>'], knownIds: known({ '<a@x>': 7 }) }, request(7));
    expect(answer).toMatchObject({ outcome: 'join', request: 7, strength: 'certain', joinsAs: 'participant' });
    expect(answer.reasons[0]).toMatchObject({ code: 'in-reply-to', detail: 'In-Reply-To: <a@x>' });
  });

  test('by an ancestor where the mail it answers is not ours', () => {
    const facts = { inReplyTo: ['<private@x>'], references: ['<a@x>', '<private@x>'], knownIds: known({ '<a@x>': 7 }) };
    expect(decide(facts, request(7))).toMatchObject({ outcome: 'join', request: 7, strength: 'certain' });
  });

  test('by an ancestor that never came but that others of the request refer to', () => {
    const facts = { references: ['<root@x>'], referencedIds: seen({ '<root@x>': [7] }) };
    expect(decide(facts, request(7))).toMatchObject({ outcome: 'join', request: 7, strength: 'strong' });
  });

  test('by its own id, where its answer came first', () => {
    const answer = decide({ referencedIds: seen({ '<new@acme.test>': [7] }) }, request(7));
    expect(answer).toMatchObject({ outcome: 'join', request: 7, reasons: [{ code: 'awaited-parent' }] });
  });

  test('by the visible reference, if the sender takes part', () => {
    expect(decide({ subjectReference: 7 }, request(7))).toMatchObject({
      outcome: 'join',
      request: 7,
      strength: 'strong',
    });
  });

  test('where the request was merged into another, that one', () => {
    const facts = { inReplyTo: ['<a@x>'], knownIds: known({ '<a@x>': 7 }) };
    const answer = decide(facts, request(7, { mergedInto: 8 }), request(8, { mergedInto: 9 }), request(9));
    expect(answer).toMatchObject({ outcome: 'join', request: 9 });
  });

  test('the token outweighs the ids, the nearest id the farther, a known id one only referred to', () => {
    const facts = {
      token: { request: 1, participant: ALICE.address, role: 'client' },
      inReplyTo: ['<two@x>'],
      references: ['<three@x>', '<two@x>'],
      knownIds: known({ '<two@x>': 2 }),
      referencedIds: seen({ '<three@x>': [3] }),
    } as const;
    const three = [request(1), request(2), request(3)];
    expect(decide(facts, ...three)).toMatchObject({ request: 1 });
    expect(decide({ ...facts, token: null }, ...three)).toMatchObject({ request: 2, alsoJoins: [3] });
  });

  test('a second copy of a mail joins the first; another mail that bears the same id does not', () => {
    const facts = { messageIds: ['<a@x>'], knownIds: known({ '<a@x>': 7 }) };
    expect(decide(facts, request(7))).toMatchObject({ outcome: 'join', request: 7, strength: 'strong' });
    expect(decide({ ...facts, subject: 'Invoice 12' }, request(7))).toMatchObject({
      outcome: 'new',
      why: 'no-reference',
    });
  });
});

describe('nobody joins a request in which he takes no part', () => {
  const naming = { inReplyTo: ['<a@x>'], knownIds: known({ '<a@x>': 7 }) };

  test('a stranger who knows an id opens a request linked to it', () => {
    const answer = decide({ ...naming, sender: EVE }, request(7));
    expect(answer).toMatchObject({ outcome: 'new', linkedTo: 7, why: 'stranger' });
    expect(answer.reasons.map((reason) => reason.code)).toEqual(['in-reply-to', 'sender-takes-no-part']);
  });

  test('a stranger who guesses a number neither', () => {
    expect(decide({ subjectReference: 7, sender: EVE }, request(7))).toMatchObject({ outcome: 'new', linkedTo: 7 });
  });

  test('nor who uses the token of another', () => {
    const token = { request: 7, participant: ALICE.address, role: 'client' } as const;
    expect(decide({ token, sender: EVE }, request(7))).toMatchObject({ outcome: 'new', linkedTo: 7, why: 'stranger' });
  });

  test('nor a former member of staff with his token', () => {
    const token = { request: 7, participant: ANN.address, role: 'staff' } as const;
    expect(decide({ token, sender: ANN }, request(7))).toMatchObject({ outcome: 'join', joinsAs: 'staff' });
    expect(decide({ token, sender: { ...ANN, isStaff: false } }, request(7))).toMatchObject({ outcome: 'new' });
  });

  test('nor whoever fails authentication as the client', () => {
    const sender = { ...ALICE, authentication: 'fail' } as const;
    const answer = decide({ ...naming, sender }, request(7));
    expect(answer).toMatchObject({ outcome: 'new', linkedTo: 7, reasons: [{}, { code: 'authentication-failed' }] });
    expect(decide({ subjectReference: 7, sender }, request(7))).toMatchObject({ outcome: 'new', linkedTo: 7 });
  });

  test('but with the client’s own token, forwarding may have broken authentication', () => {
    const token = { request: 7, participant: ALICE.address, role: 'client' } as const;
    const sender = { ...ALICE, authentication: 'fail' } as const;
    expect(decide({ token, sender }, request(7))).toMatchObject({ outcome: 'join', request: 7 });
  });

  test('a colleague of the client joins as such when proven, and not by a number alone', () => {
    const bob = {
      address: 'bob@mail.acme.test',
      organisation: 'acme.test',
      authentication: 'pass',
      isStaff: false,
    } as const;
    expect(decide({ ...naming, sender: bob }, request(7))).toMatchObject({ outcome: 'join', joinsAs: 'colleague' });
    expect(decide({ ...naming, sender: { ...bob, authentication: 'none' } }, request(7))).toMatchObject({
      why: 'stranger',
    });
    expect(decide({ subjectReference: 7, sender: bob }, request(7))).toMatchObject({ why: 'stranger' });
  });

  test('two people at a public mail provider are no colleagues', () => {
    const bob = { address: 'bob@gmail.com', organisation: null, authentication: 'pass', isStaff: false } as const;
    const atGmail = request(7, {
      client: 'alice@gmail.com',
      organisation: null,
      participants: new Set(['alice@gmail.com']),
    });
    expect(decide({ ...naming, sender: bob }, atGmail)).toMatchObject({ outcome: 'new', why: 'stranger' });
  });

  test('staff join any request; the owner of a request stays its client even if staff', () => {
    expect(decide({ ...naming, sender: ANN }, request(7))).toMatchObject({ outcome: 'join', joinsAs: 'staff' });
    const own = request(7, { client: ANN.address, participants: new Set([ANN.address]) });
    expect(decide({ ...naming, sender: ANN }, own)).toMatchObject({ outcome: 'join', joinsAs: 'participant' });
  });

  test('on a list anyone takes part', () => {
    expect(decide({ ...naming, sender: EVE, anyone: true }, request(7))).toMatchObject({ outcome: 'join', request: 7 });
  });

  test('a participant whose mail cites somebody else’s request too stays in his own', () => {
    const facts = { references: ['<own@x>', '<foreign@x>'], knownIds: known({ '<own@x>': 7, '<foreign@x>': 8 }) };
    const foreign = request(8, {
      client: 'victim@v.test',
      organisation: 'v.test',
      participants: new Set(['victim@v.test']),
    });
    expect(decide(facts, request(7), foreign)).toMatchObject({ outcome: 'join', request: 7, alsoJoins: [] });
  });
});

describe('a doubt opens a new request', () => {
  const two = { inReplyTo: ['<b@x>'], references: ['<a@x>', '<b@x>'], knownIds: known({ '<a@x>': 7, '<b@x>': 8 }) };

  test('when one mail names mails of two unrelated requests', () => {
    const answer = decide(two, request(7), request(8));
    expect(answer).toMatchObject({ outcome: 'new', linkedTo: 8, why: 'ambiguous' });
    expect(answer.reasons.at(-1)?.detail).toContain('8, 7');
  });

  test('unless one of them split from the other: then the nearest decides', () => {
    expect(decide(two, request(7), request(8, { linkedTo: 7 }))).toMatchObject({
      outcome: 'join',
      request: 8,
      alsoJoins: [],
    });
    expect(decide(two, request(7, { linkedTo: 3 }), request(8, { linkedTo: 7 }), request(3))).toMatchObject({
      request: 8,
    });
  });

  test('or a token decides', () => {
    const token = { request: 7, participant: ALICE.address, role: 'client' } as const;
    expect(decide({ ...two, token }, request(7), request(8))).toMatchObject({
      outcome: 'join',
      request: 7,
      alsoJoins: [],
    });
  });

  test('or both were merged', () => {
    expect(decide(two, request(7, { mergedInto: 8 }), request(8))).toMatchObject({ outcome: 'join', request: 8 });
  });
});

describe('another subject', () => {
  const other = { subject: 'Re: Invoice 12', inReplyTo: ['<a@x>'], knownIds: known({ '<a@x>': 7 }) };
  const closed = request(7, { state: 'closed' });

  test('in answer to a closed request starts a new one, linked', () => {
    expect(decide(other, closed)).toMatchObject({ outcome: 'new', linkedTo: 7, why: 'split' });
  });

  test('in answer to a long quiet request too, but not to a lively one', () => {
    expect(decide(other, request(7, { lastActivityAt: NOW.subtract({ hours: 24 * 31 }) }))).toMatchObject({
      why: 'split',
    });
    expect(decide(other, request(7, { lastActivityAt: NOW.subtract({ hours: 24 * 29 }) }))).toMatchObject({
      request: 7,
    });
  });

  test('the old subject reopens the closed request, whatever the language of the answer', () => {
    expect(decide({ ...other, subject: 'AW: [EXTERN] Printer  on fire' }, closed)).toMatchObject({ outcome: 'join' });
  });

  test('splits nothing where the mail names the request, comes from staff, or says nothing', () => {
    expect(decide({ ...other, subject: '[#7] Invoice 12', subjectReference: 7 }, closed)).toMatchObject({
      outcome: 'join',
    });
    expect(decide({ ...other, sender: ANN }, closed)).toMatchObject({ outcome: 'join', joinsAs: 'staff' });
    expect(decide({ ...other, subject: 'Re:' }, closed)).toMatchObject({ outcome: 'join' });
  });
});

describe('same sender and subject', () => {
  test('is a suggestion to staff, never a merge', () => {
    expect(decide({ sameSubject: 7 }, request(7))).toMatchObject({
      outcome: 'new',
      why: 'no-reference',
      suggestion: 7,
    });
  });

  test('says nothing that the link does not say already', () => {
    const facts = { sender: EVE, inReplyTo: ['<a@x>'], knownIds: known({ '<a@x>': 7 }), sameSubject: 7 };
    expect(decide(facts, request(7))).toMatchObject({ linkedTo: 7, suggestion: null });
  });
});

test('an id of a request that is gone is no evidence; a circle of merges ends', () => {
  const facts = { inReplyTo: ['<a@x>'], knownIds: known({ '<a@x>': 7 }) };
  expect(decide(facts)).toMatchObject({ outcome: 'new', why: 'no-reference' });
  expect(decide(facts, request(7, { mergedInto: 8 }), request(8, { mergedInto: 7 }))).toMatchObject({
    outcome: 'join',
  });
});
