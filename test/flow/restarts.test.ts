import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kill } from 'node:process';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startEmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';
import { configuration, deskFile, ingest, openDesk, outbox } from '../support/desk.ts';
import { startDovecot } from '../support/dovecot.ts';
import { rawMail } from '../support/mail.ts';
import { has } from '../support/programs.ts';
import { startRunning } from '../support/running.ts';
import { startSmtpSink } from '../support/smtp-sink.ts';
import { town } from '../support/town.ts';
import { until } from '../support/until.ts';

const ACCOUNTS = [
  { user: 'support', password: 'secret', address: 'support@example.test' },
  { user: 'jane', password: 'secret', address: 'jane@client.test' },
];

const mailOf = (name: string): Buffer =>
  rawMail({ From: `${name} <${name}@client.test>`, 'Message-ID': `<${name}@client.test>`, Subject: name });

describe('a database that goes away', { timeout: 120_000 }, () => {
  test('leaves the mailbox untouched; when it is back the desk goes on by itself', async () => {
    await using resources = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'replydesk-away-'));
    resources.defer(() => rm(folder, { recursive: true, force: true }));
    const server = await startEmbeddedPostgres(folder);
    const { desk, post, write, letters } = resources.use(
      await town({ changes: { database: server.url }, mailbox: { afterwards: 'seen' } }),
    );
    await desk.app.start();
    write(rawMail({ 'Message-ID': '<before@client.test>' }));
    await until('the first acknowledgement', async () => (await letters('jane')).length === 1);

    await server[Symbol.asyncDispose]();
    write(rawMail({ 'Message-ID': '<meanwhile@client.test>', Subject: 'Meanwhile' }));
    await until('the desk notices', () => desk.log.some((line) => line['msg'] === 'poll failed'), { seconds: 40 });
    const inbox = post.imap.folder('support', 'INBOX').messages;
    expect(inbox.map((mail) => mail.flags)).toEqual([['\\Seen'], []]);

    resources.use(await startEmbeddedPostgres(folder));
    await until('the second acknowledgement', async () => (await letters('jane')).length === 2, { seconds: 60 });
    await until('the mailbox is tidy', () => inbox.every((mail) => mail.flags.includes('\\Seen')));
    expect((await ingest(server.url)).map((row) => row.disposition)).toEqual(['filed', 'filed']);
    expect((await outbox(server.url)).filter((row) => row.unknown_outcomes > 0)).toEqual([]);
  });

  test('comes back when its own server is killed under it', async () => {
    await using post = await startEmbeddedMail({ accounts: ACCOUNTS, clock: systemClock });
    await using desk = await deskFile(
      configuration('./data', { imapPort: post.imap.port, smtpPort: post.smtpPort }, { staff: [] }),
    );
    await using process = startRunning(desk.file);
    await process.ready();
    const [pid] = (await readFile(join(desk.folder, 'data', 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
    kill(Number(pid), 'SIGKILL');
    post.deliver({ from: 'jane@client.test', to: ['support@example.test'] }, rawMail());
    await until('the acknowledgement', () => post.taken.length === 1, { seconds: 60 });
    process.signal('SIGTERM');
    expect(await process.ended).toBe(0);
    expect(await desk.json('account')).toMatchObject([{ unexplained: 0 }]);
  });
});

describe.runIf(has('Dovecot that restarts', 'dovecot', 'doveadm', 'smtpSink'))(
  'a real Dovecot',
  { timeout: 120_000 },
  () => {
    test('that restarts, and that gives its folder a new UIDVALIDITY, loses nothing and repeats nothing', async () => {
      await using dovecot = await startDovecot();
      await using sink = await startSmtpSink();
      await using desk = await openDesk({ imapPort: dovecot.port, smtpPort: sink.port }, { staff: [] });
      const answered = async (): Promise<string[]> => (await sink.mails()).flatMap((mail) => mail.to).sort();
      const answers = (...names: string[]): Promise<true> =>
        until(
          `${names.join(', ')} are answered`,
          async () => (await answered()).join() === names.map((name) => `${name}@client.test`).join() || null,
          { seconds: 60 },
        ).then(() => true);
      await desk.app.start();
      await dovecot.deliver('support', 'INBOX', [mailOf('ada')]);
      await answers('ada');

      await dovecot.stop();
      await dovecot.deliver('support', 'INBOX', [mailOf('bob')]);
      await until('the desk notices', () => desk.log.some((line) => line['msg'] === 'poll failed'));
      await dovecot.start();
      await answers('ada', 'bob');

      await dovecot.doveadm('mailbox', 'update', '-u', 'support', '--uid-validity', '4711', 'INBOX');
      await dovecot.deliver('support', 'INBOX', [mailOf('cem')]);
      await answers('ada', 'bob', 'cem');
      const rows = await ingest(desk.database);
      expect(rows.filter((row) => row.uidvalidity === 4711).map((row) => row.disposition)).toEqual([
        'duplicate',
        'duplicate',
        'filed',
      ]);
      expect(await desk.json('account')).toMatchObject([{ unexplained: 0 }]);
    });
  },
);
