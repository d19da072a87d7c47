import { expect, test } from 'vitest';
import { startEmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { openDesk, outbox, select } from '../support/desk.ts';
import { handClock } from '../support/hand-clock.ts';
import { rawMail } from '../support/mail.ts';

const ACCOUNTS = [
  { user: 'support', password: 'the mailbox password', address: 'support@example.test' },
  { user: 'jane', password: 'secret', address: 'jane@client.test' },
  { user: 'boss', password: 'secret', address: 'boss@example.test' },
];
const STAFF = [{ name: 'Bo Ss', address: 'boss@example.test', team: 'support', role: 'admin' }];

async function letters(post: Awaited<ReturnType<typeof startEmbeddedMail>>) {
  return Promise.resolve(
    post.imap
      .folder('boss', 'INBOX')
      .messages.map(({ raw }) => raw.replaceAll('=\r\n', ''))
      .filter((raw) => raw.includes('<alarm.')),
  );
}

test('mail that cannot leave is told to the admin by the other way out, once, and its end', async () => {
  const clock = handClock();
  await using post = await startEmbeddedMail({ accounts: ACCOUNTS, clock });
  const closed = await freePort(clock);
  // Ends after the desk, which keeps its connection for a while.
  await using later = new AsyncDisposableStack();
  await using desk = await openDesk(
    { imapPort: post.imap.port, smtpPort: closed, password: 'the mailbox password' },
    { staff: STAFF, alarms: { smtp: { host: '127.0.0.1', port: post.smtpPort, tls: 'none' } } },
    clock,
  );
  await desk.pass();
  const body = 'The turnip harvest of Ebenezer, which nobody else need read.';
  post.deliver({ from: 'jane@client.test', to: ['support@example.test'] }, rawMail({}, body));
  for (const minutes of [0, 16, 5]) {
    clock.forward({ minutes });
    await desk.pass();
  }
  const [alarm, ...more] = await letters(post);
  expect(more).toEqual([]);
  expect(alarm).toContain('Subject: Replydesk of Example Ltd: mails do not leave');
  expect(alarm).toContain('Auto-Submitted: auto-generated');
  expect(alarm).toMatch(/queue: a mail that should have left waits for \d+ (?:minutes|seconds)/);

  const repaired = later.use(await startEmbeddedMail({ accounts: ACCOUNTS, clock, smtpPort: closed }));
  for (const minutes of [15, 4, 4]) {
    clock.forward({ minutes });
    await desk.pass();
  }
  const left = await outbox(desk.database);
  expect(left.filter(({ state }) => state !== 'accepted')).toEqual([]);
  expect(repaired.taken).toHaveLength(left.length);
  const [, clear, ...rest] = await letters(post);
  expect(rest).toEqual([]);
  expect(clear).toContain('Subject: Replydesk of Example Ltd: all clear');

  const log = JSON.stringify(desk.log);
  expect(log, 'the log has much to say').toContain('route suspended');
  expect(log, 'and neither a body nor a password').not.toMatch(/turnip|Ebenezer|the mailbox password/);
});

test('a database that went away is told all the same, and that it is back', async () => {
  const clock = handClock();
  await using post = await startEmbeddedMail({ accounts: ACCOUNTS, clock });
  await using desk = await openDesk(
    { imapPort: post.imap.port, smtpPort: post.smtpPort, password: 'the mailbox password' },
    { staff: STAFF },
    clock,
  );
  await desk.pass();
  const name = new URL(desk.database).pathname.slice(1);
  const server = desk.database.replace(/\/[^/?]*(\?|$)/, '/postgres$1');
  const admit = async (yes: boolean) => {
    await select(server, `alter database ${name} with allow_connections ${String(yes)}`);
    if (!yes) await select(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
  };
  await admit(false);
  for (let n = 0; n < 8; n += 1) {
    clock.forward({ seconds: 30 });
    await desk.app.watch.runOnce();
  }
  const told = await letters(post);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('the database does not answer');
  await admit(true);
  for (let n = 0; n < 10; n += 1) {
    clock.forward({ seconds: 30 });
    await desk.pass();
  }
  const after = (await letters(post)).slice(told.length);
  expect(after).toHaveLength(1);
  expect(after[0]).toContain('all clear');
});

async function freePort(clock: ReturnType<typeof handClock>): Promise<number> {
  await using brief = await startEmbeddedMail({ accounts: [], clock });
  return brief.smtpPort;
}
