import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { systemClock } from '../../src/clock.ts';
import { startEmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { configuration, deskFile, ingest, mailbox } from '../support/desk.ts';
import { replydesk } from '../support/command.ts';
import { startDovecot } from '../support/dovecot.ts';
import { rawMail } from '../support/mail.ts';
import { hasPostfix, startPostfix } from '../support/postfix.ts';
import { has } from '../support/programs.ts';
import { startRunning } from '../support/running.ts';
import { startSmtpSink } from '../support/smtp-sink.ts';
import { until } from '../support/until.ts';
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

const SUITE = 'a Friday afternoon on real servers';
const EVERYTHING = ['dovecot', 'doveadm', 'smtpSink'] as const;

describe.runIf(has(SUITE, ...EVERYTHING) && hasPostfix(SUITE))(SUITE, () => {
  test(
    'init, doctor, shadow, report, go-live: nothing old is acknowledged, the next mail within seconds',
    { timeout: 600_000 },
    async () => {
      await using dovecot = await startDovecot();
      await using clients = await startSmtpSink();
      const users = ['support', 'ann'];
      const maildirs = dovecot.mail;
      await using postfix = await startPostfix({ domain: 'example.test', users, maildirs, nextPort: clients.port });
      await using database = await testDatabase();
      const old = Array.from({ length: OLD }, (_, n) =>
        rawMail({ From: `c${n}@client.test`, 'Message-ID': `<old-${n}@client.test>`, Subject: `Old matter ${n}` }),
      );
      await dovecot.deliver('support', 'INBOX', old);
      await using home = await folder();
      const file = join(home.path, 'replydesk.yaml');
      const env = { IMAP_PASSWORD: 'secret' };
      const ask = async (...words: string[]) => {
        const ran = await replydesk([...words, '--config', file], env);
        return { ...ran, lines: ran.out.split('\n').filter((line) => line !== '') };
      };

      const servers = ['--imap', `127.0.0.1:${dovecot.port}:none`, '--smtp', `127.0.0.1:${postfix.port}:none`];
      const people = ['--user', 'support', '--staff', 'Ann Lee <ann@example.test>', '--company', 'Example Ltd'];
      const hours = ['--hours', 'mon-sun 00:00-24:00', '--time-zone', 'Europe/Berlin', '--database', database.url];
      const init = await ask(
        'init',
        '--yes',
        '--address',
        'support@example.test',
        ...servers,
        ...people,
        ...hours,
        '--shadow',
      );
      expect(init.err).toBe('');
      expect((await ask('config', 'set', 'mailboxes[0].aliases', '[info@example.test]')).err).toBe('');
      expect((await ask('config', 'set', 'forms', '[{ from: website@example.test, client: reply-to }]')).err).toBe('');

      const doctor = JSON.parse((await ask('doctor', '--json', '--wait', '30')).out) as {
        checks: { name: string; status: string; detail: string }[];
      };
      const check = (name: string) => doctor.checks.find((one) => one.name.startsWith(name));
      for (const name of ['configuration', 'IMAP', 'SMTP', 'database', 'round trip'])
        expect(check(name), name).toMatchObject({ status: 'ok' });

      const shadow = startRunning(file);
      try {
        await shadow.ready();
        const write = (mail: Buffer) => dovecot.deliver('support', 'INBOX', [mail]);
        await write(rawMail({ To: 'info@example.test', 'Message-ID': '<alias@client.test>' }));
        const form = { From: 'website@example.test', 'Reply-To': 'Eve <eve@client.test>', Subject: 'Contact form' };
        await write(rawMail({ ...form, 'Message-ID': '<form@example.test>' }));
        const report = async () =>
          (await ask('report', 'shadow', '--json')).lines.map(
            (line) => JSON.parse(line) as { kind: string; to: string },
          );
        const shadowed = await until(
          'both are in the shadow',
          async () => {
            const found = (await report()).filter(({ kind }) => kind === 'acknowledgement');
            return found.length >= 2 && found;
          },
          { seconds: 300, everyMs: 500 },
        );
        expect(shadowed.map(({ to }) => to).toSorted()).toEqual(['eve@client.test', 'jane@client.test']);
        const filed = async () =>
          (await ingest(database.url)).filter(({ reason }) => reason === 'before-go-live').length;
        await until('all old mail is filed', async () => (await filed()) === OLD, { seconds: 300, everyMs: 500 });
      } finally {
        shadow.signal('SIGTERM');
        expect(await shadow.ended).toBe(0);
      }
      expect(await clients.mails(), 'nothing has left').toEqual([]);

      const live = await ask('go-live');
      expect(live.out).toContain('2 open requests are handed over');
      await using running = startRunning(file);
      await running.ready();
      const start = systemClock.monotonic();
      await dovecot.deliver('support', 'INBOX', [
        rawMail({ From: 'Tom <tom@client.test>', 'Message-ID': '<tom@client.test>', Subject: 'The first live one' }),
      ]);
      const [first, ...others] = await until('it is acknowledged', async () => {
        const mails = await clients.mails();
        return mails.length > 0 && mails;
      });
      expect(systemClock.monotonic() - start, 'within seconds').toBeLessThan(10_000);
      expect(first).toMatchObject({ to: ['tom@client.test'], autoSubmitted: 'auto-replied' });
      expect(others, 'and nobody else hears anything').toEqual([]);
      const [account] = (await ask('account', '--json')).lines.map(
        (line) => JSON.parse(line) as { unexplained: number },
      );
      expect(account?.unexplained).toBe(0);
      expect(JSON.stringify(running.log)).not.toMatch(/The first live one|secret"/);
    },
  );
});

async function folder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'rd-friday-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
