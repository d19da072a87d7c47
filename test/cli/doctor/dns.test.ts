import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkDns, type Resolver } from '../../../src/cli/doctor/dns.ts';
import type { Finding } from '../../../src/cli/doctor/finding.ts';
import { systemClock } from '../../../src/clock.ts';
import { loadConfig } from '../../../src/config.ts';
import { deskFile, mailbox } from '../../support/desk.ts';
import { desk, diagnose, resolverOf, type Names } from '../../support/diagnose.ts';

describe('DNS', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const HEALTHY: Names = {
    'mx:firm.org': ['mx.firm.org'],
    'firm.org': ['google-site-verification=x', 'v=spf1 include:_spf.provider.example ~all'],
    's1._domainkey.firm.org': [`v=DKIM1; k=rsa; p=${published.slice(0, 60)} ${published.slice(60)}`],
    '_dmarc.firm.org': ['v=DMARC1; p=reject'],
  };

  async function look(names: Names, dkim: boolean | Record<string, unknown> = true): Promise<Map<string, Finding>> {
    await using file = await deskFile({});
    const key = join(file.folder, 'dkim.pem');
    await writeFile(key, pem);
    const written = desk(
      {},
      {
        mailboxes: [{ ...mailbox(1), address: 'support@firm.org' }],
        outbound: {
          from: 'support@firm.org',
          smtp: { host: '127.0.0.1', port: 1, tls: 'none' },
          ...(dkim === false
            ? {}
            : { dkim: dkim === true ? { selector: 's1', key } : { selector: 's1', key, ...dkim } }),
        },
      },
    );
    return await diagnose(written, { names });
  }

  test('in order', async () => {
    const found = await look(HEALTHY);
    for (const name of ['MX', 'SPF', 'DKIM', 'DMARC']) expect(found.get(`${name} firm.org`)?.status).toBe('ok');
  });

  test.each([
    [{ 'a:mail.firm.org': ['192.0.2.1'], 'ptr:192.0.2.1': ['mail.firm.org'] }, 'ok', '192.0.2.1 is mail.firm.org'],
    [{ 'a:mail.firm.org': ['192.0.2.1'] }, 'warn', '192.0.2.1 has no name'],
    [
      { 'a:mail.firm.org': ['192.0.2.1'], 'ptr:192.0.2.1': ['host-1.provider.org'] },
      'warn',
      '192.0.2.1 is called host-1.provider.org, which is not that address',
    ],
    [{}, 'warn', 'it has no address'],
  ])('an own mail server and the name of its address: %j', async (names: Names, status, detail) => {
    const written = desk(
      {},
      {
        mailboxes: [{ ...mailbox(1), address: 'support@firm.org' }],
        outbound: { from: 'support@firm.org', smtp: { host: 'mail.firm.org', tls: 'none' } },
      },
    );
    await using file = await deskFile(written);
    const read = await loadConfig(file.file, {}, systemClock.now());
    if (!read.ok) throw new Error('the configuration is wrong');
    const findings = await checkDns(read.config, resolverOf(names));
    expect(findings.find(({ name }) => name === 'PTR mail.firm.org')).toMatchObject({ status, detail });
  });

  test('nothing published: each missing record is given to be published', async () => {
    const found = await look({});
    expect(found.get('MX firm.org')).toMatchObject({ status: 'fail' });
    expect(found.get('SPF firm.org')).toMatchObject({
      status: 'warn',
      advice: 'publish a TXT record for firm.org: "v=spf1 mx ~all"',
    });
    expect(found.get('DKIM firm.org')).toMatchObject({
      status: 'fail',
      advice: `publish a TXT record for s1._domainkey.firm.org: "v=DKIM1; k=rsa; p=${published}"`,
    });
    expect(found.get('DMARC firm.org')?.advice).toMatch(/_dmarc\.firm\.org: "v=DMARC1; p=none/);
  });

  test.each<[string, Names, string, Partial<Finding>]>([
    ['two SPF records', { 'firm.org': ['v=spf1 mx -all', 'v=spf1 a -all'] }, 'SPF firm.org', { status: 'fail' }],
    ['an SPF that lets everybody in', { 'firm.org': ['v=spf1 mx +all'] }, 'SPF firm.org', { status: 'warn' }],
    ['another key than ours', { 's1._domainkey.firm.org': ['v=DKIM1; p=AAAA'] }, 'DKIM firm.org', { status: 'fail' }],
    ['a revoked key', { 's1._domainkey.firm.org': ['v=DKIM1; p='] }, 'DKIM firm.org', { status: 'fail' }],
    [
      'two DMARC records',
      { '_dmarc.firm.org': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] },
      'DMARC firm.org',
      { status: 'fail' },
    ],
  ])('%s', async (_, change, name, finding) => {
    expect((await look({ ...HEALTHY, ...change })).get(name)).toMatchObject(finding);
  });

  test('the provider signs: its usual selectors are looked for', async () => {
    const found = await look({ ...HEALTHY, 'selector1._domainkey.firm.org': ['v=DKIM1; p=BBBB'] }, false);
    expect(found.get('DKIM firm.org')).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('selector1') as string,
    });
    expect((await look(HEALTHY, false)).get('DKIM firm.org')?.status).toBe('ok');
  });

  test('the DMARC of the organisation stands for its subdomains', async () => {
    const found = await diagnose(
      desk({}, { outbound: { from: 'a@mail.firm.org', smtp: { host: '127.0.0.1', port: 1, tls: 'none' } } }),
      { names: HEALTHY },
    );
    expect(found.get('DMARC mail.firm.org')?.status).toBe('ok');
  });

  test('a DNS that does not answer is told as such, not as a missing record', async () => {
    const broken: Resolver = {
      txt: () => Promise.reject(new Error('queryTxt ESERVFAIL')),
      mx: () => Promise.reject(new Error('queryMx ETIMEOUT')),
      addresses: () => Promise.reject(new Error('queryA ETIMEOUT')),
      names: () => Promise.reject(new Error('getHostByAddr ETIMEOUT')),
    };
    await using file = await deskFile(
      desk(
        {},
        {
          mailboxes: [{ ...mailbox(1), address: 'support@firm.org' }],
          outbound: { from: 'support@firm.org', smtp: { host: 'x' } },
        },
      ),
    );
    const read = await loadConfig(file.file, {}, systemClock.now());
    const findings = read.ok ? await checkDns(read.config, broken) : [];
    expect(findings.map(({ status }) => status)).toEqual(['warn', 'warn', 'warn', 'warn']);
    expect(findings[0]?.advice).toMatch(/check this machine’s DNS/);
  });
});
