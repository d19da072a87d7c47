import { SMTPServer } from 'smtp-server';
import { describe, expect, test } from 'vitest';
import type { AddressInfo } from 'node:net';
import { freePort, startDovecot } from '../support/dovecot.ts';
import { openDesk } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { startOAuthProvider, type OAuthProvider } from '../support/oauth-provider.ts';
import { has } from '../support/programs.ts';
import { until } from '../support/until.ts';

/** Takes mail from whoever shows a token that the provider knows. */
async function startSubmission(provider: OAuthProvider) {
  const users: string[] = [];
  const server = new SMTPServer({
    authMethods: ['XOAUTH2'],
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth({ username, accessToken }, _session, done) {
      if (!provider.knows(accessToken ?? '')) {
        done(null, { data: { status: '401', schemes: 'bearer', scope: 'mail' } });
        return;
      }
      users.push(username ?? '');
      done(null, { user: username ?? '' });
    },
    onData(stream, _session, done) {
      stream.resume();
      stream.on('end', () => done());
    },
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    users,
    port: (server.server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

const GRANT = { name: 'office', provider: 'other', clientId: 'desk', scope: 'mail' };

describe.runIf(has('mailboxes that take tokens', 'dovecot', 'doveadm'))('a mailbox that takes no password', () => {
  test.each(['xoauth2', 'oauthbearer'] as const)('is read by %s and answered by XOAUTH2', async (mechanism) => {
    await using provider = await startOAuthProvider();
    await using dovecot = await startDovecot({ mechanism, tokenInfo: `${provider.url}/tokeninfo?access_token=` });
    await using submission = await startSubmission(provider);
    const server = { host: '127.0.0.1', tls: 'none', user: 'support', oauth: 'office' };
    await using desk = await openDesk(
      { imapPort: dovecot.port, smtpPort: submission.port },
      {
        oauth: [{ ...GRANT, grant: 'person', tokenUrl: `${provider.url}/token`, deviceUrl: `${provider.url}/device` }],
        mailboxes: [{ address: 'support@example.test', imap: { ...server, port: dovecot.port } }],
        outbound: {
          from: 'Example Support <support@example.test>',
          smtp: { ...server, port: submission.port, connections: 1 },
        },
      },
    );
    await expect(desk.pass()).rejects.toThrow(
      'support@example.test: oauth office: nobody has signed in yet; run: replydesk oauth sign-in office',
    );
    expect(await desk.ask('doctor', '--no-send')).toMatchObject({
      status: 1,
      out: expect.stringContaining('→ replydesk oauth sign-in office') as string,
    });

    const signedIn = await desk.ask('oauth', 'sign-in', 'office');
    expect(signedIn).toMatchObject({ status: 0 });
    expect(signedIn.out).toContain('Open https://sign-in.test/device and enter ABCD-EFGH');
    expect((await desk.ask('doctor', '--no-send')).out).toMatch(/ok {3}SMTP: sign-in: signed in as support/);
    await desk.pass();
    await dovecot.deliver('support', 'INBOX', [rawMail({ 'Message-ID': '<1@client.test>' })]);
    const acknowledged = async (): Promise<number> => {
      await desk.pass().catch(() => undefined);
      const requests = await desk.json<{ acknowledgedAt: string | null }>('requests', 'list');
      return requests.filter(({ acknowledgedAt }) => acknowledgedAt !== null).length;
    };
    await until('the mail is acknowledged', async () => (await acknowledged()) === 1);
    expect(submission.users).toContain('support');

    // The server takes the token no more, long before its end: another is fetched.
    provider.forgetTokens();
    await dovecot.deliver('support', 'INBOX', [rawMail({ 'Message-ID': '<2@client.test>', Subject: 'Another' })]);
    await dovecot.doveadm('kick', 'support').catch(() => '');
    await until('the other is acknowledged', async () => (await acknowledged()) === 2);

    provider.forgetTokens();
    provider.refuseWith = { error: 'invalid_grant', description: 'revoked' };
    await dovecot.doveadm('kick', 'support').catch(() => '');
    const told = (): Promise<string> => desk.pass().then(() => '', String);
    await until('it says who must act', async () => /taken back or has ended: .*sign-in office/.test(await told()));
    expect(desk.app.pollers[0]!.state.failure).toMatchObject({ credentials: true });
    expect(JSON.stringify(desk.log)).not.toMatch(/token-\d|refresh-\d/);
  });
});

test('mistakes about grants are told with their line', async () => {
  const port = await freePort();
  const smtp = { host: '127.0.0.1', port, tls: 'none', user: 'support', oauth: 'none' };
  const imap = { host: '127.0.0.1', port, tls: 'none', password: 'secret', oauth: 'office' };
  const opening = openDesk(
    { imapPort: port, smtpPort: port },
    {
      oauth: [
        { name: 'office', provider: 'microsoft', grant: 'app', clientId: 'desk' },
        { name: 'key', provider: 'google', grant: 'service-account', key: 'missing.json', mailbox: 'a@example.test' },
        { name: 'own', provider: 'other', tokenUrl: 'http://example.test/token', clientId: 'desk' },
      ],
      mailboxes: [{ address: 'support@example.test', imap }],
      outbound: { from: 'support@example.test', smtp },
    },
  );
  const told = await opening.then(
    () => '',
    (error: unknown) => String(error),
  );
  for (const line of [
    'mailboxes[0].imap.password: write either password or oauth',
    'outbound.smtp.oauth: there is no grant "none" under oauth',
    'oauth[2].tokenUrl: write an address that begins with https://',
  ])
    expect(told).toContain(line);
});
