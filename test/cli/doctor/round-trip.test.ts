import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/cli/doctor/finding.ts';
import type { EmbeddedMail } from '../../../src/demo/embedded-mail.ts';
import { mailbox } from '../../support/desk.ts';
import { desk, diagnose, world } from '../../support/diagnose.ts';
import { testDatabase } from '../../support/postgres.ts';
import { scriptedServer } from '../../support/scripted-server.ts';

describe('the round trip', () => {
  test('shows that plus addressing works, and a desk that says auto uses it from then on', async () => {
    await using mail = await world();
    const written = desk(
      { imapPort: mail.imap.port, smtpPort: mail.smtpPort },
      { mailboxes: [mailbox(mail.imap.port, { plusAddressing: 'auto' })] },
    );
    const found = await tripOf(written);
    expect(found.get('round trip support@example.test')?.detail).toMatch(/^arrived after \d\.\d s$/);
    expect(found.get('plus addressing support@example.test')).toMatchObject({
      status: 'ok',
      detail: 'works, and is used from now on',
    });
    expect(mail.imap.folder('support', 'INBOX').messages).toEqual([]);
  });

  test('shows that plus addressing does not work, before answers are lost', async () => {
    await using mail = await world(false);
    const found = await tripOf(desk({ imapPort: mail.imap.port, smtpPort: mail.smtpPort }), 1);
    expect(found.get('plus addressing support@example.test')).toMatchObject({
      status: 'fail',
      advice: 'replydesk config set mailboxes[0].plusAddressing no',
    });
  });

  test('a mail that does not come back is no failure of the desk, but worth a look', async () => {
    await using mail = await world();
    await using hole = await scriptedServer('220 mx', (line) =>
      line === 'DATA' ? '354 go on' : /^(EHLO|MAIL|RCPT|QUIT|\.$)/.test(line) ? '250 ok' : undefined,
    );
    const found = await tripOf(desk({ imapPort: mail.imap.port, smtpPort: hole.port }), 1);
    expect(found.get('round trip support@example.test')).toMatchObject({
      status: 'warn',
      detail: 'the mail did not arrive within 1 s',
    });
  });

  test('names the server whose word on senders can be trusted', async () => {
    await using mail = await world();
    await using relay = await scriptedRelay(mail);
    const found = await tripOf(desk({ imapPort: mail.imap.port, smtpPort: relay.port }));
    expect(found.get('authentication of senders')).toMatchObject({
      status: 'warn',
      advice: 'replydesk config set trustedAuthservId mx.example.test',
    });
  });

  /** The database is left out of these: only its check may fail, and that would forbid the trip. */
  async function tripOf(written: Record<string, unknown>, patience = 10): Promise<Map<string, Finding>> {
    await using database = await testDatabase();
    return await diagnose({ ...written, database: database.url }, { patience });
  }
});

/** A relay that adds what a provider's server adds. */
async function scriptedRelay(mail: EmbeddedMail): Promise<AsyncDisposable & { port: number }> {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onData(stream, { envelope }, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const header = Buffer.from('Authentication-Results: mx.example.test; spf=pass\r\n');
        mail.deliver(
          { from: '', to: envelope.rcptTo.map(({ address }) => address) },
          Buffer.concat([header, ...parts]),
        );
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
