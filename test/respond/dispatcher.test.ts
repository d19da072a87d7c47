import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createEvents } from '../../src/events.ts';
import type { SendOutcome } from '../../src/requests/delivery.ts';
import { Dispatcher, type DispatcherSurroundings } from '../../src/respond/dispatcher.ts';
import { smtpTransport } from '../../src/respond/smtp-transport.ts';
import type { MailToSend, Transport } from '../../src/respond/transport.ts';
import { enqueue } from '../../src/store/deliveries.ts';
import { claimDue } from '../../src/store/sending.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { smtpPlanServer } from '../support/smtp-plan.ts';
import { testStore } from '../support/store.ts';
import { until } from '../support/until.ts';

const OCTETS = Buffer.from('Subject: a mail\r\n\r\nHello\r\n');
const ACCEPTED: SendOutcome = { outcome: 'accepted', response: '250', providerId: null };

async function queued(store: Store, ...recipients: string[]): Promise<void> {
  const now = systemClock.now();
  const mails = recipients.map((rcpt, index) => ({
    ...{ requestNumber: null, messageId: null, mailId: `<${index}@example.test>`, token: `${index}`, octets: OCTETS },
    ...({ kind: 'answer', state: 'queued', reasons: [], template: null, envelopeFrom: 's@example.test' } as const),
    ...{ rcpt, countedRcpt: rcpt, dueAt: now },
  }));
  await store.transact((transaction) => enqueue(transaction, mails, now));
}

function dispatcher(store: Store, transport: Transport, more: Partial<DispatcherSurroundings> = {}): Dispatcher {
  return new Dispatcher({
    store,
    clock: systemClock,
    events: createEvents(pino({ level: 'silent' })),
    holder: 'test',
    transport,
    retry: { delays: [Temporal.Duration.from({ minutes: 1 })], giveUpAfter: Temporal.Duration.from({ days: 5 }) },
    ...more,
  });
}

/** A way out that takes all, after `work`. */
function carrying(connections: number, work: (mail: MailToSend) => Promise<unknown>): Transport {
  return {
    connections,
    async send(mail) {
      try {
        await mail.ready;
      } catch {
        return { outcome: 'temporary', error: 'not ready', code: null };
      }
      await work(mail);
      return ACCEPTED;
    },
    close: () => Promise.resolve(),
  };
}

function rows(store: Store) {
  return store.read
    .selectFrom('delivery')
    .select(['rcpt', 'state', 'attempts', 'unknown_outcomes'])
    .orderBy('id')
    .execute();
}

describe('the dispatcher', () => {
  test('leaves an address alone that its server does not know, staff excepted', async () => {
    await using desk = await testStore();
    await using server = await smtpPlanServer((step) => (step === 'rcpt' ? '550 5.1.1 no such user' : null));
    const at = { host: '127.0.0.1', port: server.port, tls: 'none', user: null, password: null } as const;
    await queued(desk.store, 'jane@client.test', 'ann@example.test');
    const smtp = smtpTransport({ ...at, connections: 1 });
    await dispatcher(desk.store, smtp, { spared: new Set(['ann@example.test']) }).runOnce();
    await smtp.close();
    const left = () => desk.store.read.selectFrom('suppression').select(['address', 'reason', 'detail']).execute();
    await until('the address is left alone', async () => (await left()).length > 0);
    expect(await left()).toEqual([{ address: 'jane@client.test', reason: 'bounce', detail: '550 5.1.1 no such user' }]);
  });

  test('sends as many at once to a domain as may go to it, and does not let the others wait', async () => {
    await using desk = await testStore();
    const slow = Array.from({ length: 6 }, (_, index) => `c${index}@slow.test`);
    await queued(desk.store, ...slow, 'jane@client.test');
    let running = 0;
    let most = 0;
    const order: string[] = [];
    const transport = carrying(4, async ({ rcpt }) => {
      order.push(rcpt);
      if (rcpt.endsWith('@slow.test')) most = Math.max(most, (running += 1));
      await new Promise(setImmediate);
      if (rcpt.endsWith('@slow.test')) running -= 1;
    });
    const domainLimit = (domain: string) => (domain === 'slow.test' ? { atOnce: 2, perMinute: null } : null);
    expect(await dispatcher(desk.store, transport, { domainLimit }).runOnce()).toBe(7);
    expect(most).toBe(2);
    expect(order.indexOf('jane@client.test')).toBeLessThan(4);
  });

  test('gives back what a domain may get in the next minute only, unattempted', async () => {
    await using desk = await testStore();
    await queued(desk.store, 'a@slow.test', 'b@slow.test');
    const domainLimit = () => ({ atOnce: null, perMinute: 1 });
    const transport = carrying(4, () => Promise.resolve());
    expect(await dispatcher(desk.store, transport, { domainLimit }).runOnce()).toBe(1);
    expect(await rows(desk.store)).toMatchObject([
      { state: 'accepted', attempts: 1 },
      { state: 'queued', attempts: 0 },
    ]);
  });

  test('after it slept through its lease it sends nothing that another has taken', async () => {
    await using desk = await testStore();
    await queued(desk.store, 'a@client.test', 'b@client.test');
    const sent: string[] = [];
    const transport = carrying(1, async ({ rcpt }) => {
      sent.push(rcpt);
      // Meanwhile its leases end, and another process claims the second mail.
      await desk.store.transact(async (transaction) => {
        await transaction.updateTable('delivery').set({ state: 'queued', lease_holder: null }).execute();
        const until = systemClock.now().add({ seconds: 20 });
        await claimDue(transaction, { limit: 10 }, 'another', systemClock.now(), until);
      });
    });
    await dispatcher(desk.store, transport).runOnce();
    expect(sent).toEqual(['a@client.test']);
    expect((await rows(desk.store)).map(({ state }) => state)).toEqual(['sending', 'sending']);
  });

  test('counts "may have arrived" only for what a dead process had begun', async () => {
    await using desk = await testStore();
    await queued(desk.store, 'a@client.test', 'b@client.test', 'c@client.test');
    const died = Promise.withResolvers<null>();
    const dead = dispatcher(
      desk.store,
      carrying(1, () => died.promise),
      { holder: 'dead' },
    );
    void dead.runOnce();
    const begun = () => desk.store.read.selectFrom('delivery').select('id').where('begun', '=', true).execute();
    await until('the first is begun', async () => (await begun()).length === 1);
    await desk.store.transact((transaction) =>
      transaction
        .updateTable('delivery')
        .set({ lease_until: systemClock.now().subtract({ seconds: 1 }), lease_holder: 'gone' })
        .execute(),
    );
    await dispatcher(
      desk.store,
      carrying(1, () => Promise.resolve()),
    ).runOnce();
    died.resolve(null);
    expect(await rows(desk.store)).toMatchObject([
      { state: 'accepted', attempts: 2, unknown_outcomes: 1 },
      { state: 'accepted', attempts: 1, unknown_outcomes: 0 },
      { state: 'accepted', attempts: 1, unknown_outcomes: 0 },
    ]);
  });

  test('starts and stops while the database is away', async () => {
    await using store = openStore('postgres://nobody@127.0.0.1:1/none');
    const away = dispatcher(
      store,
      carrying(1, () => Promise.resolve()),
    );
    await away.start();
    await away.stop();
  });
});
