import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { headerValue } from '../../src/requests/message.ts';
import { answerTo } from '../support/answer.ts';
import { ingest, outbox } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { shown, town } from '../support/town.ts';

const JANE = 'Jane Doe <jane@client.test>';
const ANN = 'Ann Lee <ann@example.test>';
const INSTANT: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);

describe('the main line', () => {
  test('a client writes, is acknowledged once, is answered by staff, and both see one conversation', async () => {
    await using world = await town();
    const { desk, write, letters } = world;

    write(rawMail({ Subject: 'The invoice of January', 'Message-ID': '<first@client.test>' }));
    await desk.pass();
    const [acknowledgement] = await letters('jane');
    expect(await letters('jane')).toHaveLength(1);
    expect(acknowledgement!.message).toMatchObject({
      from: [{ name: 'Example Support', address: 'support@example.test' }],
      to: [{ address: 'jane@client.test' }],
      cc: [],
      inReplyTo: ['<first@client.test>'],
      references: ['<first@client.test>'],
      subject: expect.stringMatching(/The invoice of January.*\[#1001\]/) as string,
    });
    const header = (name: string) => headerValue(acknowledgement!.message, name);
    expect(header('auto-submitted')).toBe('auto-replied');
    expect(header('x-auto-response-suppress')).toBe('All');
    expect(header('return-path')).toMatch(/^<support\+b[a-z2-7]+@example\.test>$/);
    expect(await shown(desk)).toMatchObject({ state: 'new', acknowledgedAt: INSTANT, firstResponseAt: null });

    const [notification] = await letters('ann');
    expect(notification!.message.replyTo[0]?.address).toMatch(/^support\+1001s[a-z2-7]+@example\.test$/);
    expect(notification!.message.text).toContain('the invoice of January names the wrong address');

    write(await answerTo(acknowledgement!.octets, JANE, 'It is urgent.'));
    await desk.pass();
    expect(await letters('jane'), 'no second acknowledgement').toHaveLength(1);
    const incoming = (await shown(desk)).messages.filter((one) => one.direction === 'in');
    expect(incoming.map((one) => one.text.trim())).toEqual([
      expect.stringContaining('names the wrong address') as string,
      'It is urgent.',
    ]);

    write(await answerTo(notification!.octets, ANN, 'A corrected one is on its way.'), { from: 'ann@example.test' });
    await desk.pass();
    const [, relayed, ...more] = await letters('jane');
    expect(more).toEqual([]);
    expect(relayed!.message.text).toContain('A corrected one is on its way.');
    expect(relayed!.message.text, 'nothing of the notice').not.toContain('wrote:');
    expect(relayed!.octets.toString(), 'nothing of the staff side').not.toMatch(/ann@example\.test|\+1001s/);
    expect(relayed!.message.references[0]).toBe('<first@client.test>');
    const answered = await shown(desk);
    expect(answered).toMatchObject({ state: 'waiting', firstResponseAt: INSTANT });
    expect(answered.events.filter((event) => event.kind === 'answered')).toHaveLength(1);

    await desk.pass();
    expect(await letters('jane'), 'nothing is sent twice').toHaveLength(2);
    expect((await outbox(desk.database)).map((row) => [row.kind, row.state, row.attempts])).toEqual([
      ['acknowledgement', 'accepted', 1],
      ['notification', 'accepted', 1],
      ['notification', 'accepted', 1],
      ['answer', 'accepted', 1],
    ]);
    expect((await ingest(desk.database)).map((row) => row.disposition)).toEqual(['filed', 'filed', 'staff']);
  });

  test('where the host knows no plus addresses, the Message-ID carries the tokens', async () => {
    await using world = await town({ plusAddressing: false, mailbox: { plusAddressing: 'no' } });
    const { desk, write, letters } = world;
    write(rawMail());
    await desk.pass();
    const [acknowledgement] = await letters('jane');
    const [notification] = await letters('ann');
    expect(headerValue(acknowledgement!.message, 'return-path')).toBe('<support@example.test>');
    for (const { message } of [acknowledgement!, notification!]) expect(message.replyTo).toEqual([]);

    write(await answerTo(notification!.octets, ANN, 'Done.'), { from: 'ann@example.test' });
    write(await answerTo(acknowledgement!.octets, JANE, 'Any news?'));
    await desk.pass();
    expect((await letters('jane'))[1]?.message.text).toContain('Done.');
    expect((await shown(desk)).messages.filter((one) => one.direction === 'in')).toHaveLength(3);
  });

  test('an answer that staff send straight from the mailbox counts, and is not sent again', async () => {
    await using world = await town();
    const { post, desk, write, letters } = world;
    write(rawMail());
    await desk.pass();
    const [asked] = await letters('support');
    const answer = await answerTo(asked!.octets, 'Example Support <support@example.test>', 'It is corrected.');
    post.imap.append('support', 'Sent', answer, systemClock.now(), ['\\Seen']);
    await desk.pass();
    expect(await shown(desk)).toMatchObject({ state: 'waiting', firstResponseAt: INSTANT });
    expect(await letters('jane'), 'the acknowledgement only').toHaveLength(1);
  });
});
