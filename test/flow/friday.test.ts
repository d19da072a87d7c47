import { join } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { systemClock } from '../../src/clock.ts';
import { startEmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { configuration, deskFile, ingest, mailbox } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { testDatabase } from '../support/postgres.ts';

const ACCOUNTS = [
  { user: 'support', password: 'secret', address: 'support@example.test', aliases: ['info@example.test'] },
  { user: 'jane', password: 'secret', address: 'jane@client.test' },
  { user: 'ann', password: 'secret', address: 'ann@example.test' },
];

/** As many old mails as REPLYDESK_OLD_MAILS says; 8,000 is the afternoon of a firm that waited for long. */
const OLD = Number(process.env['REPLYDESK_OLD_MAILS'] ?? 800);

test('a Friday afternoon: old mail, an alias, a website form; nothing old is acknowledged, the next mail at once', async () => {
  await using post = await startEmbeddedMail({ accounts: ACCOUNTS, clock: systemClock });
  for (let n = 0; n < OLD; n += 1) {
    const old = rawMail({
      From: `c${n}@client.test`,
      'Message-ID': `<old-${n}@client.test>`,
      Subject: `Old matter ${n}`,
    });
    post.imap.append('support', 'INBOX', old, systemClock.now().subtract({ hours: 1 + n }));
  }
  const servers = { imapPort: post.imap.port, smtpPort: post.smtpPort };
  await using database = await testDatabase();
  await using desk = await deskFile(
    configuration(database.url, servers, {
      shadow: true,
      mailboxes: [mailbox(post.imap.port, { aliases: ['info@example.test'], plusAddressing: 'auto' })],
      forms: [{ from: 'website@example.test', client: 'reply-to' }],
    }),
  );
  const pass = () => desk.ask('run', '--once');
  const got = (user: string) => post.imap.folder(user, 'INBOX').messages.length;

  expect((await pass()).status).toBe(0);
  expect(post.taken, 'not one old mail is acknowledged').toEqual([]);
  expect((await ingest(database.url)).filter((row) => row.reason === 'before-go-live')).toHaveLength(OLD);
  expect((await desk.ask('go-live')).out).toContain('support@example.test is live');
  expect((await desk.ask('go-live')).out).toContain('nothing to do');

  const start = systemClock.monotonic();
  post.deliver(
    { from: 'jane@client.test', to: ['info@example.test'] },
    rawMail({ To: 'info@example.test', 'Message-ID': '<new@client.test>' }),
  );
  await pass();
  expect(systemClock.monotonic() - start, 'within seconds').toBeLessThan(20_000);
  expect(got('jane')).toBe(1);
  const form = rawMail({
    From: 'website@example.test',
    'Reply-To': 'Jane <jane@client.test>',
    'Message-ID': '<form@example.test>',
    Subject: 'Contact form',
  });
  post.deliver({ from: 'website@example.test', to: ['support@example.test'] }, form);
  await pass();
  expect((await ingest(database.url)).map((row) => row.request_id).filter((number) => number !== null)).toEqual([
    1001, 1002,
  ]);
  const sent = post.taken.length;

  // The plug is pulled after a backup; the same configuration goes on with another database.
  const file = join(desk.folder, 'evening.backup');
  expect((await desk.ask('backup', file)).status).toBe(0);
  await using second = await testDatabase();
  await using other = await deskFile({
    ...(parse(await readFile(desk.file, 'utf8')) as object),
    database: second.url,
  });
  expect((await other.ask('restore', file)).status).toBe(0);
  await writeFile(desk.file, '');
  expect((await other.ask('run', '--once')).status).toBe(0);
  const [account] = await other.json<{ mailboxes: { filed: number; folder: string }[]; unexplained: number }>(
    'account',
  );
  expect(account!.unexplained).toBe(0);
  expect(account!.mailboxes.find(({ folder }) => folder === 'INBOX')).toMatchObject({
    filed: OLD + 2,
    inMailbox: OLD + 2,
  });
  expect(post.taken, 'nobody hears anything twice').toHaveLength(sent);
}, 120_000);
