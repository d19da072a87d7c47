import { execFileSync } from 'node:child_process';
import { sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { snsPart } from '../../src/admin/sns.ts';
import { hearEarly, takeProviderEvent } from '../../src/store/provider-events.ts';
import { Concluder } from '../../src/respond/concluder.ts';
import { enqueue } from '../../src/store/deliveries.ts';
import { testStore } from '../support/store.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:desk';
const CERTIFICATE = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem';

const folder = mkdtempSync(join(tmpdir(), 'rd-sns-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [key, certificate] = (() => {
  const [keyFile, file] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const words = ['-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile, '-out', file, '-days', '2', '-subj', '/CN=sns'];
  execFileSync('openssl', ['req', '-x509', ...words], { stdio: 'ignore' });
  return [readFileSync(keyFile, 'utf8'), readFileSync(file, 'utf8')];
})();

type Fields = Readonly<Record<string, string>>;

function signed(fields: Fields, names: readonly string[]): Fields {
  const text = names.flatMap((name) => (fields[name] === undefined ? [] : [`${name}\n${fields[name]}\n`])).join('');
  return { SignatureVersion: '2', Signature: sign('sha256', Buffer.from(text), key).toString('base64'), ...fields };
}

function notification(message: unknown, changes: Fields = {}): Fields {
  const fields = {
    Type: 'Notification',
    MessageId: '1',
    TopicArn: TOPIC,
    Message: JSON.stringify(message),
    Timestamp: '2026-02-02T09:00:00.000Z',
    SigningCertURL: CERTIFICATE,
    ...changes,
  };
  return signed(fields, ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']);
}

function desk() {
  const noted: unknown[] = [];
  const fetched: string[] = [];
  const { app } = snsPart({
    topics: [TOPIC],
    messageIdOf: (id) => `<${id}@eu-west-1.amazonses.com>`,
    note: (event) => Promise.resolve(noted.push(event)),
    fetchText: (url) => {
      fetched.push(url);
      return Promise.resolve(certificate);
    },
  });
  const post = async (body: unknown): Promise<number> =>
    (await app.request('/', { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) })).status;
  return { post, noted, fetched };
}

const BOUNCE = {
  notificationType: 'Bounce',
  mail: { messageId: '0102-1' },
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [{ emailAddress: 'jane@client.test', diagnosticCode: 'smtp; 550 5.1.1 no such user' }],
  },
};

describe('what SNS tells', () => {
  test('bounces, complaints and deliveries of a topic of this desk, by the Message-ID that SES gave', async () => {
    const { post, noted } = desk();
    expect(await post(notification(BOUNCE))).toBe(200);
    const complaint = { complainedRecipients: [{ emailAddress: 'bo@client.test' }], complaintFeedbackType: 'abuse' };
    expect(await post(notification({ eventType: 'Complaint', mail: { messageId: '2' }, complaint }))).toBe(200);
    const delivery = { recipients: ['jo@client.test'] };
    expect(await post(notification({ eventType: 'Delivery', mail: { messageId: '3' }, delivery }))).toBe(200);
    expect(noted).toEqual([
      {
        providerId: '<0102-1@eu-west-1.amazonses.com>',
        recipients: ['jane@client.test'],
        word: { kind: 'bounced', gone: true, detail: 'smtp; 550 5.1.1 no such user (SES: Permanent General)' },
      },
      {
        providerId: '<2@eu-west-1.amazonses.com>',
        recipients: ['bo@client.test'],
        word: { kind: 'complained', detail: 'abuse' },
      },
      { providerId: '<3@eu-west-1.amazonses.com>', recipients: ['jo@client.test'], word: { kind: 'delivered' } },
    ]);
  });

  test('a subscription is confirmed for its own topic, at an address made here, not at the one that came', async () => {
    const { post, fetched } = desk();
    const fields = {
      Type: 'SubscriptionConfirmation',
      MessageId: '1',
      TopicArn: TOPIC,
      Message: 'You have chosen to subscribe',
      Token: 'abc',
      SubscribeURL: 'http://169.254.169.254/latest/meta-data',
      Timestamp: '2026-02-02T09:00:00.000Z',
      SigningCertURL: CERTIFICATE,
    };
    const names = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
    expect(await post(signed(fields, names))).toBe(200);
    expect(fetched).toEqual([
      CERTIFICATE,
      `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(TOPIC)}&Token=abc`,
    ]);
    expect(await post(signed({ ...fields, TopicArn: TOPIC.replace('desk', 'other') }, names))).toBe(403);
    expect(fetched).toHaveLength(2);
  });

  const FOREIGN: readonly [string, Fields][] = [
    ['of another topic', { TopicArn: 'arn:aws:sns:eu-west-1:999999999999:desk' }],
    ['by a certificate of another host', { SigningCertURL: 'https://sns.eu-west-1.amazonaws.com.evil.test/a.pem' }],
    ['of another region', { SigningCertURL: 'https://sns.us-east-1.amazonaws.com/a.pem' }],
    ['behind a name and password', { SigningCertURL: 'https://sns.eu-west-1.amazonaws.com@evil.test/a.pem' }],
    ['in the clear', { SigningCertURL: 'http://sns.eu-west-1.amazonaws.com/a.pem' }],
    ['at another port', { SigningCertURL: 'https://sns.eu-west-1.amazonaws.com:8443/a.pem' }],
    ['that is no certificate', { SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/?Action=x.pem' }],
  ];
  test.each(FOREIGN)('%s: refused, and nothing is opened', async (_, changes) => {
    const { post, noted, fetched } = desk();
    expect(await post(notification(BOUNCE, changes))).toBe(403);
    expect([noted, fetched]).toEqual([[], []]);
  });

  test('changed after signing, signed by the old version, or no message at all: refused', async () => {
    const { post, noted } = desk();
    expect(await post({ ...notification(BOUNCE), Timestamp: '2026-02-03T09:00:00.000Z' })).toBe(403);
    expect(await post({ ...notification(BOUNCE), SignatureVersion: '1' })).toBe(400);
    expect(await post('{')).toBe(400);
    expect(await post(JSON.stringify('x'.repeat(300 * 1024)))).toBe(413);
    expect(noted).toEqual([]);
  });
});

test('a bounce counts once and for its own recipient; the address is left alone, staff are not', async () => {
  await using open = await testStore();
  const { store } = open;
  const now = Temporal.Instant.from('2026-02-02T09:00:00Z');
  const people = ['jane@client.test', 'ann@example.test'];
  const mails = people.map((rcpt, index) => ({
    ...{
      requestNumber: null,
      messageId: null,
      mailId: `<${index}@x.test>`,
      token: `${index}`,
      octets: Buffer.from(''),
    },
    ...({ kind: 'answer', state: 'queued', reasons: [], template: null, envelopeFrom: '', dueAt: now } as const),
    ...{ rcpt, countedRcpt: rcpt },
  }));
  await store.transact((transaction) => enqueue(transaction, mails, now));
  await store.transact((transaction) =>
    transaction.updateTable('delivery').set({ state: 'accepted', provider_id: '<p@ses>' }).execute(),
  );
  const note = (recipient: string) => {
    const word = { kind: 'bounced', gone: true, detail: 'no such user' } as const;
    const event = { providerId: '<p@ses>', recipients: [recipient], word };
    return takeProviderEvent(store, event, new Set(['ann@example.test']), now);
  };
  expect(await note('Jane@client.test')).toBe(1);
  expect(await note('jane@client.test')).toBe(1);
  expect(await note('victim@client.test')).toBe(0);
  expect(await note('ann@example.test')).toBe(1);
  expect(await store.read.selectFrom('suppression').select(['address', 'reason']).execute()).toEqual([
    { address: 'jane@client.test', reason: 'bounce' },
  ]);
  expect((await store.read.selectFrom('delivery').select('state').execute()).map(({ state }) => state)).toEqual([
    'bounced',
    'bounced',
  ]);
});

test('what SES says of a mail before we have noted its id for it counts once the id is there', async () => {
  await using open = await testStore();
  const { store } = open;
  const now = Temporal.Instant.from('2026-02-02T09:00:00Z');
  const address = 'jane@client.test';
  const mail = {
    ...{ requestNumber: null, messageId: null, mailId: '<1@x.test>', token: '1', octets: Buffer.from('') },
    ...({ kind: 'answer', state: 'queued', reasons: [], template: null, envelopeFrom: '', dueAt: now } as const),
    ...{ rcpt: address, countedRcpt: address },
  };
  await store.transact((transaction) => enqueue(transaction, [mail], now));
  const event = { providerId: '<p@ses>', recipients: [address], word: { kind: 'delivered' } } as const;
  expect(await takeProviderEvent(store, event, new Set(), now)).toBe(0);
  await store.transact((transaction) =>
    transaction.updateTable('delivery').set({ state: 'accepted', provider_id: '<p@ses>' }).execute(),
  );
  const clock = { now: () => now, monotonic: () => 0 };
  // Whoever noted the id was killed before he looked: the next process does.
  const failures: unknown[] = [];
  await new Concluder({ store, clock }, (error) => failures.push(error)).resume(now.subtract({ hours: 24 }));
  expect(failures).toEqual([]);
  const hear = () => store.transact((transaction) => hearEarly(transaction, ['<p@ses>'], new Set(), now));
  expect(await hear(), 'and only once').toBe(0);
  expect(await store.read.selectFrom('delivery').select('state').execute()).toEqual([{ state: 'delivered' }]);
});
