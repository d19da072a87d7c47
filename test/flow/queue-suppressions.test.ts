import { describe, expect, test } from 'vitest';
import { headerValue } from '../../src/requests/message.ts';
import { bounceOf } from '../support/bounce-of.ts';
import { outbox } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { town } from '../support/town.ts';

type Row = { readonly address: string; readonly reason: string };

describe('addresses that are left alone', () => {
  test('after a report that an address is gone it is not acknowledged, staff are told, and one word releases it', async () => {
    await using world = await town();
    const { desk, write, letters } = world;
    write(rawMail());
    await desk.pass();
    const { octets, to } = await bounceOf((await letters('jane'))[0]!.octets, 'jane@client.test');
    write(octets, { from: '', to });
    await desk.pass();
    expect(await desk.json<Row>('queue', 'suppressions')).toMatchObject([
      { address: 'jane@client.test', reason: 'bounce' },
    ]);

    write(rawMail({ Subject: 'Another matter', 'Message-ID': '<2@client.test>' }));
    await desk.pass();
    expect(await letters('jane'), 'the bounced one only').toHaveLength(1);
    const states = (await outbox(desk.database))
      .filter((row) => row.kind === 'acknowledgement')
      .map((row) => row.state);
    expect(states).toEqual(['bounced', 'suppressed']);
    expect((await letters('ann')).at(-1)!.message.text).toContain('left alone');

    expect((await desk.ask('queue', 'release', 'jane@client.test')).status).toBe(0);
    write(rawMail({ Subject: 'A third matter', 'Message-ID': '<3@client.test>' }));
    await desk.pass();
    expect(await letters('jane')).toHaveLength(2);
    expect((await desk.ask('queue', 'release', 'jane@client.test')).status, 'nothing to release').toBe(1);
  });

  test('a complaint counts only about a mail that we sent, and only for its recipient', async () => {
    await using world = await town();
    const { desk, write, letters } = world;
    write(complaint('<somebody.else@example.test>', 'jane@client.test'), { from: '' });
    await desk.pass();
    expect(await desk.json<Row>('queue', 'suppressions')).toEqual([]);
    write(rawMail());
    await desk.pass();
    const [acknowledgement] = await letters('jane');
    write(complaint(headerValue(acknowledgement!.message, 'message-id')!, 'victim@client.test'), { from: '' });
    await desk.pass();
    expect(await desk.json<Row>('queue', 'suppressions')).toMatchObject([
      { address: 'jane@client.test', reason: 'complaint' },
    ]);
  });
});

/** A feedback report (RFC 5965) as a provider sends it. */
function complaint(messageId: string, recipient: string): Buffer {
  const lines = [
    '--b',
    'Content-Type: text/plain',
    '',
    'This is a report about a mail.',
    '--b',
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'Version: 1',
    `Original-Rcpt-To: ${recipient}`,
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${messageId}`,
    '--b--',
    '',
  ];
  return rawMail(
    {
      'Return-Path': '<>',
      From: 'feedback@provider.test',
      Subject: 'Complaint',
      'Message-ID': `<complaint.${messageId.length}@provider.test>`,
      'Content-Type': 'multipart/report; report-type=feedback-report; boundary="b"',
    },
    lines.join('\n'),
  );
}
