import { describe, expect, test } from 'vitest';
import { decide } from '../../src/requests/decide/message.ts';
import type { NoticeCount } from '../../src/requests/decide/decision.ts';
import type { AuthenticationVerdict } from '../../src/requests/recognition.ts';
import { dueLists, noteNotice, writeNotices, type NoticeEntries } from '../../src/store/notices.ts';
import { firm, mails, NOW, factsOf, steps } from '../support/facts.ts';
import { testStore } from '../support/store.ts';

const LIMIT = 10;
const DESK = firm({ budgets: { ...firm().budgets, noticesPerTenMinutes: LIMIT } });
const { policy } = DESK;
const urgent = { ...policy.priority, default: { urgency: 'high', impact: 'high' } } as const;
const URGENT = { ...DESK, policy: { ...policy, priority: urgent } };

/** Mails of strangers, one after the other. Returns whether each was told at once. */
async function arrive(
  counts: Map<string, NoticeCount>,
  many: number,
  { verdict, desk }: { verdict: AuthenticationVerdict; desk: typeof DESK },
): Promise<boolean[]> {
  const from = 'Jo <jo@client.test>';
  const facts = await factsOf({ text: 'Help!', fields: { Subject: 'Help' }, from, verdict, request: null, firm: desk });
  const noticed = new Set<string>();
  return Array.from({ length: many }, () => {
    const decision = decide({ ...facts, token: null, counts: { ...facts.counts, notices: counts } });
    for (const step of decision.steps) noteNotice({ notices: counts }, { noticed }, step, NOW);
    expect(mails(decision, 'notification').length + steps(decision, 'fold').length).toBeGreaterThan(0);
    return mails(decision, 'notification').length > 0;
  });
}

describe('notices in a storm', () => {
  test('whatever is folded leaves the room of what is critical untouched, and forged alarms that of the proven', async () => {
    const counts = new Map<string, NoticeCount>();
    const told = (flags: readonly boolean[]): number => flags.filter(Boolean).length;
    expect(told(await arrive(counts, 10 * LIMIT, { verdict: 'fail', desk: DESK }))).toBe(LIMIT);
    expect(told(await arrive(counts, 1, { verdict: 'pass', desk: DESK })), 'not critical').toBe(0);
    expect(told(await arrive(counts, 10 * LIMIT, { verdict: 'fail', desk: URGENT }))).toBe(LIMIT);
    expect(told(await arrive(counts, 10 * LIMIT, { verdict: 'pass', desk: URGENT }))).toBe(LIMIT);
  });

  test('whoever writes on and on does not put off the list', async () => {
    await using desk = await testStore();
    const { store } = desk;
    const at = (minutes: number): Temporal.Instant => NOW.add({ seconds: 60 * minutes });
    const folded = [{ address: 'ann@example.test', requestNumber: 1001 }];
    const entries: NoticeEntries = { noticed: new Set(), folded };
    const due = async (minutes: number): Promise<number> => (await dueLists(store.read, at(minutes))).length;
    await store.transact(async (transaction) => {
      const words = { mailbox: 'support@example.test', subject: 'Help', base_subject: 'help', client_name: 'Jo' };
      const is = { client_address: 'jo@client.test', state: 'new', priority: 'normal' } as const;
      const never = { acknowledged_at: null, first_response_at: null, resolved_at: null, closed_at: null };
      const none = { urgency: null, impact: null, category: null, tier: null, owner: null, team: null, language: null };
      const links = { linked_to: null, merged_into: null };
      await transaction
        .insertInto('request')
        .values({ number: 1001, ...words, ...is, ...never, ...none, ...links, opened_at: NOW, last_activity_at: NOW })
        .execute();
    });
    for (const minutes of [0, 0.25])
      await store.transact((transaction) => writeNotices(transaction, { notices: new Map() }, entries, at(minutes)));
    expect(await due(0.4)).toBe(0);
    expect(await due(0.5)).toBe(1);
  });
});
