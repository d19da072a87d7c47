import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findServers, type Lookup } from '../../src/cli/init/servers.ts';
import { runCommand } from '../../src/cli/run-command.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig, type Config } from '../../src/config.ts';
import { startEmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { replydesk } from '../support/command.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replydesk-init-'));
  file = join(folder, 'replydesk.yaml');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const SERVERS = ['--imap', 'imap.example.test', '--smtp', 'smtp.example.test:587'];

function init(words: readonly string[], env: Record<string, string> = {}) {
  return replydesk(['init', '--yes', '--config', file, ...words], env);
}

async function written(): Promise<Config> {
  const read = await loadConfig(file, {}, systemClock.now());
  if (!read.ok) throw new Error(read.problems.map(({ key, message }) => `${key}: ${message}`).join('\n'));
  return read.config;
}

const secrets = async () => parseEnv(await readFile(join(folder, '.env'), 'utf8'));

describe('init --yes', () => {
  test('needs an address, and writes a configuration that is right', async () => {
    const { status, out } = await init(['--address', 'support@example.test', ...SERVERS], {
      IMAP_PASSWORD: 'it\'s "#1" $x',
    });
    expect({ status, out }).toEqual({
      status: 0,
      out: `${file} is written; its secrets are in ${folder}/.env\nNext: replydesk doctor, then replydesk run`,
    });
    expect(await written()).toMatchObject({
      company: { name: 'Example', domain: 'example.test' },
      database: { kind: 'folder', folder: join(folder, 'data') },
      mailboxes: [
        {
          address: 'support@example.test',
          since: 'golive',
          afterwards: { do: 'keep' },
          shadow: false,
          imap: {
            host: 'imap.example.test',
            port: 993,
            tls: 'implicit',
            user: 'support@example.test',
            password: 'it\'s "#1" $x',
          },
        },
      ],
      outbound: {
        from: { name: 'Example', address: 'support@example.test' },
        route: { host: 'smtp.example.test', port: 587, tls: 'starttls', user: 'support@example.test' },
      },
      staff: [],
    });
  });

  test('lets Microsoft 365 in by tokens, for it takes no passwords', async () => {
    const servers = ['--imap', 'outlook.office365.com', '--smtp', 'smtp.office365.com:587'];
    const { status, out } = await init(['--address', 'support@example.test', ...servers, '--client-id', 'app-1']);
    expect({ status, out: out.split('\n').slice(1) }).toEqual({
      status: 0,
      out: [
        'Add the id of your tenant there: MICROSOFT_TENANT=…',
        'Next: replydesk oauth sign-in office, then replydesk doctor, then replydesk run',
      ],
    });
    await writeFile(join(folder, '.env'), `${await readFile(join(folder, '.env'), 'utf8')}MICROSOFT_TENANT=t\n`);
    expect(await written()).toMatchObject({
      oauth: [{ name: 'office', provider: 'microsoft', kind: 'person', tenant: 't', clientId: 'app-1' }],
      mailboxes: [{ imap: { oauth: 'office', password: null } }],
      outbound: { route: { oauth: 'office', user: 'support@example.test' } },
    });
  });

  test('says all that is told by options', async () => {
    const { status, err } = await init([
      ...['--address', 'desk@example.test', '--company', 'Müller: Söhne & "Co", Ltd', '--user', 'desk'],
      ...['--imap', '127.0.0.1:10143:none', '--smtp', '127.0.0.1:10025:none', '--shadow'],
      ...['--staff', 'Ann Lee <ann@example.test>', '--staff', 'bob@example.test', '--policy', 'b', '--locale', 'de'],
      ...['--hours', 'mon-thu 09:00-17:00; fri 09:00-15:00', '--time-zone', 'Europe/Berlin', '--holidays', 'de-be'],
      ...['--database', 'postgres://desk@db/desk'],
    ]);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    await writeFile(join(folder, '.env'), `${await readFile(join(folder, '.env'), 'utf8')}IMAP_PASSWORD=later\n`);
    const config = await written();
    expect(config).toMatchObject({
      company: { name: 'Müller: Söhne & "Co", Ltd' },
      database: { kind: 'server', url: 'postgres://desk@db/desk' },
      mailboxes: [{ shadow: true, imap: { port: 10143, tls: 'none', user: 'desk' } }],
      outbound: { route: { port: 10025, tls: 'none', user: null, password: null } },
      staff: [
        { name: 'Ann Lee', address: 'ann@example.test', role: 'lead' },
        { name: 'bob', address: 'bob@example.test', role: 'agent' },
      ],
      policy: { name: 'b' },
      locale: 'de',
      calendar: { timeZone: 'Europe/Berlin' },
    });
    expect(config.calendar.holidays.length).toBeGreaterThan(10);
  });

  test('keeps secrets out of the configuration and away from others', async () => {
    await init(['--address', 'support@example.test', ...SERVERS], { IMAP_PASSWORD: 'hunter2-hunter2' });
    const text = await readFile(file, 'utf8');
    const { REPLYDESK_SECRET = '', IMAP_PASSWORD } = await secrets();
    expect(IMAP_PASSWORD).toBe('hunter2-hunter2');
    expect(REPLYDESK_SECRET.length).toBeGreaterThanOrEqual(40);
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain(REPLYDESK_SECRET);
    expect((await stat(join(folder, '.env'))).mode & 0o777).toBe(0o600);
  });

  test('keeps the secret of earlier mails and all else in .env when written anew', async () => {
    await init(['--address', 'support@example.test', ...SERVERS], { IMAP_PASSWORD: 'first' });
    const before = await secrets();
    await writeFile(join(folder, '.env'), 'OTHER=kept', { flag: 'a' });
    const { status } = await init(['--force', '--address', 'help@example.test', ...SERVERS], {
      IMAP_PASSWORD: 'second',
    });
    expect(status).toBe(0);
    expect(await secrets()).toEqual({ ...before, OTHER: 'kept' });
    expect((await written()).mailboxes[0]?.address).toBe('help@example.test');
  });

  test('never writes over a configuration unasked', async () => {
    await writeFile(file, 'mine');
    const { status, err } = await init(['--address', 'support@example.test', ...SERVERS]);
    expect({ status, err }).toEqual({ status: 1, err: expect.stringContaining('is there already') as string });
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  test.each([
    [[], '--address is missing: the address that clients write to'],
    [['--address', 'nobody'], '--address: "nobody" is not a mail address such as support@example.com'],
    [
      ['--address', 'a@b.test', ...SERVERS, '--time-zone', 'Mars'],
      '--time-zone: "Mars" is not a time zone such as Europe/Berlin',
    ],
    [
      ['--address', 'a@b.test', '--imap', 'imap://x', '--smtp', 'x'],
      '--imap: write imap.example.com, or with port and TLS: host:port:starttls',
    ],
    [
      ['--address', 'a@b.test', ...SERVERS, '--staff', 'Ann'],
      '--staff: "Ann" is not written as Ann Lee <ann@example.com>',
    ],
    [
      ['--address', 'a@b.test', ...SERVERS, '--holidays', 'Germany'],
      '--holidays: write a country such as DE, a region such as DE-BE, or none',
    ],
  ])('%j: one line, status 2, nothing written', async (words, told) => {
    expect(await init(words)).toEqual({ status: 2, out: '', err: `replydesk: ${told}` });
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  test.each([
    ['--hours', 'mon-fri nine to five'],
    ['--policy', 'z'],
    ['--holidays', 'DE-XX'],
    ['--staff', 'Ann <support@example.test>'],
  ])('%s %s is refused before anything is written', async (option, value) => {
    const { status, err } = await init(['--address', 'support@example.test', ...SERVERS, option, value]);
    expect({ status, lines: err.split('\n').length }).toEqual({ status: 2, lines: 1 });
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });
});

describe('init at a terminal', () => {
  /** Answers by what the question speaks of; the rest by their defaults. */
  function person(replies: Readonly<Record<string, string[]>>) {
    const asked: string[] = [];
    const out: string[] = [];
    const run = (words: readonly string[]) =>
      runCommand(['init', '--config', file, ...words], {
        write: (line) => out.push(line),
        warn: (line) => out.push(line),
        env: {},
        ask: (question, { secret = false } = {}) => {
          asked.push(`${question}${secret ? '(hidden)' : ''}`);
          const key = Object.keys(replies).find((word) => question.includes(word));
          return Promise.resolve((key && replies[key]?.shift()) ?? '');
        },
      });
    return { asked, out, run };
  }

  test('asks again where an answer is wrong, hides the password, and looks whether it works', async () => {
    await using mail = await startEmbeddedMail({
      accounts: [{ address: 'support@example.test', user: 'support', password: 'secret' }],
      clock: systemClock,
    });
    const { asked, out, run } = person({
      'clients write to': ['support', 'support@example.test'],
      'IMAP server': [`127.0.0.1:${mail.imap.port}:none`],
      'User name': ['support'],
      Password: ['secret'],
      'Who answers': ['Ann Lee <ann@example.test>'],
    });
    expect(await run(['--smtp', `127.0.0.1:${mail.smtpPort}:none`, '--imap', `127.0.0.1:${mail.imap.port}:none`])).toBe(
      0,
    );
    expect(asked[1]).toMatch(/^ {2}"support" is not a mail address such as support@example\.com\n/);
    expect(asked.filter((question) => question.endsWith('(hidden)'))).toHaveLength(1);
    expect(out.join('\n')).toMatch(/IMAP support@example\.test: sign-in: signed in as support/);
    expect(out.join('\n')).toMatch(/SMTP: sender: support@example\.test may send/);
    expect(mail.taken).toEqual([]);
    expect((await written()).staff).toMatchObject([{ name: 'Ann Lee' }]);
  });

  test('without a terminal it asks for --yes', async () => {
    expect(await replydesk(['init', '--config', file])).toEqual({
      status: 2,
      out: '',
      err: 'replydesk: init asks on a terminal; in a script add --yes',
    });
  });
});

describe('the servers of a domain', () => {
  const NOTHING: Lookup = {
    mx: () => Promise.resolve([]),
    srv: () => Promise.reject(new Error('querySrv ENOTFOUND')),
    page: () => Promise.reject(new Error('fetch failed')),
  };

  test('are known by who takes its mail', async () => {
    const found = await findServers('firm.org', {
      ...NOTHING,
      mx: () => Promise.resolve(['firm-org.mail.protection.outlook.com']),
    });
    expect(found).toEqual({
      imap: { host: 'outlook.office365.com', port: 993, tls: 'implicit' },
      smtp: { host: 'smtp.office365.com', port: 587, tls: 'starttls' },
      by: 'Microsoft 365',
    });
  });

  test('are those that it publishes', async () => {
    const srv: Record<string, { host: string; port: number }[]> = {
      '_imaps._tcp.firm.org': [{ host: 'mail.firm.org.', port: 9993 }],
      '_submissions._tcp.firm.org': [{ host: '.', port: 0 }],
      '_submission._tcp.firm.org': [{ host: 'out.firm.org', port: 587 }],
    };
    expect(await findServers('firm.org', { ...NOTHING, srv: (name) => Promise.resolve(srv[name] ?? []) })).toEqual({
      imap: { host: 'mail.firm.org', port: 9993, tls: 'implicit' },
      smtp: { host: 'out.firm.org', port: 587, tls: 'starttls' },
      by: 'as firm.org publishes',
    });
  });

  test('are those of its autoconfig, before any collection', async () => {
    const xml = (
      host: string,
    ): string => `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="firm.org">
      <incomingServer type="pop3"><hostname>pop.${host}</hostname><port>995</port><socketType>SSL</socketType></incomingServer>
      <incomingServer type="imap"><hostname>imap.${host}</hostname><port>143</port><socketType>STARTTLS</socketType></incomingServer>
      <outgoingServer type="smtp"><hostname>${host}</hostname><port>25</port><socketType>plain</socketType></outgoingServer>
      <outgoingServer type="smtp"><hostname>out.${host}</hostname><port>465</port><socketType>SSL</socketType></outgoingServer>
    </emailProvider></clientConfig>`;
    const asked: string[] = [];
    const page = (only: string) => (url: string) => {
      asked.push(url);
      return Promise.resolve(url.startsWith(only) ? xml(new URL(url).hostname) : '<html>Not found');
    };
    expect(await findServers('firm.org', { ...NOTHING, page: page('https://autoconfig.') })).toEqual({
      imap: { host: 'imap.autoconfig.firm.org', port: 143, tls: 'starttls' },
      smtp: { host: 'out.autoconfig.firm.org', port: 465, tls: 'implicit' },
      by: 'as firm.org publishes',
    });
    expect(asked.join(' ')).not.toContain('@');
    const collected = await findServers('firm.org', { ...NOTHING, page: page('https://autoconfig.thunderbird.net') });
    expect(collected).toMatchObject({ by: 'Thunderbird’s collection' });
  });

  test('are guessed where nobody says', async () => {
    expect(await findServers('firm.org', NOTHING)).toMatchObject({
      imap: { host: 'imap.firm.org', port: 993 },
      by: 'a guess',
    });
  });

  test('are not those of a provider whose name merely ends alike', async () => {
    expect(await findServers('notgmail.com', NOTHING)).toMatchObject({ imap: { host: 'imap.notgmail.com' } });
  });
});
