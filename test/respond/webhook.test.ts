import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { callWebhook, type WebhookTarget } from '../../src/respond/webhook.ts';
import { httpPlanServer } from '../support/http-plan.ts';

const NOW = Temporal.Instant.from('2026-02-02T09:00:00.750Z');
const CALL = { callId: 'msg_1', body: '{"type":"incident"}' };

const target = (url: string, secret = 'a secret for the pager'): WebhookTarget => ({
  name: 'pager',
  url,
  secret,
  events: ['incident'],
});

describe('a call to another system', () => {
  test.each([
    ['a secret as it is', 'a secret for the pager', Buffer.from('a secret for the pager')],
    ['a secret in base64', 'whsec_c2VjcmV0IG9mIHRoZSBwYWdlcg==', Buffer.from('secret of the pager')],
  ])('is a POST of JSON, signed as Standard Webhooks says, with %s', async (_, secret, key) => {
    await using server = await httpPlanServer();
    expect(await callWebhook(target(server.url, secret), CALL, NOW)).toEqual({ accepted: true });
    const signed = createHmac('sha256', key).update('msg_1.1770022800.{"type":"incident"}').digest('base64');
    expect(server.heard).toEqual([
      {
        path: '/hook',
        body: CALL.body,
        headers: expect.objectContaining({
          'content-type': 'application/json',
          'webhook-id': 'msg_1',
          'webhook-timestamp': '1770022800',
          'webhook-signature': `v1,${signed}`,
        }) as unknown,
      },
    ]);
  });

  test.each([204, 202])('is accepted by %i', async (status) => {
    await using server = await httpPlanServer(() => status);
    expect(await callWebhook(target(server.url), CALL, NOW)).toEqual({ accepted: true });
  });

  test.each([400, 401, 404, 410, 429, 500, 503])('is not accepted by %i', async (status) => {
    await using server = await httpPlanServer(() => status);
    expect(await callWebhook(target(server.url), CALL, NOW)).toEqual({ accepted: false, error: `answered ${status}` });
  });

  test.each([301, 302, 307, 308])('follows no redirect (%i): nobody wrote that address down', async (status) => {
    await using elsewhere = await httpPlanServer();
    await using server = await httpPlanServer(
      () => (response) => void response.writeHead(status, { location: elsewhere.url }).end(),
    );
    const outcome = await callWebhook(target(server.url), CALL, NOW);
    expect(outcome).toMatchObject({ accepted: false, error: expect.stringContaining('redirect') as unknown });
    expect(elsewhere.heard).toEqual([]);
  });

  test('waits only so long, whether the other side is silent or never comes to an end', async () => {
    await using silent = await httpPlanServer(() => 'stall');
    expect(await callWebhook(target(silent.url), CALL, NOW, { within: 200 })).toEqual({
      accepted: false,
      error: 'no answer within 0.2 s',
    });
    await using endless = await httpPlanServer(() => (response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(1_000)), 1);
      response.on('close', () => clearInterval(more));
    });
    expect(await callWebhook(target(endless.url), CALL, NOW, { within: 5_000 })).toEqual({ accepted: true });
  });

  test('that cannot be made says why, and never the address, in which a token may stand', async () => {
    await using dropping = await httpPlanServer(() => 'drop');
    const dropped = await callWebhook(target(`${dropping.url}/token-in-path`), CALL, NOW);
    expect(dropped).toMatchObject({ accepted: false, error: expect.stringContaining('cannot be reached') as unknown });
    expect(JSON.stringify(dropped)).not.toContain('token-in-path');
    const gone = await httpPlanServer();
    await gone[Symbol.asyncDispose]();
    expect(await callWebhook(target(gone.url), CALL, NOW)).toEqual({
      accepted: false,
      error: 'cannot be reached (ECONNREFUSED)',
    });
  });
});
