import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a running server says of itself in its `postmaster.pid` (PostgreSQL: src/include/utils/pidfile.h). */
export type Postmaster = { readonly pid: number; readonly socketFolder: string; readonly ready: boolean };

/** The server that holds the cluster, or null; the file may be a leftover, and is incomplete for a moment at start. */
export async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, socketFolder: lines[4] ?? '', ready: lines[7]?.trim() === 'ready' } : null;
}

/** Whether the process exists; one that we may not signal exists too. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Takes away the `postmaster.pid` of a dead server whose process number another program has now, as happens in containers,
 * where numbers start over: PostgreSQL would take that program for its server and refuse to start. Two starters may judge
 * the same file, so it is moved aside and looked at again; PostgreSQL's own shared-memory check guards what is left.
 */
export async function removeLeftover(cluster: string, judged: Postmaster): Promise<void> {
  const name = await readFile(`/proc/${judged.pid}/comm`, 'utf8').catch(() => '');
  if (name === '' || name.startsWith('postgres')) return;
  const file = join(cluster, 'postmaster.pid');
  const aside = `${file}.${process.pid}`;
  try {
    await rename(file, aside);
    const moved = await readFile(aside, 'utf8');
    if (Number(moved.split('\n')[0]) !== judged.pid) await writeFile(file, moved, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}
