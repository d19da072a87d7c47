import { describe, expect, test } from 'vitest';
import { configuration, deskFile, outbox } from '../support/desk.ts';
import { startDovecot } from '../support/dovecot.ts';
import { rawMail } from '../support/mail.ts';
import { hasPostfix, startPostfix } from '../support/postfix.ts';
import { has } from '../support/programs.ts';
import { startRunning } from '../support/running.ts';
import { startSmtpSink } from '../support/smtp-sink.ts';
import { testStore } from '../support/store.ts';
import { until } from '../support/until.ts';

const SUITE = 'Postfix as the next server';

describe.runIf(has(SUITE, 'dovecot', 'doveadm', 'smtpSink') && hasPostfix(SUITE))('Postfix as the next server', () => {
  test(
    'takes the acknowledgement; what it cannot deliver comes back to the tagged address and is known',
    { timeout: 120_000 },
    async () => {
      await using dovecot = await startDovecot();
      // The clients' server knows nobody of that name.
      await using refusing = await startSmtpSink('-f', 'RCPT', '-B', '550 5.1.1 no such user here');
      await using postfix = await startPostfix({
        domain: 'example.test',
        users: ['support'],
        maildirs: dovecot.mail,
        nextPort: refusing.port,
      });
      await using database = await testStore();
      await using desk = await deskFile(
        configuration(database.url, { imapPort: dovecot.port, smtpPort: postfix.port }, { staff: [] }),
      );
      await using running = startRunning(desk.file);
      await running.ready();
      await dovecot.deliver('support', 'INBOX', [rawMail()]);
      const bounced = await until(
        'the acknowledgement bounces',
        async () => (await outbox(database.url)).find((row) => row.state === 'bounced'),
        { seconds: 60 },
      );
      expect(bounced).toMatchObject({ kind: 'acknowledgement', attempts: 1, rcpt: 'jane@client.test' });
      expect(bounced.last_error).toMatch(/user-unknown/);
      expect(await postfix.log()).toMatch(/to=<jane@client\.test>.*status=bounced/);
      expect(await desk.json('requests', 'list')).toMatchObject([{ number: 1001, acknowledgedAt: null }]);
      expect(await desk.json('account')).toMatchObject([{ unexplained: 0 }]);
    },
  );
});
