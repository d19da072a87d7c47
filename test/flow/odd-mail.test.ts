import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { answerTo } from '../support/answer.ts';
import { bounceOf } from '../support/bounce-of.ts';
import { ingest, outbox, select } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { shown, town, type Town } from '../support/town.ts';

const INSTANT: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);

const acknowledgements = async ({ desk }: Town) =>
  (await outbox(desk.database)).filter((row) => row.kind === 'acknowledgement');

const dispositions = async ({ desk }: Town) =>
  (await ingest(desk.database)).map((row) => [row.disposition, row.reason]);

type Account = { unexplained: number; mailboxes: Record<string, unknown>[] };

const account = async ({ desk }: Town): Promise<Account> => (await desk.json<Account>('account'))[0]!;

describe('mail that is no plain question', () => {
  test('a report that the acknowledgement bounced marks it not kept, tells staff, and is answered by nobody', async () => {
    await using world = await town();
    world.write(rawMail());
    await world.desk.pass();
    expect(await shown(world.desk)).toMatchObject({ acknowledgedAt: INSTANT });
    const [acknowledgement] = await world.letters('jane');
    const { octets, to } = await bounceOf(acknowledgement!.octets, 'jane@client.test');
    world.write(octets, { from: '', to });
    await world.desk.pass();
    expect(await shown(world.desk)).toMatchObject({ acknowledgedAt: null });
    expect(await acknowledgements(world)).toMatchObject([{ state: 'bounced' }]);
    expect((await outbox(world.desk.database)).filter((row) => row.kind === 'bounce')).toMatchObject([
      { rcpt: 'ann@example.test', state: 'accepted' },
    ]);
    expect(await world.letters('jane')).toHaveLength(1);
    expect(await dispositions(world)).toMatchObject([
      ['filed', expect.anything()],
      ['automatic', expect.anything()],
    ]);
  });

  test('the same where only the original Message-ID tells what bounced', async () => {
    await using world = await town({ plusAddressing: false, mailbox: { plusAddressing: 'no' } });
    world.write(rawMail());
    await world.desk.pass();
    const [acknowledgement] = await world.letters('jane');
    const { octets, to } = await bounceOf(acknowledgement!.octets, 'jane@client.test');
    world.write(octets, { from: '', to });
    await world.desk.pass();
    expect(await acknowledgements(world)).toMatchObject([{ state: 'bounced' }]);
  });

  test("a website form's mail is its Reply-To's", async () => {
    await using world = await town({ changes: { forms: [{ from: 'website@example.test' }] } });
    world.write(
      rawMail({
        'Return-Path': '<www-data@example.test>',
        From: 'Website <website@example.test>',
        'Reply-To': 'Jane Doe <jane@client.test>',
        'Auto-Submitted': 'auto-generated',
      }),
    );
    await world.desk.pass();
    expect(await shown(world.desk)).toMatchObject({ client: { name: 'Jane Doe', address: 'jane@client.test' } });
    expect(await acknowledgements(world)).toMatchObject([{ rcpt: 'jane@client.test', state: 'accepted' }]);
  });

  test('mail from before go-live is filed, later mail is acknowledged', async () => {
    await using world = await town({
      before: (post) => post.deliver({ from: 'jane@client.test', to: ['support@example.test'] }, rawMail()),
    });
    expect(await dispositions(world)).toEqual([['filed', 'before-go-live']]);
    world.write(rawMail({ 'Message-ID': '<second@client.test>', Subject: 'Another matter' }));
    await world.desk.pass();
    expect(await acknowledgements(world)).toHaveLength(1);
    expect(await shown(world.desk)).toMatchObject({ subject: 'Another matter' });
  });

  test('machines and lists are filed as automatic and answered by nobody', async () => {
    await using world = await town();
    world.write(rawMail({ 'Message-ID': '<1@client.test>', 'Auto-Submitted': 'auto-replied', Subject: 'Away' }));
    world.write(rawMail({ 'Message-ID': '<2@client.test>', 'List-Id': '<news.client.test>', Subject: 'News' }));
    await world.desk.pass();
    expect((await dispositions(world)).map(([disposition]) => disposition)).toEqual(['automatic', 'automatic']);
    expect(await outbox(world.desk.database)).toEqual([]);
  });

  test('mail to an alias is for this desk', async () => {
    await using world = await town({ mailbox: { aliases: ['info@example.test'] } });
    world.write(rawMail({ To: 'info@example.test' }), { to: 'info@example.test' });
    await world.desk.pass();
    expect(await acknowledgements(world)).toMatchObject([{ state: 'accepted' }]);
  });

  test('the same mail a second time, by another way, is one mail', async () => {
    await using world = await town();
    world.write(rawMail());
    await world.desk.pass();
    world.write(rawMail());
    await world.desk.pass();
    expect((await dispositions(world)).map(([disposition]) => disposition)).toEqual(['filed', 'duplicate']);
    expect(await world.letters('jane')).toHaveLength(1);
  });

  test('other mail under the same Message-ID is another mail', async () => {
    await using world = await town();
    world.write(rawMail({ 'Message-ID': '<same@client.test>' }));
    world.write(rawMail({ 'Message-ID': '<same@client.test>', From: 'Bob <bob@client.test>', Subject: 'Else' }));
    await world.desk.pass();
    expect((await dispositions(world)).map(([disposition]) => disposition)).toEqual(['filed', 'filed']);
  });

  test('mail that a person has read, or that is gone, makes no difference to what is taken', async () => {
    await using world = await town();
    const inbox = world.post.imap.folder('support', 'INBOX');
    world.write(rawMail({ 'Message-ID': '<read@client.test>', Subject: 'Read by a person' }));
    inbox.messages[0]!.flags.push('\\Seen');
    world.write(rawMail({ 'Message-ID': '<gone@client.test>', Subject: 'Gone' }));
    inbox.messages.splice(1, 1);
    world.write(rawMail({ 'Message-ID': '<new@client.test>', From: 'Bob <bob@client.test>', Subject: 'New' }));
    await world.desk.pass();
    expect((await ingest(world.desk.database)).map(({ uid, disposition }) => [uid, disposition])).toEqual([
      [1, 'filed'],
      [3, 'filed'],
    ]);
    inbox.messages.splice(0, 2);
    world.post.imap.disconnect();
    await world.desk.pass();
    expect(await account(world)).toMatchObject({ unexplained: 0, mailboxes: [{ filed: 2, inMailbox: 0 }, {}] });
  });

  test('after a change of UIDVALIDITY old mail is known by its content and new mail is new', async () => {
    await using world = await town();
    world.write(rawMail());
    await world.desk.pass();
    const inbox = world.post.imap.folder('support', 'INBOX');
    inbox.uidvalidity = 77;
    world.post.imap.disconnect();
    world.write(rawMail({ 'Message-ID': '<new@client.test>', From: 'Bob <bob@client.test>', Subject: 'New' }));
    await world.desk.pass();
    expect((await ingest(world.desk.database)).map((row) => [row.uidvalidity, row.uid, row.disposition])).toEqual([
      [1, 1, 'filed'],
      [77, 1, 'duplicate'],
      [77, 2, 'filed'],
    ]);
    expect((await acknowledgements(world)).map((row) => row.rcpt)).toEqual(['jane@client.test', 'bob@client.test']);
    expect(await account(world)).toMatchObject({ unexplained: 0 });
  });

  test('a mail that must not be parsed is set aside with its bytes and does not hold up the next', async () => {
    await using world = await town({ changes: { limits: { mail: '20 kB' } } });
    const huge = rawMail({ 'Message-ID': '<huge@client.test>' }, 'x'.repeat(72).concat('\n').repeat(600));
    world.write(huge);
    world.write(rawMail({ 'Message-ID': '<small@client.test>', Subject: 'Small' }));
    await world.desk.pass();
    expect(await dispositions(world)).toMatchObject([
      ['quarantined', 'too-big'],
      ['filed', expect.anything()],
    ]);
    const [kept] = await select<{ octets: Buffer; sha256: string }>(
      world.desk.database,
      `select octets, sha256 from raw_mail order by length(octets) desc limit 1`,
    );
    expect(kept!.octets.subarray(-huge.length).equals(huge)).toBe(true);
    expect(createHash('sha256').update(kept!.octets).digest('hex')).toBe(kept!.sha256);
  });

  test.each([
    ['seen', { afterwards: 'seen' }],
    ['moved', { afterwards: 'move: Done' }],
  ])('a mail that was taken is %s where the owner of the mailbox wants that', async (_, mailbox) => {
    await using world = await town({ mailbox });
    world.write(rawMail());
    await world.desk.pass();
    const inbox = world.post.imap.folder('support', 'INBOX').messages;
    if (mailbox.afterwards === 'seen') expect(inbox.map((mail) => mail.flags)).toEqual([['\\Seen']]);
    else expect([inbox, (await world.letters('support', 'Done')).length]).toEqual([[], 1]);
    expect(await acknowledgements(world)).toMatchObject([{ state: 'accepted' }]);
    expect(await account(world)).toMatchObject({ unexplained: 0 });
  });

  test('a mail from the Sent folder that went to somebody else changes nothing', async () => {
    await using world = await town();
    world.write(rawMail());
    await world.desk.pass();
    const [asked] = await world.letters('support');
    const desk = 'Example Support <support@example.test>';
    for (const octets of [
      await answerTo(asked!.octets, desk, 'Could you look at this?', { To: 'bob@partner.test' }),
      rawMail({ From: desk, To: 'bob@partner.test', 'Message-ID': '<lunch@example.test>', Subject: 'Lunch' }),
    ])
      world.post.imap.append('support', 'Sent', octets, systemClock.now());
    await world.desk.pass();
    expect(await shown(world.desk)).toMatchObject({ state: 'new', firstResponseAt: null });
    expect(await outbox(world.desk.database)).toHaveLength(2);
  });
});
