import { expect, test } from 'vitest';
import { enqueue } from '../../src/store/deliveries.ts';
import { cancelHeld, holdDelivery, listQueue, releaseDelivery, retryDelivery } from '../../src/store/queue.ts';
import { noteRoute } from '../../src/store/route-state.ts';
import { testStore } from '../support/store.ts';

test('the list says what each mail waits for', async () => {
  await using desk = await testStore();
  const now = Temporal.Instant.from('2026-03-02T09:00:00Z');
  const mails = (['held', 'queued', 'queued', 'queued', 'suppressed'] as const).map((state, index) => ({
    ...({ kind: 'answer', state, requestNumber: null, messageId: null, reasons: [], template: null } as const),
    ...{ mailId: `<${index}@x.test>`, token: `${index}`, octets: Buffer.from('x'), dueAt: now },
    ...{ rcpt: 'jane@client.test', countedRcpt: 'jane@client.test', envelopeFrom: 's@example.test' },
  }));
  await desk.store.transact(async (transaction) => {
    await enqueue(transaction, mails, now);
    const waits = (token: string, waits_for: 'route' | 'domain') =>
      transaction.updateTable('delivery').set({ waits_for }).where('token', '=', token).execute();
    await waits('1', 'route');
    await waits('2', 'domain');
    await noteRoute(transaction, 'smtp', { error: '421 4.3.2 busy', again: now.add({ seconds: 30 }) }, now);
    await noteRoute(transaction, 'fallback', { error: 'refused', again: now }, now);
    await noteRoute(transaction, 'fallback', null, now);
  });
  const rows = await listQueue(desk.store.read, { states: null, limit: 10 }, now);
  expect(rows.map(({ waitsFor }) => waitsFor)).toEqual([
    'a person',
    'the way out; smtp is left alone until 09:00:30 UTC: 421 4.3.2 busy',
    "its recipient's domain (client.test)",
    'its time',
    null,
  ]);
});

test('what has not left can be held, let go and cancelled for a reason; what the shadow holds cannot be let go', async () => {
  await using desk = await testStore();
  const { store } = desk;
  const now = Temporal.Instant.from('2026-03-02T09:00:00Z');
  const why = { late: 'late-burst', shadowed: 'shadow' } as const;
  const mails = (['plain', 'late', 'late', 'shadowed'] as const).map((which, index) => ({
    ...({ kind: 'answer', requestNumber: null, messageId: null, template: null } as const),
    ...{ mailId: `<${index}@x.test>`, token: `${index}`, octets: Buffer.from('x'), dueAt: now.add({ hours: 1 }) },
    ...{ rcpt: 'jane@client.test', countedRcpt: 'jane@client.test', envelopeFrom: 's@example.test' },
    state: which === 'plain' ? ('queued' as const) : ('held' as const),
    reasons: which === 'plain' ? [] : [{ code: why[which], detail: '', source: '' }],
  }));
  await store.transact((transaction) => enqueue(transaction, mails, now));
  const rows = async () =>
    (await listQueue(store.read, { states: null, limit: 10 }, now)).map(({ id, state, dueAt, reasons }) => ({
      ...{ id, state, dueAt },
      why: reasons[0]?.code,
    }));
  const [plain, , , shadowed] = (await rows()).map(({ id }) => id);

  expect(await store.transact((transaction) => holdDelivery(transaction, plain!))).toBe(true);
  expect((await rows())[0]).toMatchObject({ state: 'held', why: 'by-hand' });
  expect(await store.transact((transaction) => releaseDelivery(transaction, plain!))).toBe(true);
  expect((await rows())[0], 'at its time, not now').toMatchObject({ state: 'queued', dueAt: '2026-03-02T10:00:00Z' });
  expect(await store.transact((transaction) => releaseDelivery(transaction, shadowed!))).toBe(false);
  expect(await store.transact((transaction) => retryDelivery(transaction, shadowed!, now))).toBe(false);
  expect(await store.transact((transaction) => cancelHeld(transaction, 'late-burst', now))).toBe(2);
  expect((await rows()).map(({ state }) => state)).toEqual(['queued', 'cancelled', 'cancelled', 'held']);
});
