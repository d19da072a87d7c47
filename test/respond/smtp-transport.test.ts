import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { smtpTransport, type SmtpWay } from '../../src/respond/smtp-transport.ts';
import { smtpPlanServer, type SmtpPlay, type SmtpStep } from '../support/smtp-plan.ts';

const PATIENCE = { open: 2_000, command: 300, end: 300 };
const OCTETS = Buffer.from('Subject: a mail\r\n\r\n.a line that begins with a dot\r\n');
const MAIL = { envelopeFrom: 'support+b@example.test', rcpt: 'jane@client.test', octets: OCTETS, mailId: '<1@x.test>' };

function transport(port: number, more: Partial<SmtpWay> = {}) {
  const server = { host: '127.0.0.1', port, tls: 'none', user: null, password: null, connections: 1 } as const;
  const made = smtpTransport({ ...server, patience: PATIENCE, ...more });
  return { ...made, [Symbol.asyncDispose]: () => made.close() };
}

/** A certificate of 127.0.0.1 that is its own authority. */
function ownCertificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'rd-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const words = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1', '-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', ...words, '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
  const made = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return made;
}

/** Does it once, at one step; later all is as usual. */
function once(step: SmtpStep, play: SmtpPlay): (at: SmtpStep) => SmtpPlay {
  let done = false;
  return (at) => {
    if (at !== step || done) return null;
    done = true;
    return play;
  };
}

describe('sending by SMTP', () => {
  test('carries many mails over one connection, octet for octet', async () => {
    await using server = await smtpPlanServer();
    await using smtp = transport(server.port);
    for (let mail = 0; mail < 5; mail += 1) expect(await smtp.send(MAIL)).toMatchObject({ outcome: 'accepted' });
    expect(server.connections()).toBe(1);
    expect(server.taken).toHaveLength(5);
    expect(server.taken[0]!.octets.replaceAll(/^\.\./gm, '.') + '\r\n').toBe(OCTETS.toString());
  });

  const BREAKS: readonly [SmtpStep, SmtpPlay, string][] = [
    ['greeting', 'drop', 'temporary'],
    ['ehlo', 'drop', 'temporary'],
    ['mail', 'drop', 'temporary'],
    ['rcpt', 'drop', 'temporary'],
    ['data', 'drop', 'temporary'],
    ['mail', 'stall', 'temporary'],
    ['data', 'stall', 'temporary'],
    ['end', 'drop', 'unknown'],
    ['end', 'take and drop', 'unknown'],
    ['end', 'stall', 'unknown'],
  ];
  test.each(BREAKS)('a server that at %s does "%s": %s, and the next mail leaves', async (step, play, outcome) => {
    await using server = await smtpPlanServer(once(step, play));
    await using smtp = transport(server.port);
    expect(await smtp.send(MAIL)).toMatchObject({ outcome });
    expect(await smtp.send(MAIL)).toMatchObject({ outcome: 'accepted' });
  });

  test('after a refusal the same connection carries the next mail', async () => {
    await using server = await smtpPlanServer(once('rcpt', '550 5.1.1 no such user'));
    await using smtp = transport(server.port);
    const refused = { outcome: 'permanent', code: '550', error: '550 5.1.1 no such user', noSuchAddress: true };
    expect(await smtp.send(MAIL)).toEqual(refused);
    expect(await smtp.send(MAIL)).toMatchObject({ outcome: 'accepted' });
    expect(server.connections()).toBe(1);
    expect(server.heard).toContain('RSET');
  });

  test('a connection that the server closed while idle costs no attempt', async () => {
    await using server = await smtpPlanServer(once('end', '250 2.0.0 taken, and goodbye\r\n421 4.4.2 idle too long'));
    await using smtp = transport(server.port);
    expect(await smtp.send(MAIL)).toMatchObject({ outcome: 'accepted' });
    expect(await smtp.send(MAIL)).toMatchObject({ outcome: 'accepted' });
    expect(server.taken).toHaveLength(2);
  });

  test('says whose fault it is: this mail, its domain, or the route', async () => {
    const scope = async (step: SmtpStep, says: string) => {
      await using server = await smtpPlanServer(once(step, says));
      await using smtp = transport(server.port);
      return await smtp.send(MAIL);
    };
    const greylisted = { outcome: 'temporary', error: '450 4.7.1 greylisted', code: '450' };
    expect(await scope('rcpt', '450 4.7.1 greylisted')).toEqual(greylisted);
    expect(await scope('data', '550 5.7.26 fails DMARC')).toMatchObject({ outcome: 'temporary', scope: 'domain' });
    expect(await scope('mail', '530 5.7.0 authentication required')).toMatchObject({ scope: 'route' });
    expect(await scope('greeting', '554 5.7.1 go away')).toMatchObject({ outcome: 'temporary', scope: 'route' });
    expect(await scope('end', '421 4.3.2 going down')).toMatchObject({ outcome: 'temporary', scope: 'route' });
    await using nobody = transport(1);
    expect(await nobody.send(MAIL)).toMatchObject({ outcome: 'temporary', scope: 'route' });
  });

  test('asks beforehand whether the mail is too large', async () => {
    await using server = await smtpPlanServer((step) => (step === 'ehlo' ? '250-plan.test\r\n250 SIZE 1000' : null));
    await using smtp = transport(server.port);
    expect(await smtp.send({ ...MAIL, octets: Buffer.alloc(2_000, 'x') })).toMatchObject({ outcome: 'permanent' });
    expect(server.heard.filter((line) => line.startsWith('DATA'))).toEqual([]);
    expect(await smtp.send(MAIL)).toMatchObject({ outcome: 'accepted' });
    expect(server.heard).toContain(`MAIL FROM:<support+b@example.test> SIZE=${OCTETS.length}`);
  });

  test('writes domains in ASCII, and other addresses only where the server can take them', async () => {
    await using plain = await smtpPlanServer();
    await using modern = await smtpPlanServer((step) => (step === 'ehlo' ? '250-plan.test\r\n250 SMTPUTF8' : null));
    const unicode = { ...MAIL, rcpt: 'jörg@bücher.test' };
    await using toPlain = transport(plain.port);
    expect(await toPlain.send({ ...MAIL, rcpt: 'joerg@bücher.test' })).toMatchObject({ outcome: 'accepted' });
    expect(plain.taken[0]?.to).toBe('joerg@xn--bcher-kva.test');
    expect(await toPlain.send(unicode)).toMatchObject({ outcome: 'permanent', code: '5.6.7' });
    await using toModern = transport(modern.port);
    expect(await toModern.send(unicode)).toMatchObject({ outcome: 'accepted' });
    expect(modern.heard.some((line) => line.startsWith('MAIL') && line.endsWith('SMTPUTF8'))).toBe(true);
  });

  test('sends nothing in the clear where TLS is required and the server offers none', async () => {
    await using server = await smtpPlanServer();
    await using smtp = transport(server.port, { tls: 'starttls', user: 'support', password: 'secret' });
    expect(await smtp.send(MAIL)).toMatchObject({ outcome: 'temporary', scope: 'route' });
    expect(server.heard.some((line) => /^(AUTH|MAIL)/.test(line))).toBe(false);
    expect(server.taken).toEqual([]);
  });

  test('opportunistic: encrypted where the server can, whoever signed it; in the clear where it cannot', async () => {
    const secure: boolean[] = [];
    const own = new SMTPServer({
      authOptional: true,
      onData(stream, session, done) {
        secure.push(session.secure);
        stream.on('end', () => done()).resume();
      },
    });
    await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', () => resolve()));
    const { port } = own.server.address() as AddressInfo;
    await using strict = transport(port, { tls: 'starttls' });
    expect(await strict.send(MAIL), 'its certificate is its own').toMatchObject({ scope: 'route' });
    await using willing = transport(port, { tls: 'opportunistic' });
    expect(await willing.send(MAIL)).toMatchObject({ outcome: 'accepted' });
    expect(secure).toEqual([true]);
    await new Promise<void>((resolve) => own.close(() => resolve()));
    await using plain = await smtpPlanServer();
    await using toPlain = transport(plain.port, { tls: 'opportunistic' });
    expect(await toPlain.send(MAIL)).toMatchObject({ outcome: 'accepted' });
  });

  test('mail to a domain that demands it leaves encrypted and proven or not at all, and asks the next server to do the same', async () => {
    const { key, cert } = ownCertificate();
    const asked: unknown[] = [];
    const onMailFrom: SMTPServerOptions['onMailFrom'] = (address, _session, done) => {
      asked.push(address.args);
      done();
    };
    const open = async (more: SMTPServerOptions) => {
      const server = new SMTPServer({ key, cert, secure: true, authOptional: true, onMailFrom, ...more });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
      const { port } = server.server.address() as AddressInfo;
      const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
      return { port, [Symbol.asyncDispose]: close };
    };
    const demands = new Map([
      ['bank.test', 'required'],
      ['court.test', 'requiretls'],
    ] as const);
    const toBank = { ...MAIL, rcpt: 'a@bank.test' };
    const toCourt = { ...MAIL, rcpt: 'a@court.test' };
    const waits = { outcome: 'temporary', scope: 'domain', code: '5.7.30' };

    await using modern = await open({ hideREQUIRETLS: false });
    await using safe = transport(modern.port, { tls: 'implicit', ca: cert, demands });
    for (const mail of [toBank, toCourt, MAIL]) expect(await safe.send(mail)).toMatchObject({ outcome: 'accepted' });
    expect(asked.map((args) => JSON.stringify(args).includes('REQUIRETLS'))).toEqual([false, true, false]);

    await using older = await open({ hideREQUIRETLS: true });
    await using known = transport(older.port, { tls: 'implicit', ca: cert, demands });
    expect(await known.send(toBank)).toMatchObject({ outcome: 'accepted' });
    expect(await known.send(toCourt)).toMatchObject(waits);

    await using plain = await smtpPlanServer();
    await using bare = transport(plain.port, { tls: 'opportunistic', demands });
    expect(await bare.send(toBank)).toMatchObject(waits);
    expect(await bare.send(MAIL)).toMatchObject({ outcome: 'accepted' });
    expect(plain.taken.map(({ to }) => to)).toEqual([MAIL.rcpt]);
  });

  test('speaks step by step with a server that cannot be hurried', async () => {
    await using server = await smtpPlanServer((step) => (step === 'ehlo' ? '250 plan.test' : null));
    await using smtp = transport(server.port);
    expect(await smtp.send(MAIL)).toMatchObject({ outcome: 'accepted' });
    expect(await smtp.send({ ...MAIL, rcpt: 'a b@client.test' })).toMatchObject({
      outcome: 'permanent',
      code: '5.1.3',
    });
    expect(server.heard.slice(1)).toEqual(['MAIL FROM:<support+b@example.test>', 'RCPT TO:<jane@client.test>', 'DATA']);
  });

  test('mends line ends that a server could take for the end of a mail, and doubles dots', async () => {
    await using server = await smtpPlanServer();
    await using smtp = transport(server.port);
    const octets = Buffer.from('Subject: a mail\r\n\r\nfirst\n.\r\nMAIL FROM:<x@x.test>\r.\nlast');
    expect(await smtp.send({ ...MAIL, octets })).toMatchObject({ outcome: 'accepted' });
    expect(server.taken.map(({ octets: taken }) => taken)).toEqual([
      'Subject: a mail\r\n\r\nfirst\r\n..\r\nMAIL FROM:<x@x.test>\r\n..\r\nlast',
    ]);
  });

  test('nothing of a mail leaves before the sender is ready', async () => {
    await using server = await smtpPlanServer();
    await using smtp = transport(server.port);
    const ready = Promise.reject(new Error('the last outcome could not be recorded'));
    expect(await smtp.send({ ...MAIL, ready })).toMatchObject({ outcome: 'temporary' });
    expect(server.taken).toEqual([]);
    expect(await smtp.send(MAIL)).toMatchObject({ outcome: 'accepted' });
  });
});
