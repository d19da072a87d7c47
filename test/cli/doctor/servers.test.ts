import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { describe, expect, test } from 'vitest';
import { mailbox } from '../../support/desk.ts';
import { desk, diagnose, IMAP, outbound, world } from '../../support/diagnose.ts';
import { scriptedServer } from '../../support/scripted-server.ts';

describe('reaching servers', () => {
  test('a port on which nothing listens', async () => {
    const found = await diagnose(desk({}));
    expect(found.get(`${IMAP}: connection`)).toMatchObject({
      status: 'fail',
      advice: 'nothing listens on port 1 there: check mailboxes[0].imap.port',
    });
    expect(found.get('SMTP: connection')?.advice).toBe('nothing listens on port 1 there: check outbound.smtp.port');
  });

  test('a name that does not exist', async () => {
    const found = await diagnose(desk({}, { outbound: outbound(25, { host: 'no-such-host.invalid' }) }));
    expect(found.get('SMTP: connection')?.advice).toMatch(/no-such-host\.invalid: check outbound\.smtp\.host|DNS/);
  });

  test('a server that says nothing', async () => {
    await using silent = await scriptedServer(null, () => undefined);
    const found = await diagnose(desk({ imapPort: silent.port, smtpPort: silent.port }), { timeout: 300 });
    expect(found.get('SMTP: connection')?.advice).toBe('it may expect TLS at once: set outbound.smtp.tls to implicit');
    expect(found.get(`${IMAP}: connection`)?.advice).toMatch(/set mailboxes\[0\]\.imap\.tls to implicit/);
  });

  test('TLS expected of a server that begins without', async () => {
    await using mail = await world();
    const tls = outbound(mail.smtpPort, { tls: 'implicit' });
    const found = await diagnose(desk({}, { outbound: tls }));
    expect(found.get('SMTP: connection')?.advice).toMatch(/set outbound\.smtp\.tls to starttls/);
  });

  test('STARTTLS expected of a server that has none', async () => {
    await using mail = await world();
    const found = await diagnose(desk({}, { outbound: outbound(mail.smtpPort, { tls: 'starttls' }) }));
    expect(found.get('SMTP: connection')).toMatchObject({
      detail: expect.stringContaining('it offers no STARTTLS') as string,
      advice: 'set outbound.smtp.tls as the provider says: implicit, starttls or none',
    });
  });

  test.each(['implicit', 'starttls'] as const)('a certificate that has ended (%s)', async (tls) => {
    await using server = await withOldCertificate(tls === 'implicit');
    const found = await diagnose(desk({}, { outbound: outbound(server.port, { tls }) }));
    expect(found.get('SMTP: connection')).toMatchObject({
      status: 'fail',
      advice: 'its certificate has ended, or this machine’s clock is wrong',
    });
  });

  test('a server that refuses us at the door is quoted in one line', async () => {
    await using busy = await scriptedServer('421 4.7.0 too busy\u0007', () => null);
    const found = await diagnose(desk({ smtpPort: busy.port }));
    expect(found.get('SMTP: connection')?.detail).toMatch(/421 4\.7\.0 too busy$/);
  });
});

/** smtp-server brings a certificate, and it has ended. */
async function withOldCertificate(secure: boolean): Promise<AsyncDisposable & { port: number }> {
  const server = new SMTPServer({ secure, authOptional: true });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe('signing in', () => {
  test('a wrong password names the key that holds it', async () => {
    await using mail = await world();
    const wrong = { user: 'support', password: 'not this one' };
    const found = await diagnose(
      desk({}, { mailboxes: [mailbox(mail.imap.port, wrong)], outbound: outbound(mail.smtpPort, wrong) }),
    );
    expect(found.get(`${IMAP}: sign-in`)).toMatchObject({
      status: 'fail',
      advice: expect.stringContaining('mailboxes[0].imap.password') as string,
    });
    expect(found.get('SMTP: sign-in')).toMatchObject({
      status: 'fail',
      advice: expect.stringContaining('outbound.smtp.password') as string,
    });
    expect(JSON.stringify([...found.values()])).not.toContain('not this one');
  });

  // As providers put it; the three of Microsoft look alike and want three different things.
  test.each([
    [
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled',
      /whole organisation/,
    ],
    [
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.',
      /for this mailbox/,
    ],
    [
      '535 5.7.139 Authentication unsuccessful, user is locked by your organization’s security defaults policy.',
      /Conditional Access/,
    ],
    ['535 5.7.139 Authentication unsuccessful, basic authentication is disabled.', /OAuth2/],
    [
      '534 5.7.9 Application-specific password required. For more information, go to https://support.google.com/mail/?p=InvalidSecondFactor',
      /myaccount\.google\.com\/apppasswords/,
    ],
    ['535 5.7.8 Error: authentication failed', /outbound\.smtp\.user/],
  ])('%s', async (refusal, advice) => {
    await using server = await scriptedServer('220 mx', (line) =>
      line.startsWith('EHLO') ? '250-mx\r\n250 AUTH LOGIN PLAIN' : line.startsWith('AUTH') ? refusal : '250 ok',
    );
    const found = await diagnose(desk({}, { outbound: outbound(server.port, { user: 'u', password: 'p' }) }));
    expect(found.get('SMTP: sign-in')).toMatchObject({
      status: 'fail',
      advice: expect.stringMatching(advice) as string,
    });
  });

  test.each([
    [
      'NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)',
      /apppasswords/,
    ],
    ['NO LOGIN failed.', /Microsoft 365 takes no passwords for IMAP/],
    ['NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)', /mailboxes\[0\]\.imap\.password/],
  ])('IMAP: %s', async (refusal, advice) => {
    await using server = await scriptedServer('* OK [CAPABILITY IMAP4rev1] ready', (line) => {
      const [tag = '', command = ''] = line.split(' ');
      if (command === 'CAPABILITY') return `* CAPABILITY IMAP4rev1\r\n${tag} OK done`;
      return command === 'LOGIN' ? `${tag} ${refusal}` : `${tag} OK done`;
    });
    const found = await diagnose(desk({ imapPort: server.port }));
    expect(found.get(`${IMAP}: sign-in`)).toMatchObject({
      status: 'fail',
      advice: expect.stringMatching(advice) as string,
    });
  });

  test('AUTH LOGIN is spoken where there is no PLAIN', async () => {
    const steps = ['334 VXNlcm5hbWU6', '334 UGFzc3dvcmQ6', '235 welcome'];
    await using server = await scriptedServer('220 mx', (line) => {
      if (line.startsWith('EHLO')) return '250-mx\r\n250 AUTH LOGIN';
      return /^(MAIL|RCPT|QUIT)/.test(line) ? '250 ok' : steps.shift();
    });
    const found = await diagnose(desk({}, { outbound: outbound(server.port, { user: 'u', password: 'p' }) }));
    expect(found.get('SMTP: sign-in')?.status).toBe('ok');
    expect(server.heard).toContain(Buffer.from('p').toString('base64'));
  });
});

describe('sending', () => {
  const server = (answers: Readonly<Record<string, string>>) =>
    scriptedServer('220 mx', (line) => {
      const command = /^\w+/.exec(line)?.[0] ?? '';
      return answers[command] ?? (command === 'EHLO' ? '250 mx' : '250 ok');
    });

  test('an account that may not use our sender', async () => {
    await using refusing = await server({
      MAIL: '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
    });
    const found = await diagnose(desk({ smtpPort: refusing.port }));
    expect(found.get('SMTP: sender')).toMatchObject({
      status: 'fail',
      advice: expect.stringContaining('set outbound.from') as string,
    });
  });

  test('a server that relays only for those who sign in', async () => {
    await using refusing = await server({ RCPT: '554 5.7.1 Relay access denied' });
    const found = await diagnose(desk({ smtpPort: refusing.port }));
    expect(found.get('SMTP: sender')?.advice).toMatch(/outbound\.smtp\.user/);
  });

  test('a server that takes less than we would send', async () => {
    await using small = await server({ EHLO: '250-mx\r\n250 SIZE 10485760' });
    const found = await diagnose(desk({ smtpPort: small.port }));
    expect(found.get('SMTP: size')).toMatchObject({
      status: 'warn',
      advice: 'replydesk config set limits.attachments "7 MB"',
    });
  });

  test('never gets as far as handing over a mail', async () => {
    await using polite = await server({});
    await diagnose(desk({ smtpPort: polite.port }));
    expect(polite.heard.join('\n')).toMatch(
      /^EHLO .*\nMAIL FROM:<support@example\.test>\nRCPT TO:<support@example\.test>/,
    );
    expect(polite.heard).not.toContain('DATA');
  });
});
