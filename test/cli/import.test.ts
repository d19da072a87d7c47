import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ingest, outbox } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { shown, town, type Town } from '../support/town.ts';

const QUESTION = rawMail({ 'Message-ID': '<old-1@client.test>', Subject: 'The invoice of May' });
const ANSWER = rawMail(
  {
    From: 'support@example.test',
    To: 'jane@client.test',
    Subject: 'Re: The invoice of May',
    'Message-ID': '<old-2@example.test>',
    'In-Reply-To': '<old-1@client.test>',
    Received: null,
    Date: 'Mon, 2 Feb 2026 11:00:00 +0000',
  },
  'It is corrected.\n',
);
const SPAM = rawMail({ 'Message-ID': '<old-3@client.test>', 'X-Spam-Flag': 'YES', Subject: 'Buy' });

async function box({ desk }: Town, ...mails: Buffer[]): Promise<string> {
  const file = join(desk.folder, 'old.mbox');
  const parts = mails.map((mail) => `From x Mon Feb  2 10:00:00 2026\n${mail.toString().replaceAll('\r\n', '\n')}\n`);
  await writeFile(file, parts.join(''));
  return file;
}

describe('import', () => {
  test('makes closed requests of an old mailbox, sends nothing, and a late answer opens one that is linked', async () => {
    await using world = await town();
    const { desk, write } = world;
    const file = await box(world, ANSWER, QUESTION, SPAM);
    expect(await desk.ask('import', file, '--no-acknowledge')).toMatchObject({
      status: 0,
      out: expect.stringContaining('3 mails are history now; nothing was sent') as string,
    });
    expect(await shown(desk)).toMatchObject({ state: 'closed', subject: 'The invoice of May' });
    expect((await shown(desk)).messages.map((one) => one.text.trim().split('\n')[0])).toEqual([
      'Hello,',
      'It is corrected.',
    ]);
    await desk.pass();
    expect(await outbox(desk.database)).toEqual([]);

    write(
      rawMail(
        { 'Message-ID': '<new@client.test>', 'In-Reply-To': '<old-2@example.test>', Subject: 'Re: The invoice of May' },
        'Not quite.\n',
      ),
    );
    await desk.pass();
    expect(await shown(desk)).toMatchObject({ state: 'closed' });
    expect(await shown(desk, 1002)).toMatchObject({ state: 'new', linkedTo: 1001 });
    expect((await outbox(desk.database)).map((row) => row.kind)).toEqual(['acknowledgement', 'notification']);
  });

  test('may be started again: what is known is passed over', async () => {
    await using world = await town();
    const file = await box(world, QUESTION, ANSWER);
    await world.desk.ask('import', file);
    const before = await ingest(world.desk.database);
    expect((await world.desk.ask('import', file)).out).toContain('0 of them not known yet');
    expect(await ingest(world.desk.database)).toEqual(before);
    expect((await world.desk.json<{ unexplained: number }>('account'))[0]!.unexplained).toBe(0);
  });

  test('without a path the mail that lay there at go-live becomes history', async () => {
    await using world = await town({
      before: (post) => post.deliver({ from: 'jane@client.test', to: ['support@example.test'] }, QUESTION),
    });
    const { desk } = world;
    expect(await desk.json('requests', 'list')).toEqual([]);
    await desk.ask('import');
    expect(await shown(desk)).toMatchObject({ state: 'closed' });
    expect((await shown(desk)).messages).toHaveLength(1);
    expect(await outbox(desk.database)).toEqual([]);
  });
});

describe('quarantine', () => {
  test('a released mail opens its request and is acknowledged once', async () => {
    await using world = await town();
    const { desk, write, letters } = world;
    write(rawMail({ 'X-Spam-Flag': 'YES', 'X-Spam-Status': 'Yes, score=9' }));
    await desk.pass();
    const [held] = await desk.json<{ id: number; from: string }>('quarantine', 'list');
    expect(held).toMatchObject({ from: 'jane@client.test', subject: 'The invoice of January' });
    expect(await letters('jane')).toEqual([]);

    expect((await desk.ask('quarantine', 'release', String(held!.id))).status).toBe(0);
    await desk.pass();
    expect(await letters('jane')).toHaveLength(1);
    expect(await desk.ask('quarantine', 'release', String(held!.id))).toMatchObject({
      status: 1,
      err: `replydesk: mail ${held!.id} is not in quarantine, or cannot be read`,
    });
    await desk.pass();
    expect(await letters('jane')).toHaveLength(1);
    expect(await desk.json('quarantine', 'list')).toEqual([]);
  });
});

describe('replay', () => {
  test('under the same rules nothing differs; under others it says what would', async () => {
    await using world = await town();
    const { desk, write } = world;
    write(rawMail());
    write(rawMail({ 'Message-ID': '<b@client.test>', 'In-Reply-To': '<20260202090000.1@client.test>' }, 'And more.\n'));
    write(rawMail({ From: 'bob@other.test', 'Message-ID': '<c@other.test>', Subject: 'Hello' }, 'A new matter.\n'));
    await desk.pass();
    const sent = await outbox(desk.database);
    expect((await desk.ask('replay')).out.trim()).toBe('3 mails, 0 would be decided on differently');
    const file = JSON.parse(await readFile(desk.file, 'utf8')) as {
      staff: object[];
    };
    file.staff.push({ name: 'Bob', address: 'bob@other.test' });
    await writeFile(desk.file, JSON.stringify(file));
    expect(await desk.json('replay')).toMatchObject([
      { messageId: '<c@other.test>', was: { kind: 'client', request: 1002 }, would: { kind: 'staff' } },
    ]);
    expect(await outbox(desk.database)).toEqual(sent);
  });
});
