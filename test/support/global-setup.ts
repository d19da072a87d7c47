import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the PostgreSQL that all tests of this run share; started by the first that asks (postgres.ts). */
    postgresFolder: string;
  }
}

const PREFIX = 'replydesk-test-';

/** One database server a test run, and none that outlives it: what a killed run left behind is cleared first. */
export default async function globalSetup(project: TestProject): Promise<() => Promise<void>> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)-`).exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) await clear(join(tmpdir(), name));
  }
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  project.provide('postgresFolder', folder);
  return () => clear(folder);
}

/** The last to leave stops the server, so joining and leaving is enough. */
async function clear(folder: string): Promise<void> {
  if (existsSync(join(folder, 'postgres', 'postmaster.pid')))
    await (await startEmbeddedPostgres(folder))[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
