import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './dovecot.ts';
import { lastResort } from './last-resort.ts';
import { has } from './programs.ts';
import { listens } from './smtp-sink.ts';
import { until } from './until.ts';

const run = promisify(execFile);

/** A Postfix of its own on loopback, gone at the end. */
export type Postfix = AsyncDisposable & { readonly port: number; log(): Promise<string> };

/** Whether a suite can have one: the program is there, and we are root, as it asks. */
export function hasPostfix(suite: string): boolean {
  if (!has(suite, 'postfix')) return false;
  if (userInfo().uid === 0) return true;
  const line = `left out: ${suite} (Postfix starts only as root)`;
  if (process.env['CI'] === 'true') throw new Error(line);
  process.stderr.write(`${line}\n`);
  return false;
}

export type PostfixOptions = {
  /** The domain whose mail is delivered here, into Maildirs under a folder; `user+tag@` is `user@`. */
  readonly domain: string;
  /** Names at that domain, or whole addresses at others that are delivered here too. */
  readonly users: readonly string[];
  readonly maildirs: string;
  /** Where mail for everybody else goes. */
  readonly nextPort: number;
};

/** Starts a Postfix that delivers one domain and passes everything else to the next server. */
export async function startPostfix({ domain, users, maildirs, nextPort }: PostfixOptions): Promise<Postfix> {
  const home = await mkdtemp(join(tmpdir(), 'rd-postfix-'));
  await chmod(home, 0o755);
  const port = await freePort();
  const etc = join(home, 'etc');
  const log = join(home, 'log');
  for (const folder of ['etc', 'queue', 'data']) await mkdir(join(home, folder));
  await run('chown', ['postfix', join(home, 'data')]);
  const { uid } = await stat(maildirs);
  const addresses = users.map((user) => (user.includes('@') ? user : `${user}@${domain}`));
  const settings = {
    compatibility_level: '3.6',
    queue_directory: join(home, 'queue'),
    data_directory: join(home, 'data'),
    command_directory: '/usr/sbin',
    daemon_directory: '/usr/lib/postfix/sbin',
    mail_owner: 'postfix',
    setgid_group: 'postdrop',
    maillog_file: log,
    maillog_file_prefixes: home,
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    myhostname: `mx.${domain}`,
    mydestination: '',
    alias_maps: '',
    local_recipient_maps: '',
    recipient_delimiter: '+',
    smtpd_relay_restrictions: 'permit_mynetworks, reject',
    default_transport: `smtp:[127.0.0.1]:${nextPort}`,
    virtual_mailbox_domains: [...new Set(addresses.map((address) => address.split('@')[1]))].join(' '),
    virtual_mailbox_base: maildirs,
    virtual_mailbox_maps: `inline:{ ${addresses.map((address) => `{ ${address} = ${address.split('@')[0]}/ }`).join(' ')} }`,
    virtual_minimum_uid: '1',
    virtual_uid_maps: `static:${uid}`,
    virtual_gid_maps: `static:${uid}`,
  };
  await writeFile(
    join(etc, 'main.cf'),
    Object.entries(settings)
      .map(([name, value]) => `${name} = ${value}\n`)
      .join(''),
  );
  await writeFile(join(etc, 'master.cf'), services(port));
  const stop = ['-c', etc, 'stop'];
  const last = lastResort(() => spawnSync('postfix', stop));
  await run('postfix', ['-c', etc, 'start']);
  await until('Postfix listens', () => listens(port));
  return {
    port,
    log: () => readFile(log, 'utf8'),
    async [Symbol.asyncDispose]() {
      last[Symbol.dispose]();
      await run('postfix', stop).catch(() => undefined);
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function services(port: number): string {
  const lines = [
    [`127.0.0.1:${port}`, 'inet n - n - - smtpd'],
    ['pickup', 'unix n - n 60 1 pickup'],
    ['cleanup', 'unix n - n - 0 cleanup'],
    ['qmgr', 'unix n - n 300 1 qmgr'],
    ['rewrite', 'unix - - n - - trivial-rewrite'],
    ...['bounce', 'defer', 'trace'].map((name) => [name, 'unix - - n - 0 bounce']),
    ['verify', 'unix - - n - 1 verify'],
    ['flush', 'unix n - n 1000? 0 flush'],
    ['proxymap', 'unix - - n - - proxymap'],
    ...['smtp', 'relay'].map((name) => [name, 'unix - - n - - smtp']),
    ...['error', 'retry'].map((name) => [name, 'unix - - n - - error']),
    ['discard', 'unix - - n - - discard'],
    ['virtual', 'unix - n n - - virtual'],
    ['anvil', 'unix - - n - 1 anvil'],
    ['scache', 'unix - - n - 1 scache'],
    ['postlog', 'unix-dgram n - n - 1 postlogd'],
  ];
  return lines.map((words) => `${words.join(' ')}\n`).join('');
}
