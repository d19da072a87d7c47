import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startEmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { configuration, deskFile, mailbox, outbox } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { startRunning, type Running } from '../support/running.ts';
import { startScriptedImap } from '../support/scripted-imap.ts';
import { scriptedServer } from '../support/scripted-server.ts';
import { startSilentServer } from '../support/silent-server.ts';
import { testStore } from '../support/store.ts';
import { until } from '../support/until.ts';

const ACCOUNTS = [
  { user: 'support', password: 'secret', address: 'support@example.test' },
  { user: 'jane', password: 'secret', address: 'jane@client.test' },
];

/** Asks the process to end; it has 10 s. */
async function endsWell(process: Running): Promise<void> {
  const asked = performance.now();
  process.signal('SIGTERM');
  expect(await process.ended, process.complaints.join('\n')).toBe(0);
  expect((performance.now() - asked) / 1000).toBeLessThan(10);
}

describe('SIGTERM', { timeout: 120_000 }, () => {
  test('ends an idle desk, which then has given its folders back', async () => {
    await using post = await startEmbeddedMail({ accounts: ACCOUNTS, clock: systemClock });
    await using database = await testStore();
    await using desk = await deskFile(
      configuration(database.url, { imapPort: post.imap.port, smtpPort: post.smtpPort }),
    );
    await using process = startRunning(desk.file);
    await process.ready();
    await endsWell(process);
    await using next = startRunning(desk.file);
    await next.ready();
    post.deliver({ from: 'jane@client.test', to: ['support@example.test'] }, rawMail());
    await until('the next one polls at once', () => next.log.some((line) => line['msg'] === 'mails kept'), {
      seconds: 10,
    });
  });

  test('ends a desk that waits for a database which never answers', async () => {
    await using silent = await startSilentServer();
    await using desk = await deskFile(
      configuration(`postgres://desk@127.0.0.1:${silent.port}/desk`, { imapPort: 1, smtpPort: 1 }),
    );
    await using process = startRunning(desk.file);
    await until('it asks for the database', () => silent.connected() > 0);
    await endsWell(process);
  });

  test('ends a desk that starts while a mailbox server never greets, and one pass of it', async () => {
    await using silent = await startSilentServer();
    await using database = await testStore();
    await using desk = await deskFile(configuration(database.url, { imapPort: silent.port, smtpPort: 1 }));
    for (const words of [[], ['--once']]) {
      const before = silent.connected();
      await using process = startRunning(desk.file, ...words);
      await until('it asks for the mailbox', () => silent.connected() > before);
      await endsWell(process);
      expect(process.log.some((line) => line['msg'] === 'ready')).toBe(false);
    }
  });

  test('ends a desk whose mailbox server stalls in the midst of a fetch; nothing of it is kept', async () => {
    await using imap = await startScriptedImap([rawMail()], () => 'stall');
    await using database = await testStore();
    await using desk = await deskFile(
      configuration(database.url, { imapPort: 1, smtpPort: 1 }, { mailboxes: [mailbox(imap.port, { sent: 'none' })] }),
    );
    await using process = startRunning(desk.file);
    await until('it fetches', () => imap.heard.some((command) => /FETCH.*BODY/.test(command)));
    await endsWell(process);
    expect(await desk.json('account')).toMatchObject([{ unexplained: 0, mailboxes: [{ filed: 0, waiting: 0 }] }]);
  });

  test('ends a desk whose next server never answers the final dot; that mail counts as unknown and goes again', async () => {
    await using post = await startEmbeddedMail({ accounts: ACCOUNTS, clock: systemClock });
    await using stalling = await scriptedServer('220 ready', (line) => {
      if (/^EHLO/i.test(line)) return '250 ready';
      if (/^DATA/i.test(line)) return '354 go on';
      if (/^(MAIL|RCPT|RSET|NOOP)/i.test(line)) return '250 ok';
      return undefined;
    });
    await using database = await testStore();
    await using desk = await deskFile(
      configuration(database.url, { imapPort: post.imap.port, smtpPort: stalling.port }, { staff: [] }),
    );
    await using process = startRunning(desk.file);
    await process.ready();
    post.deliver({ from: 'jane@client.test', to: ['support@example.test'] }, rawMail());
    await until('the final dot is there', () => stalling.heard.includes('.'));
    await endsWell(process);
    expect(await outbox(database.url)).toMatchObject([{ state: 'queued', attempts: 1, unknown_outcomes: 1 }]);
  });
});
