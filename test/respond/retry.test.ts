import { describe, expect, test } from 'vitest';
import { settlementOf } from '../../src/respond/retry.ts';
import type { ClaimedDelivery } from '../../src/store/sending.ts';

const MADE = Temporal.Instant.from('2026-02-02T09:00:00Z');
const SCHEDULE = {
  delays: ['PT5S', 'PT30S', 'PT2M', 'PT10M', 'PT1H', 'PT4H'].map((text) => Temporal.Duration.from(text)),
  giveUpAfter: Temporal.Duration.from({ days: 5 }),
};
const delivery = (changes: Partial<ClaimedDelivery> = {}): ClaimedDelivery => ({
  id: 1,
  kind: 'acknowledgement',
  requestNumber: 1001,
  mailId: '<1@example.test>',
  rcpt: 'jane@client.test',
  envelopeFrom: 'support@example.test',
  octets: Buffer.alloc(0),
  attempts: 1,
  unknownOutcomes: 0,
  createdAt: MADE,
  ...changes,
});
const busy = { outcome: 'temporary', error: '451 busy', code: '451' } as const;
const silent = { outcome: 'unknown', error: 'no answer to the final dot' } as const;

/** When it goes again, in seconds from now. */
const wait = (attempts: number): number => {
  const { state, dueAt } = settlementOf(delivery({ attempts }), busy, SCHEDULE, MADE);
  return state === 'queued' ? dueAt.since(MADE).total('seconds') : NaN;
};

describe('a mail that did not go', () => {
  test('goes again after 5 s, 30 s, 2 min, 10 min, 1 h, 4 h, and then every 4 h', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 20].map(wait)).toEqual([5, 30, 120, 600, 3600, 14_400, 14_400, 14_400]);
  });

  test('is given up at the end of the fifth day, and not before', () => {
    const at = (hours: number) => settlementOf(delivery({ attempts: 9 }), busy, SCHEDULE, MADE.add({ hours })).state;
    expect([at(115), at(116), at(117)]).toEqual(['queued', 'queued', 'failed']);
  });

  test('is not tried again where the server refuses it for good', () => {
    const refused = { outcome: 'permanent', error: '550 5.1.1 nobody', code: '550' } as const;
    expect(settlementOf(delivery(), refused, SCHEDULE, MADE)).toMatchObject({ state: 'failed', unknownOutcome: false });
  });

  test('may leave three times without an answer, then a person has to look: nobody gets it more often', () => {
    const states = [0, 1, 2].map((unknownOutcomes) => {
      const { state, unknownOutcome } = settlementOf(delivery({ unknownOutcomes }), silent, SCHEDULE, MADE);
      return [state, unknownOutcome];
    });
    expect(states).toEqual([
      ['queued', true],
      ['queued', true],
      ['failed', true],
    ]);
    expect(settlementOf(delivery({ unknownOutcomes: 2 }), busy, SCHEDULE, MADE).state, 'it did not leave').toBe(
      'queued',
    );
  });
});
