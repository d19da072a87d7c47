import { describe, expect, test } from 'vitest';
import { enqueue, type NewDelivery } from '../../src/store/deliveries.ts';
import { claimDue, progress } from '../../src/store/sending.ts';
import { keep } from '../../src/store/intake.ts';
import { openFolder } from '../../src/store/folders.ts';
import { holdLease } from '../../src/store/leases.ts';
import type { Store } from '../../src/store/store.ts';
import { testStore } from '../support/store.ts';

const now = Temporal.Instant.from('2026-03-02T09:00:00Z');
const later = now.add({ seconds: 30 });
const octets = Buffer.from('From: jo@client.test\r\nSubject: Hello\r\n\r\nHello\r\n');

async function openRequest(store: Store, number: number): Promise<void> {
  await store.transact((transaction) =>
    transaction
      .insertInto('request')
      .values({
        number,
        mailbox: 'support@example.test',
        subject: 'Hello',
        base_subject: 'hello',
        client_address: 'jo@client.test',
        client_name: 'Jo',
        state: 'new',
        priority: 'normal',
        urgency: null,
        impact: null,
        category: null,
        tier: null,
        owner: null,
        team: null,
        language: null,
        opened_at: now,
        last_activity_at: now,
        linked_to: null,
        merged_into: null,
      })
      .execute(),
  );
}

function delivery(values: Partial<NewDelivery>): NewDelivery {
  return {
    kind: 'acknowledgement',
    requestNumber: 1001,
    messageId: null,
    mailId: '<one@example.test>',
    token: 'one',
    rcpt: 'jo@client.test',
    countedRcpt: 'jo@client.test',
    envelopeFrom: 'support@example.test',
    octets,
    state: 'queued',
    reasons: [],
    dueAt: now,
    template: null,
    ...values,
  };
}

describe('what the database itself refuses', () => {
  test('a second acknowledgement of one request', async () => {
    await using desk = await testStore();
    await openRequest(desk.store, 1001);
    await desk.store.transact((transaction) => enqueue(transaction, [delivery({})], now));
    const second = delivery({ mailId: '<two@example.test>', token: 'two' });
    await expect(desk.store.transact((transaction) => enqueue(transaction, [second], now))).rejects.toThrow(
      /delivery_one_acknowledgement/,
    );
  });

  test('a second open deadline of a kind, while a settled one leaves room for the next', async () => {
    await using desk = await testStore();
    await openRequest(desk.store, 1001);
    const deadline = (state: 'open' | 'kept') =>
      desk.store.transact((transaction) =>
        transaction
          .insertInto('deadline')
          .values({ request_number: 1001, kind: 'respond', due_at: later, state })
          .execute(),
      );
    await deadline('kept');
    await deadline('open');
    await expect(deadline('open')).rejects.toThrow(/deadline_one_open/);
  });

  test('the same place in a mailbox twice: the second look keeps nothing', async () => {
    await using desk = await testStore();
    const place = {
      mailbox: 'support@example.test',
      folder: 'INBOX',
      role: 'inbox',
      uidvalidity: 7,
      goliveUid: 1,
      since: null,
    } as const;
    const folder = await desk.store.transact((transaction) => openFolder(transaction, place, now));
    const mail = { uid: 1, internalDate: now, octets };
    const first = await desk.store.transact((transaction) => keep(transaction, folder, [mail], now, later));
    const second = await desk.store.transact((transaction) => keep(transaction, folder, [mail], now, later));
    expect([first.length, second.length]).toEqual([1, 0]);
  });

  test('a second holder of a lease, until the first one lets it pass', async () => {
    await using desk = await testStore();
    const hold = (holder: string, at: Temporal.Instant) =>
      desk.store.transact((transaction) => holdLease(transaction, 'poll', holder, at, at.add({ seconds: 20 })));
    expect(await hold('one', now)).toBe(true);
    expect(await hold('other', now.add({ seconds: 19 }))).toBe(false);
    expect(await hold('other', now.add({ seconds: 21 }))).toBe(true);
  });
});

describe('the queue', () => {
  test('lets no answer overtake the acknowledgement of its request', async () => {
    await using desk = await testStore();
    await openRequest(desk.store, 1001);
    const answer = delivery({ kind: 'answer', mailId: '<two@example.test>', token: 'two' });
    await desk.store.transact((transaction) => enqueue(transaction, [delivery({}), answer], now));
    const claim = () => desk.store.transact((transaction) => claimDue(transaction, { limit: 10 }, 'me', now, later));
    const [first, ...rest] = await claim();
    expect([first?.kind, rest.length]).toEqual(['acknowledgement', 0]);
    const accepted = {
      id: first?.id ?? 0,
      state: 'accepted',
      dueAt: now,
      unknownOutcome: false,
      lastError: null,
      providerId: null,
    } as const;
    await desk.store.transact((transaction) =>
      progress(transaction, 'me', { settlements: [accepted], begins: [] }, now),
    );
    expect((await claim()).map((claimed) => claimed.kind)).toEqual(['answer']);
  });

  test('gives two claimants different deliveries', async () => {
    await using desk = await testStore();
    const many = Array.from({ length: 20 }, (_, at) =>
      delivery({ kind: 'answer', requestNumber: null, mailId: `<${at}@example.test>`, token: `${at}` }),
    );
    await desk.store.transact((transaction) => enqueue(transaction, many, now));
    const claims = await Promise.all(
      ['one', 'other'].map((holder) =>
        desk.store.transact((transaction) => claimDue(transaction, { limit: 10 }, holder, now, later)),
      ),
    );
    expect(new Set(claims.flat().map((claimed) => claimed.id)).size).toBe(20);
  });

  test('believes only the holder of a lease about what became of a delivery', async () => {
    await using desk = await testStore();
    await openRequest(desk.store, 1001);
    await desk.store.transact((transaction) => enqueue(transaction, [delivery({})], now));
    const [claimed] = await desk.store.transact((transaction) => claimDue(transaction, { limit: 1 }, 'me', now, later));
    const failed = {
      id: claimed?.id ?? 0,
      state: 'failed',
      dueAt: now,
      unknownOutcome: false,
      lastError: 'no',
      providerId: null,
    } as const;
    await desk.store.transact((transaction) =>
      progress(transaction, 'somebody else', { settlements: [failed], begins: [] }, now),
    );
    const row = await desk.store.read.selectFrom('delivery').select('state').executeTakeFirstOrThrow();
    expect(row.state).toBe('sending');
  });

  test('one version of a template is in force', async () => {
    await using desk = await testStore();
    const put = (number: number) =>
      desk.store.transact((transaction) =>
        transaction
          .insertInto('template_version')
          .values({
            name: 'answer',
            locale: 'en',
            number,
            format: null,
            source: null,
            compiled: null,
            falls_back_to: null,
            note: '',
            author: 'ann@example.test',
            published_at: now,
            is_published: true,
          })
          .execute(),
      );
    await put(1);
    await expect(put(2)).rejects.toThrow(/template_one_published/);
  });
});
