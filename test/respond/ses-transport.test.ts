import { describe, expect, test } from 'vitest';
import { sesTransport } from '../../src/respond/ses-transport.ts';
import { sesServer, type SesPlay } from '../support/ses-server.ts';

const OCTETS = Buffer.from('From: support@example.test\r\nSubject: a mail\r\n\r\nHello\r\n');
const MAIL = { envelopeFrom: 'support+b@example.test', rcpt: 'jane@client.test', octets: OCTETS, mailId: '<1@x.test>' };

function transport(endpoint: string, region = 'eu-west-1') {
  const made = sesTransport({
    region,
    endpoint,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    configurationSet: 'desk',
    connections: 2,
    patience: 300,
  });
  return { ...made, [Symbol.asyncDispose]: () => made.close() };
}

describe('sending by Amazon SES', () => {
  test('hands over the bytes as they are, signed, and keeps the Message-ID that the recipient will see', async () => {
    await using server = await sesServer();
    await using ses = transport(server.url);
    const outcome = await ses.send(MAIL);
    const [call] = server.taken;
    expect(outcome).toMatchObject({ outcome: 'accepted', providerId: `<${call?.id}@eu-west-1.amazonses.com>` });
    expect(call?.raw).toBe(OCTETS.toString());
    expect(call?.parameters.get('Action')).toBe('SendRawEmail');
    expect(call?.parameters.get('Destinations.member.1')).toBe('jane@client.test');
    expect(call?.parameters.get('Source')).toBe('support+b@example.test');
    expect(call?.parameters.get('ConfigurationSetName')).toBe('desk');
    expect(server.authorizations[0]).toContain('AKIATEST');
    await using virginia = transport(server.url, 'us-east-1');
    expect(await virginia.send(MAIL)).toMatchObject({ providerId: `<${server.taken[1]?.id}@email.amazonses.com>` });
  });

  const ROUTE = { outcome: 'temporary', scope: 'route' };
  const ANSWERS: readonly [number, string, string, object][] = [
    [400, 'Throttling', 'Maximum sending rate exceeded.', ROUTE],
    [400, 'Throttling', 'Daily message quota exceeded.', ROUTE],
    [400, 'AccountSendingPausedException', 'Sending is paused for this account.', ROUTE],
    [403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match', ROUTE],
    [400, 'MessageRejected', 'Email address is not verified. The following identities failed the check', ROUTE],
    [400, 'ConfigurationSetDoesNotExist', 'Configuration set desk does not exist.', ROUTE],
    [503, 'ServiceUnavailable', 'Service unavailable', ROUTE],
    [500, 'InternalFailure', 'The request processing has failed', { outcome: 'temporary' }],
    [400, 'MessageRejected', 'Transaction failed: Address contains virus', { outcome: 'permanent' }],
    [400, 'InvalidParameterValue', 'Illegal address', { outcome: 'permanent' }],
  ];
  test.each(ANSWERS)('%i %s "%s"', async (status, code, message, expected) => {
    await using server = await sesServer((call) => (call === 1 ? { status, code, message } : null));
    await using ses = transport(server.url);
    const outcome = await ses.send(MAIL);
    expect(outcome).toMatchObject(expected);
    expect('scope' in outcome, 'whose fault').toBe('scope' in expected);
    expect(outcome).toMatchObject({ error: expect.stringContaining(message.slice(0, 20)) as string });
    expect(server.taken, 'one call a try').toEqual([]);
    expect(await ses.send(MAIL)).toMatchObject({ outcome: 'accepted' });
  });

  test.each(['drop', 'take and drop', 'stall'] satisfies SesPlay[])(
    'where it does "%s" nobody knows whether it was taken',
    async (play) => {
      await using server = await sesServer((call) => (call === 1 ? play : null));
      await using ses = transport(server.url);
      expect(await ses.send(MAIL)).toMatchObject({ outcome: 'unknown' });
      expect(await ses.send(MAIL)).toMatchObject({ outcome: 'accepted' });
    },
  );

  test('a service that cannot be reached shuts the route, and nothing leaves before the sender is ready', async () => {
    await using nobody = transport('http://127.0.0.1:1');
    expect(await nobody.send(MAIL)).toMatchObject(ROUTE);
    await using server = await sesServer();
    await using ses = transport(server.url);
    expect(await ses.send({ ...MAIL, ready: Promise.reject(new Error('not written down')) })).toMatchObject({
      outcome: 'temporary',
    });
    expect(server.taken).toEqual([]);
  });
});
