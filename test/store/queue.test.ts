import { expect, test } from 'vitest';
import { enqueue } from '../../src/store/deliveries.ts';
import { listQueue } from '../../src/store/queue.ts';
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
  });
  const rows = await listQueue(desk.store.read, { states: null, limit: 10 });
  expect(rows.map(({ waitsFor }) => waitsFor)).toEqual([
    'a person',
    'the way out',
    "its recipient's domain",
    'its time',
    null,
  ]);
});
