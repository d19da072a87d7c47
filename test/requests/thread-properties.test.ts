import fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { thread, type Candidate, type ThreadFacts } from '../../src/requests/thread.ts';

const START = Temporal.Instant.from('2026-03-02T09:00:00Z');
const id = (n: number) => `<${n}@x.test>`;

test('a stranger never joins, whatever he knows', () => {
  const numbers = fc.nat({ max: 4 });
  const ids = fc.array(numbers.map(id), { maxLength: 4 });
  const candidate = (number: number): Candidate => ({
    number,
    client: `client${number}@c${number}.test`,
    organisation: `c${number}.test`,
    participants: new Set([`client${number}@c${number}.test`, 'friend@c.test']),
    state: 'waiting',
    lastActivityAt: START,
    baseSubjects: new Set(['hello']),
    linkedTo: number === 4 ? 3 : null,
    mergedInto: number === 2 ? 1 : null,
  });
  const facts: fc.Arbitrary<ThreadFacts> = fc.record({
    sender: fc.record({
      address: fc.constantFrom('eve@elsewhere.test', 'eve@gmail.com'),
      organisation: fc.constantFrom('elsewhere.test', null),
      authentication: fc.constantFrom('pass', 'fail', 'none', 'unknown'),
      isStaff: fc.constant(false),
    }),
    receivedAt: fc.constant(START),
    subject: fc.constantFrom('Re: hello', 'other', ''),
    messageIds: ids,
    inReplyTo: ids,
    references: ids,
    token: fc.option(
      fc.record({
        request: numbers,
        participant: fc.constant('client1@c1.test'),
        role: fc.constantFrom('client', 'staff'),
      }),
    ),
    knownIds: fc.constant(new Map([0, 1, 2].map((n) => [id(n), n]))),
    referencedIds: fc.constant(new Map([0, 1, 2, 3, 4].map((n) => [id(n), [n, 1]]))),
    subjectReference: fc.option(numbers),
    candidates: fc.constant(new Map([1, 2, 3, 4].map((n) => [n, candidate(n)]))),
    sameSubject: fc.option(numbers),
    anyone: fc.constant(false),
  });
  fc.assert(
    fc.property(facts, (given) => {
      expect(thread(given).outcome).toBe('new');
    }),
    { numRuns: 500 },
  );
});
