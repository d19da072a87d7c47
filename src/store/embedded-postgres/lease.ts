import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isAlive, readPostmaster, removeLeftover, type Postmaster } from './postmaster-file.ts';
import { ensureCluster } from './cluster.ts';
import type { Site } from './program.ts';
import { startServer, type Server } from './server.ts';

/**
 * Who uses an embedded server. A user holds one connection with a shared advisory lock on it, which the kernel takes back
 * even from a killed process; the one who can turn it into the exclusive lock is the last and stops the server. Whoever
 * arrives in that moment waits for the lock, is thrown out with the server, and starts it again. No lock file is needed:
 * PostgreSQL's own `postmaster.pid` already lets only one of two starters win.
 */
export type Lease = {
  readonly url: string;
  readonly client: pg.Client;
  readonly postmaster: Postmaster;
  /** Resolves when the connection ends, whoever ended it. */
  readonly lost: Promise<void>;
};

/** "RPDK", so that no other program's advisory lock is met by accident. */
const LOCK = [0x5250444b, 1] as const;
const PAUSE_MS = 20;
/** Recovery after a crash replays at most `max_wal_size`; minutes only on a very slow disk. */
const PATIENCE_MS = 180_000;
/** A server that says it is ready has its socket already: where it is not seen, it never will be. */
const SOCKET_PATIENCE_MS = 5_000;

/** Another starter holds the cluster, or the last leaver took the socket's folder away under us: look again. */
const ANOTHER_WAS_FASTER = /already exists|pre-existing shared memory|\.s\.PGSQL\..*No such file/;

/** Joins the running server; where nobody answers, starts it. */
export async function takeLease(site: Site): Promise<Lease> {
  const deadline = performance.now() + PATIENCE_MS;
  let server: Server | null = null;
  let complaint = 'the database does not answer';
  let unseenSince: number | null = null;
  while (performance.now() < deadline) {
    const postmaster = await readPostmaster(site.cluster);
    const lease = postmaster === null ? null : await connect(postmaster);
    if (lease !== null) return lease;
    if (server !== null) {
      const end = await Promise.race([server.gaveUp, sleep(PAUSE_MS, null)]);
      if (end === null) continue;
      if (!ANOTHER_WAS_FASTER.test(end)) throw new Error(end);
      complaint = end;
      server = null;
    }
    if (postmaster !== null && isAlive(postmaster.pid)) {
      unseenSince =
        postmaster.ready && !existsSync(postmaster.socketFolder) ? (unseenSince ?? performance.now()) : null;
      if (unseenSince !== null && performance.now() - unseenSince > SOCKET_PATIENCE_MS)
        throw new Error(outOfReach(postmaster));
      await sleep(PAUSE_MS);
      await removeLeftover(site.cluster, postmaster);
    } else {
      await ensureCluster(site);
      server = await startServer(site);
    }
  }
  throw new Error(complaint);
}

function outOfReach({ pid, socketFolder }: Postmaster): string {
  return (
    `its server runs (process ${pid}), but ${socketFolder} is not to be seen from here: ` +
    'a service with a temporary folder of its own (set TMPDIR as deploy/replydesk.service does), or one that was cleaned ' +
    `(stop the desk, then kill -INT ${pid})`
  );
}

/** Null where nobody answers yet or any more. */
async function connect(postmaster: Postmaster): Promise<Lease | null> {
  if (!postmaster.ready) return null;
  const client = new pg.Client({
    host: postmaster.socketFolder,
    user: 'postgres',
    database: 'postgres',
    application_name: 'replydesk lease',
  });
  const lost = new Promise<void>((resolve) => client.once('end', resolve));
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock_shared($1, $2)', [...LOCK]);
  } catch (error) {
    await client.end().catch(() => undefined);
    if (isNotThere(error)) return null;
    throw error;
  }
  keepsProcess(client, false);
  return { url: urlOf(postmaster.socketFolder), client, postmaster, lost };
}

/** 57P01–57P03: the server is starting up or shutting down (PostgreSQL, appendix A). */
const NOT_THERE = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03']);

function isNotThere(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return NOT_THERE.has(code ?? '') || (message ?? '').startsWith('Connection terminated');
}

/** Gives the lease back and, as the last user, stops the server: a checkpoint, then nothing is left running. */
export async function leave(site: Site, { client, postmaster }: Lease): Promise<void> {
  keepsProcess(client, true);
  try {
    await client.query('select pg_advisory_unlock_shared($1, $2)', [...LOCK]);
    const { rows } = await client.query<{ last: boolean }>('select pg_try_advisory_lock($1, $2) as last', [...LOCK]);
    if (rows[0]?.last === true) await stop(site, postmaster);
  } catch (error) {
    if (!isNotThere(error)) throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A lease never keeps a process alive that has nothing else to do. (pg's types lack both methods.) */
function keepsProcess(client: pg.Client, keeps: boolean): void {
  const { ref, unref } = client as unknown as { ref: () => void; unref: () => void };
  (keeps ? ref : unref).call(client);
}

async function stop(site: Site, { pid, socketFolder }: Postmaster): Promise<void> {
  // SIGINT is PostgreSQL's fast shutdown: sessions are ended, what is in memory is written.
  process.kill(pid, 'SIGINT');
  while (isAlive(pid) && (await readPostmaster(site.cluster))?.pid === pid) await sleep(PAUSE_MS);
  // Not where the next server has its socket there already.
  await rmdir(socketFolder).catch(() => undefined);
}

/** The address in the form that both libpq and pg read: the socket's folder stands, encoded, where a host would. */
function urlOf(socketFolder: string): string {
  return `postgresql://postgres@${encodeURIComponent(socketFolder)}/postgres`;
}
