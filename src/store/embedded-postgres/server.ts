import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chown, lstat, mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { giveTo, type Account } from './account.ts';

/** Where all that belongs to one embedded server lies, and who runs it. */
export type Site = {
  /** The folder named in the configuration. */
  readonly folder: string;
  /** PostgreSQL's data directory in it. */
  readonly cluster: string;
  readonly log: string;
  readonly programs: string;
  readonly account: Account;
};

const MAJOR = '18';

/**
 * Small and durable: fsync, full_page_writes and synchronous_commit keep their defaults (on). The log is terse because the
 * detail of a violated constraint quotes the row, and rows are people's mail.
 */
const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  cluster_name: 'replydesk',
  max_connections: '100',
  shared_buffers: '64MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '512MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  io_method: 'sync',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  huge_pages: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
} as const;

/** Makes the cluster where there is none. A half-made one never gets the name, so a killed start leaves nothing in the way. */
export async function ensureCluster(site: Site): Promise<void> {
  const version = await readFile(join(site.cluster, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version === null) return makeCluster(site);
  if (version.trim() !== MAJOR)
    throw new Error(
      `${site.cluster} was written by PostgreSQL ${version.trim()}, this program brings ${MAJOR}: dump it with the older release, then restore it here`,
    );
  if (site.account !== null && (await stat(site.cluster)).uid === 0) await giveTo(site.account, site.cluster);
}

async function makeCluster(site: Site): Promise<void> {
  const draft = await mkdtemp(`${site.cluster}.new-`);
  try {
    if (site.account !== null) await chown(draft, site.account.uid, site.account.gid);
    const run = await start(site, 'initdb', draft, (path) => [
      ...['--pgdata', path, '--username', 'postgres', '--auth-local', 'trust', '--auth-host', 'reject'],
      ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
      '--no-instructions',
    ]);
    const complaint = await run.ended;
    // Whoever is first makes the cluster and clears the drafts, those of a killed start and ours alike.
    if (await isCluster(site)) return;
    if (complaint !== null) throw new Error(complaint);
    await rename(draft, site.cluster);
    await clearDrafts(site);
  } catch (error) {
    if (!(await isCluster(site))) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function isCluster(site: Site): Promise<boolean> {
  return (await stat(join(site.cluster, 'PG_VERSION')).catch(() => null)) !== null;
}

async function clearDrafts(site: Site): Promise<void> {
  for (const name of await readdir(site.folder))
    // A slower starter may still write into its own; it removes that itself.
    if (name.startsWith('postgres.new-'))
      await rm(join(site.folder, name), { recursive: true, force: true }).catch(() => undefined);
}

/** A program at work; `ended` tells its complaint in one line, null where it ended well. */
export type Run = {
  readonly ended: Promise<string | null>;
  /** Our process need not live as long as the program. */
  readonly letGo: () => void;
};

/** Starts the server and does not wait until it answers. It gives up by itself where another holds the cluster. */
export async function startServer(site: Site): Promise<Run> {
  const settings = { ...SETTINGS, unix_socket_directories: await socketFolder(site) };
  const run = await start(site, 'postgres', site.cluster, (path) => [
    ...['-D', path],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  run.letGo();
  return run;
}

/**
 * Runs a program in a session of its own, so that Ctrl-C or a closed terminal reaches it only through us. It outlives a
 * killed process on purpose: the next one finds it and goes on.
 *
 * As another account it may not be able to walk to its folder (a checkout under /root). Through a descriptor that root
 * opened and the program inherits it need not walk: /proc/self/fd/3 is the folder itself.
 */
async function start(site: Site, program: string, folder: string, words: (path: string) => string[]): Promise<Run> {
  await using log = await open(site.log, await logFlags(site.log), 0o600);
  const logStart = (await log.stat()).size;
  await using handle = site.account !== null && process.platform === 'linux' ? await open(folder, 'r') : null;
  const child = spawn(join(site.programs, 'bin', program), words(handle === null ? folder : '/proc/self/fd/3'), {
    cwd: '/',
    detached: true,
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', log.fd, log.fd, ...(handle === null ? [] : [handle.fd])],
    ...site.account,
  });
  const ended = new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(`${program} cannot run on this machine: ${error.message}`));
    child.once('exit', (status) => {
      if (status === 0) resolve(null);
      else resolve(lastComplaint(site, logStart).then((line) => line ?? `${program} gave up, see ${site.log}`));
    });
  });
  return { ended, letGo: () => child.unref() };
}

/** A log of more than 1 MB begins anew: nobody rotates it. */
async function logFlags(log: string): Promise<'a' | 'w'> {
  const size = (await stat(log).catch(() => null))?.size ?? 0;
  return size > 1_000_000 ? 'w' : 'a';
}

/**
 * A socket's path may have 107 bytes, the configured folder's may be longer, and the server's account must be able to reach
 * it: so it lies under the temporary folder, named by a hash of the data folder, open to the server's account and root only.
 */
async function socketFolder(site: Site): Promise<string> {
  const base = Buffer.byteLength(tmpdir()) <= 60 ? tmpdir() : '/tmp';
  const name = createHash('sha256').update(site.cluster).digest('hex').slice(0, 16);
  const folder = join(base, `replydesk-${name}`);
  const { uid, gid } = site.account ?? { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
  if (await belongsTo(folder, uid)) return folder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  if (site.account !== null) await chown(folder, uid, gid);
  return folder;
}

async function belongsTo(folder: string, uid: number): Promise<boolean> {
  const found = await lstat(folder).catch(() => null);
  return found !== null && found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0;
}

/** The last complaint in the log since `from`: what a person needs to know when a program gave up. */
async function lastComplaint(site: Site, from: number): Promise<string | null> {
  const text = (await readFile(site.log).catch(() => Buffer.alloc(0))).subarray(from).toString();
  if (/No space left on device|Disk quota exceeded/.test(text)) return diskFull(site.folder);
  const complaints = text.split('\n').filter((line) => /FATAL|PANIC|error|could not|cannot/i.test(line));
  return complaints.at(-1)?.replace(/^.*?(?:FATAL|PANIC|error): +/, '') ?? null;
}

/** One line for the commonest end of a database. */
export function diskFull(folder: string): string {
  return `the disk that holds ${folder} is full: free some space, then start again`;
}
