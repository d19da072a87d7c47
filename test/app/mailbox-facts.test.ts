import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startEmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { headerValue } from '../../src/requests/message.ts';
import { createSigner } from '../../src/signer.ts';
import { mailbox, openDesk, outbox, select, ingest } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { town } from '../support/town.ts';

const ACCOUNTS = [
  { user: 'support', password: 'secret', address: 'support@example.test' },
  { user: 'jane', password: 'secret', address: 'jane@client.test' },
  { user: 'ann', password: 'secret', address: 'ann@example.test' },
];

describe('plusAddressing: auto', () => {
  test('is no until a mail to a tag of ours arrived, and yes from then on without a restart', async () => {
    await using world = await town({ mailbox: { plusAddressing: 'auto' } });
    const { desk, write, letters } = world;
    write(rawMail());
    await desk.pass();
    const [first] = await letters('jane');
    expect(headerValue(first!.message, 'return-path')).toBe('<support@example.test>');

    write(rawMail({ 'Message-ID': '<2@client.test>', From: 'eve@client.test' }), {
      to: 'support+baaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.test',
    });
    await desk.pass();
    expect(
      await select(desk.database, "select * from fact where about <> 'desk'"),
      'a made-up tag shows nothing',
    ).toEqual([]);

    const signer = createSigner('a secret for tests, long enough', 'example.test');
    const id = signer.messageId({
      kind: 'doctor',
      request: null,
      role: 'staff',
      participant: 'support@example.test',
      unique: 'aaaaaaaaaaaaaaaa',
    });
    write(rawMail({ From: 'support@example.test', 'Message-ID': id, To: 'x@example.test' }), {
      to: `support+${signer.bounceToken(id)}@example.test`,
    });
    await desk.pass();
    write(rawMail({ 'Message-ID': '<3@client.test>', Subject: 'Another matter', From: 'jane+b@client.test' }));
    await desk.pass();
    const last = (await letters('jane')).at(-1);
    expect(headerValue(last!.message, 'return-path')).toMatch(/^<support\+b[a-z2-7]+@example\.test>$/);
  });
});

describe('outbound.copyToSent', () => {
  test('a copy of what the client got lies in Sent once, and is known as ours when the folder is read', async () => {
    await using post = await startEmbeddedMail({ accounts: ACCOUNTS, clock: systemClock });
    const smtp = { host: '127.0.0.1', port: post.smtpPort, tls: 'none', connections: 2 };
    await using desk = await openDesk(
      { imapPort: post.imap.port, smtpPort: post.smtpPort },
      {
        mailboxes: [mailbox(post.imap.port)],
        outbound: { from: 'Example Support <support@example.test>', smtp, copyToSent: true },
      },
    );
    await desk.pass();
    post.deliver({ from: 'jane@client.test', to: ['support@example.test'] }, rawMail());
    await desk.pass();
    await desk.pass();
    expect(desk.log.filter((line) => line['msg'] === 'loop failed')).toEqual([]);
    const sent = post.imap.folder('support', 'Sent').messages;
    expect(sent).toHaveLength(1);
    const [acknowledgement] = await outbox(desk.database);
    expect(sent[0]!.raw).toContain(acknowledgement!.message_id);
    expect((await ingest(desk.database)).map(({ folder, disposition }) => [folder, disposition])).toEqual([
      ['INBOX', 'filed'],
      ['Sent', 'ignored'],
    ]);
    expect((await outbox(desk.database)).map((row) => row.kind)).toEqual(['acknowledgement', 'notification']);
  });
});
