import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startEmbeddedMail, type EmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { configuration, deskFile, ingest, outbox, select } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { startRunning, type Running } from '../support/running.ts';
import { testStore } from '../support/store.ts';
import { until } from '../support/until.ts';

const CLIENTS = 400;
const ACCOUNTS = [
  { user: 'support', password: 'secret', address: 'support@example.test' },
  {
    user: 'clients',
    password: 'secret',
    address: 'clients@client.test',
    aliases: Array.from({ length: CLIENTS }, (_, index) => `client${index}@client.test`),
  },
];

/** Mails of clients who never wrote before. */
function* strangers(post: EmbeddedMail): Generator<void, void, void> {
  for (let index = 0; index < CLIENTS; index += 1) {
    const from = `client${index}@client.test`;
    const octets = rawMail(
      { 'Return-Path': `<${from}>`, From: from, 'Message-ID': `<${index}@client.test>` },
      `${index}\n`,
    );
    post.deliver({ from, to: ['support@example.test'] }, octets);
    yield;
  }
}

const kept = (process: Running) => process.log.filter((line) => line['msg'] === 'mails kept');
const sent = (process: Running) => process.log.filter((line) => line['msg'] === 'delivery');

describe('two processes on one database', () => {
  test(
    'share the sending, never poll a folder at once, and one follows the other within 30 s',
    { timeout: 180_000 },
    async () => {
      await using resources = new AsyncDisposableStack();
      const post = resources.use(await startEmbeddedMail({ accounts: ACCOUNTS, clock: systemClock }));
      const database = resources.use(await testStore());
      const desk = resources.use(
        await deskFile(
          configuration(database.url, { imapPort: post.imap.port, smtpPort: post.smtpPort }, { staff: [] }),
        ),
      );
      const both = [1, 2].map(() => resources.use(startRunning(desk.file)));
      await Promise.all(both.map((process) => process.ready()));

      const mail = strangers(post);
      await until(
        'both have sent',
        () => {
          for (let burst = 0; burst < 20; burst += 1) mail.next();
          return both.every((process) => sent(process).length > 0);
        },
        { seconds: 60, everyMs: 500 },
      );
      const count = post.imap.folder('support', 'INBOX').messages.length;
      const allSent = async (): Promise<boolean> =>
        (await outbox(database.url)).filter((row) => row.state === 'accepted').length ===
        post.imap.folder('support', 'INBOX').messages.length;
      await until('everything is sent', allSent, { seconds: 60, everyMs: 250 });
      expect(
        both.filter((process) => kept(process).length > 0),
        'one of them polls',
      ).toHaveLength(1);
      expect(post.taken.map((one) => one.to[0]).sort()).toEqual(
        [...new Set(post.taken.map((one) => one.to[0]))].sort(),
      );
      expect(post.taken, 'none sent twice, none lost').toHaveLength(count);

      const [poller] = both.filter((process) => kept(process).length > 0);
      const [survivor] = both.filter((process) => process !== poller);
      poller!.signal('SIGKILL');
      await poller!.ended;
      const killedAt = performance.now();
      mail.next();
      await until('the survivor takes over', () => kept(survivor!).length > 0, { seconds: 30, everyMs: 50 });
      const takenOverAfter = performance.now() - killedAt;
      await until('the mail is answered', allSent, { seconds: 30, everyMs: 50 });
      expect((await ingest(database.url)).filter((row) => row.disposition !== 'filed')).toEqual([]);
      const leases = await select<{ name: string; holders: number }>(
        database.url,
        `select name, count(*)::int as holders from lease where name like 'poll%' group by name`,
      );
      expect(leases.every((lease) => lease.holders === 1)).toBe(true);
      console.log(
        `two processes: ${both.map((process) => sent(process).length).join(' + ')} sent; taken over ${(takenOverAfter / 1000).toFixed(1)} s after kill -9`,
      );
    },
  );
});
