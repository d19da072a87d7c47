import { mkdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverAccount } from './embedded-postgres/account.ts';
import { postgresPrograms } from './embedded-postgres/binaries.ts';
import { leave, takeLease, type Lease } from './embedded-postgres/lease.ts';
import { diskFull, type Site } from './embedded-postgres/program.ts';

/**
 * A real PostgreSQL for those who have none: `database: ./data` starts the one that npm brought, on a unix socket only.
 * Promised: one server a folder however many processes ask at once; it lives until the last of them leaves; one left over
 * from a killed process is used again; a server that dies is started anew while anybody uses it; what was committed is on
 * disk. From here on the store cannot tell it from any other PostgreSQL.
 */
export type EmbeddedPostgres = AsyncDisposable & {
  /** As `psql` and `pg` take it. Stays true when the server has to be started anew. */
  readonly url: string;
};

/** Joins the server of the folder, or makes and starts it. Whatever forbids it is told in one line for people. */
export async function startEmbeddedPostgres(folder: string): Promise<EmbeddedPostgres> {
  const path = resolve(folder);
  try {
    const site = await prepare(path);
    return new User(site, await takeLease(site));
  } catch (error) {
    if (['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw new Error(diskFull(path), { cause: error });
    throw new Error(`database ${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function prepare(path: string): Promise<Site> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  // Two names of one folder must give one socket.
  const folder = await realpath(path);
  const cluster = join(folder, 'postgres');
  const account = await serverAccount(cluster);
  const programs = await postgresPrograms(account !== null);
  return { folder, cluster, log: join(folder, 'postgres.log'), programs, account };
}

class User implements EmbeddedPostgres {
  readonly url: string;
  readonly #site: Site;
  #lease: Promise<Lease>;
  #leaving = false;

  constructor(site: Site, lease: Lease) {
    this.url = lease.url;
    this.#site = site;
    this.#lease = this.#hold(lease);
  }

  /** A lost lease means that the server went down under us: it is started again and the lease taken anew. */
  #hold(lease: Lease): Promise<Lease> {
    void lease.lost.then(() => {
      if (!this.#leaving) this.#lease = this.#again().then((next) => this.#hold(next));
    });
    return Promise.resolve(lease);
  }

  async #again(): Promise<Lease> {
    for (;;) {
      try {
        return await takeLease(this.#site);
      } catch (error) {
        // Whoever uses the database sees its own errors meanwhile; a full disk may have room again in a moment.
        if (this.#leaving) throw error;
        await sleep(1_000);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#leaving) return;
    this.#leaving = true;
    const lease = await this.#lease.catch(() => null);
    if (lease !== null) await leave(this.#site, lease);
  }
}
