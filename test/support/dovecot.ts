import { spawn, execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { lastResort } from './last-resort.ts';
import { until } from './until.ts';

const run = promisify(execFile);

/**
 * A Dovecot of its own on loopback, with Maildirs in a temporary folder, gone at the end. Any user name signs in with the
 * password `secret`; its INBOX and its special-use Sent are there from the start.
 */
export type Dovecot = AsyncDisposable & {
  readonly port: number;
  /** The folder under which each user's Maildir lies. */
  readonly mail: string;
  /** Delivers mails into a folder, as the local delivery agent would. */
  deliver(user: string, folder: string, mails: readonly Buffer[]): Promise<void>;
  /** What `doveadm` answers. */
  doveadm(...words: string[]): Promise<string>;
  /** Stops it at once, as a crash would; `start` brings it back on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
};

/** Signing in by tokens instead: the mechanism, and where Dovecot asks about a token. */
export type BearerTokens = { readonly mechanism: 'xoauth2' | 'oauthbearer'; readonly tokenInfo: string };

export async function startDovecot(tokens: BearerTokens | null = null): Promise<Dovecot> {
  const home = await mkdtemp(join(tmpdir(), 'rd-dovecot-'));
  await chmod(home, 0o755);
  const port = await freePort();
  const file = join(home, 'dovecot.conf');
  await mkdir(join(home, 'mail'), { mode: 0o777 });
  await writeFile(file, configuration(home, port, tokens));
  if (tokens)
    await writeFile(join(home, 'oauth2.conf'), `tokeninfo_url = ${tokens.tokenInfo}\nusername_attribute = user\n`);
  if (userInfo().uid === 0) await run('chown', ['-R', 'nobody', join(home, 'mail')]);

  let last: Disposable | undefined;
  const start = async (): Promise<void> => {
    const server = spawn('/usr/sbin/dovecot', ['-c', file, '-F'], { stdio: 'ignore', detached: true });
    server.unref();
    last = lastResort(() => process.kill(server.pid ?? 0, 'SIGTERM'));
    await until('Dovecot answers', () => run('doveadm', ['-c', file, 'service', 'status']).then(() => true));
  };
  const stop = async (): Promise<void> => {
    last?.[Symbol.dispose]();
    await run('doveadm', ['-c', file, 'stop']).catch(() => undefined);
    await until('Dovecot has ended', () =>
      run('doveadm', ['-c', file, 'service', 'status']).then(
        () => false,
        () => true,
      ),
    );
  };
  await start();
  return {
    port,
    mail: join(home, 'mail'),
    start,
    stop,
    async deliver(user, folder, mails) {
      const owner = await stat(join(home, 'mail'));
      const maildir = join(home, 'mail', user, folder === 'INBOX' ? '' : `.${folder}`);
      for (const part of ['cur', 'new', 'tmp']) await mkdir(join(maildir, part), { recursive: true });
      for (const path of ['..', '', 'cur', 'new', 'tmp']) await chown(join(maildir, path), owner.uid, owner.gid);
      for (const mail of mails) await drop(maildir, mail, owner);
    },
    doveadm: async (...words) =>
      (await run('doveadm', ['-c', file, ...words], { maxBuffer: 1 << 28, encoding: 'latin1' })).stdout,
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** As a local delivery agent does: written beside, then moved in, so that nobody sees half a mail. */
async function drop(maildir: string, mail: Buffer, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  const name = `${randomUUID()}.localhost`;
  const draft = join(maildir, 'tmp', name);
  await writeFile(draft, mail);
  await chown(draft, uid, gid);
  await rename(draft, join(maildir, 'new', name));
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function configuration(home: string, port: number, tokens: BearerTokens | null): string {
  const user = userInfo().uid === 0 ? 'nobody' : userInfo().username;
  return `
base_dir = ${home}/run
state_dir = ${home}/state
log_path = ${home}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_mechanisms = ${tokens?.mechanism ?? 'plain login'}
mail_location = maildir:${home}/mail/%u
mail_uid = ${user}
mail_gid = ${userInfo().uid === 0 ? 'nogroup' : userInfo().gid}
first_valid_uid = 1
default_internal_user = ${user}
default_internal_group = ${userInfo().uid === 0 ? 'nogroup' : userInfo().gid}
default_login_user = ${user}
mailbox_idle_check_interval = 1 s
mail_max_userip_connections = 100
passdb {
${tokens ? `  driver = oauth2\n  mechanisms = ${tokens.mechanism}\n  args = ${home}/oauth2.conf` : '  driver = static\n  args = password=secret'}
}
userdb {
  driver = static
  args = uid=${user} gid=${userInfo().uid === 0 ? 'nogroup' : userInfo().gid} home=${home}/mail/%u
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = create
    special_use = \\Sent
  }
}
service imap-login {
  chroot =
  process_min_avail = 1
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service imap {
  process_limit = 100
}
service stats {
  chroot =
}
`;
}
