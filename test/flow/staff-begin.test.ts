import { describe, expect, test } from 'vitest';
import { headerValue } from '../../src/requests/message.ts';
import { answerTo } from '../support/answer.ts';
import { ingest } from '../support/desk.ts';
import { rawMail, type Fields } from '../support/mail.ts';
import { shown, town } from '../support/town.ts';

const ANN = 'Ann Lee <ann@example.test>';
const JANE = 'Jane Doe <jane@client.test>';

const trusted = () => town({ changes: { trustedAuthservId: 'mx.example.test' } });

/** A mail of Ann's that the trusted server has checked. */
function ofAnn(fields: Fields, body: string): Buffer {
  return rawMail(
    {
      'Authentication-Results': 'mx.example.test; dmarc=pass header.from=example.test',
      'Return-Path': '<ann@example.test>',
      From: ANN,
      'Message-ID': '<start@example.test>',
      ...fields,
    },
    body,
  );
}

describe('staff begin', () => {
  test('a conversation with a client, who answers into the same request', async () => {
    await using world = await trusted();
    const { desk, write, letters } = world;
    write(ofAnn({ Subject: 'Maintenance on Saturday' }, '#to Jane Doe <jane@client.test>\n\nWe maintain the portal.'));
    await desk.pass();
    const [begun, ...more] = await letters('jane');
    expect(more).toEqual([]);
    expect(begun!.message).toMatchObject({
      subject: 'Maintenance on Saturday [#1001]',
      from: [{ name: 'Ann Lee (Example Support)', address: 'support@example.test' }],
      inReplyTo: [],
    });
    expect(begun!.octets.toString()).not.toMatch(/ann@example|start@example/);
    expect((await letters('ann')).at(-1)!.message.text).toContain('Sent to jane@client.test.');

    write(
      await answerTo(begun!.octets, JANE, 'Until when?', {
        'Authentication-Results': 'mx.example.test; dmarc=pass header.from=client.test',
      }),
    );
    await desk.pass();
    expect(await shown(desk, 1001)).toMatchObject({ state: 'open', client: { address: 'jane@client.test' } });
    expect(await letters('jane'), 'no acknowledgement in a conversation that we began').toHaveLength(1);
    expect((await letters('ann')).at(-1)!.message.text).toContain('Until when?');
  });

  test('by a mail to the client with the desk in copy', async () => {
    await using world = await trusted();
    const { desk, write, letters } = world;
    write(ofAnn({ Subject: 'Your visit', To: JANE, Cc: 'support@example.test' }, 'See you on Monday.'));
    await desk.pass();
    expect(await letters('jane'), 'he has it already').toEqual([]);
    expect(await shown(desk, 1001)).toMatchObject({
      subject: 'Your visit',
      state: 'waiting',
      client: { address: 'jane@client.test' },
    });
    write(
      rawMail({
        'Authentication-Results': 'mx.example.test; dmarc=pass header.from=client.test',
        Subject: 'Re: Your visit',
        'In-Reply-To': '<start@example.test>',
        To: 'Ann Lee <ann@example.test>, support@example.test',
      }),
    );
    await desk.pass();
    expect(await shown(desk, 1001)).toMatchObject({ state: 'open' });
  });

  test('by forwarding what reached them: the client is acknowledged and hears from the desk', async () => {
    await using world = await trusted();
    const { desk, write, letters } = world;
    const body = [
      '#take',
      'He called twice already.',
      '',
      '---------- Forwarded message ---------',
      'From: Jane Doe <jane@client.test>',
      'Date: Mon, 2 Feb 2026 at 09:14',
      'Subject: Delivery',
      'To: Ann Lee <ann@example.test>',
      '',
      '',
      'Our delivery has not arrived.',
    ];
    write(ofAnn({ Subject: 'Fwd: Delivery' }, body.join('\n')));
    await desk.pass();
    const [acknowledgement, ...more] = await letters('jane');
    expect(more).toEqual([]);
    expect(acknowledgement!.message.subject).toMatch(/Delivery.*#1001/);
    expect(acknowledgement!.octets.toString()).not.toMatch(/called twice|ann@example\.test|start@example/);
    expect(headerValue(acknowledgement!.message, 'auto-submitted')).toBe('auto-replied');
    expect(await shown(desk, 1001)).toMatchObject({ owner: 'ann@example.test', client: { name: 'Jane Doe' } });
    const notice = (await letters('ann')).find((one) => one.message.text.includes('Our delivery has not arrived.'))!;
    write(
      await answerTo(notice.octets, ANN, 'It comes today.', {
        'Authentication-Results': 'mx.example.test; dmarc=pass header.from=example.test',
      }),
    );
    await desk.pass();
    expect((await letters('jane')).at(-1)!.message.text).toContain('It comes today.');
    expect((await ingest(desk.database)).map((row) => row.disposition)).toEqual(['filed', 'staff']);
  });

  test('without a server that could prove it, one word confirms it first', async () => {
    await using world = await town();
    const { desk, write, letters } = world;
    write(rawMail({ 'Return-Path': null, From: ANN, Subject: 'Maintenance' }, '#to jane@client.test\n\nOn Saturday.'));
    await desk.pass();
    expect(await letters('jane')).toEqual([]);
    const [question] = await letters('ann');
    write(await answerTo(question!.octets, ANN, 'send'), { from: 'ann@example.test' });
    await desk.pass();
    expect((await letters('jane'))[0]?.message.text).toContain('On Saturday.');
  });
});
