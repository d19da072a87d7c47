import { createHash } from 'node:crypto';
import { chown, lstat, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { complaintIn, runProgram, type Site } from './program.ts';

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

/** Starts the server and does not wait until it answers. It gives up by itself where another holds the cluster. */
export async function startServer(site: Site): Promise<Server> {
  const settings = { ...SETTINGS, unix_socket_directories: await socketFolder(site) };
  await using log = await open(site.log, await logFlags(site.log), 0o600);
  const before = (await log.stat()).size;
  const words = (path: string): string[] => [
    ...['-D', path],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const run = await runProgram(site, 'postgres', site.cluster, words, log);
  run.letGo();
  const since = async (): Promise<string> => (await readFile(site.log)).subarray(before).toString();
  return { gaveUp: run.ended.then(async ({ heard }) => complaintIn(heard || (await since()), site)) };
}

/** A server that was started; `gaveUp` resolves to its complaint when it ends. */
export type Server = { readonly gaveUp: Promise<string> };

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
