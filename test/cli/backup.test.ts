import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startEmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { configuration, deskFile, ingest, mailbox, openDesk, outbox, select } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { testDatabase } from '../support/postgres.ts';
import { town } from '../support/town.ts';

const ACCOUNTS = [
  { user: 'support', password: 'secret', address: 'support@example.test' },
  { user: 'jane', password: 'secret', address: 'jane@client.test' },
  { user: 'bob', password: 'secret', address: 'bob@other.test' },
  { user: 'ann', password: 'secret', address: 'ann@example.test' },
];

describe('backup and restore', () => {
  test('a desk restored to yesterday loses no mail of today and answers nobody twice', async () => {
    await using post = await startEmbeddedMail({ accounts: ACCOUNTS, clock: systemClock });
    const servers = { imapPort: post.imap.port, smtpPort: post.smtpPort };
    await using desk = await openDesk(servers, { mailboxes: [mailbox(post.imap.port)] });
    await desk.pass();
    post.deliver({ from: 'jane@client.test', to: ['support@example.test'] }, rawMail());
    await desk.pass();
    const file = join(desk.folder, 'yesterday.backup');
    expect(await desk.ask('backup', file)).toMatchObject({ status: 0 });
    expect((await stat(file)).mode & 0o077, 'only its owner reads it').toBe(0);
    expect((await desk.ask('backup', file)).status, 'it is not overwritten').toBe(2);

    const today = rawMail({ From: 'bob@other.test', 'Message-ID': '<bob@other.test>', Subject: 'A new matter' });
    post.deliver({ from: 'bob@other.test', to: ['support@example.test'] }, today);
    await desk.pass();
    const got = (user: string): number => post.imap.folder(user, 'INBOX').messages.length;
    expect([got('jane'), got('bob')]).toEqual([1, 1]);

    await using empty = await testDatabase();
    await using other = await deskFile(configuration(empty.url, servers, { mailboxes: [mailbox(post.imap.port)] }));
    expect(await other.ask('restore', file)).toMatchObject({ status: 0 });
    expect((await other.ask('restore', file)).err).toContain('the database is not empty');
    expect((await other.ask('run', '--once')).status).toBe(0);

    expect([got('jane'), got('bob')], 'nobody is answered twice').toEqual([1, 1]);
    expect((await ingest(empty.url)).map((row) => [row.disposition, row.request_id])).toEqual([
      ['filed', 1001],
      ['filed', 1002],
    ]);
    expect(await other.json('queue', 'list', '--state', 'held')).toMatchObject([
      { kind: 'acknowledgement', to: 'bob@other.test' },
    ]);
    expect((await other.json<{ unexplained: number }>('account'))[0]!.unexplained).toBe(0);

    post.deliver(
      { from: 'bob@other.test', to: ['support@example.test'] },
      rawMail({ From: 'bob@other.test', 'Message-ID': '<next@other.test>', Subject: 'The next matter' }),
    );
    await other.ask('run', '--once');
    expect(got('bob'), 'and the next mail is acknowledged at once').toBe(2);
  });

  test('what was in the queue at the backup waits for a person, since it may have left', async () => {
    await using world = await town({
      changes: { outbound: { from: 'x@example.test', smtp: { host: '127.0.0.1', port: 1, tls: 'none' } } },
    });
    world.write(rawMail());
    await world.desk.pass();
    const file = join(world.desk.folder, 'b');
    await world.desk.ask('backup', file);
    await using empty = await testDatabase();
    await using other = await deskFile(configuration(empty.url, { imapPort: 1, smtpPort: 1 }));
    await other.ask('restore', file);
    expect((await outbox(empty.url)).map((row) => row.state)).toEqual(['held', 'held']);
    const every = 'select * from message order by id';
    expect(await select(empty.url, every)).toEqual(await select(world.desk.database, every));
    await select(empty.url, "insert into event (at, kind, actor) values (now(), 'x', 'y')");
  });

  test('a damaged file is known as one before any of it is used', async () => {
    await using world = await town();
    world.write(rawMail());
    await world.desk.pass();
    const file = join(world.desk.folder, 'b');
    await world.desk.ask('backup', file);
    expect((await world.desk.ask('restore', file, '--check')).out).toMatch(
      /sound; 1 requests, 1 mails, .*unexplained mails: 0/,
    );

    const whole = await readFile(file);
    const spoilt = gunzipSync(whole).toString('latin1').replace('The invoice of January', 'The invoice of Februar');
    const cases: [Buffer, RegExp][] = [
      [whole.subarray(0, whole.length / 2), /cut off|damaged/],
      [gzipSync(Buffer.from(spoilt, 'latin1')), /damaged: table \w+ is not what was written/],
      [Buffer.from('hello'), /damaged, or no backup/],
    ];
    for (const [octets, words] of cases) {
      await writeFile(file, octets);
      expect(await world.desk.ask('restore', file, '--check')).toMatchObject({
        status: 1,
        err: expect.stringMatching(words) as string,
      });
    }
  });
});
