import { spawn } from 'node:child_process';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.ts';

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

/** How a program ended, and what it said where nobody wrote that into a log. */
export type End = { readonly well: boolean; readonly heard: string };

/** A program at work. */
export type Run = {
  readonly ended: Promise<End>;
  /** Our process need not live as long as the program. */
  readonly letGo: () => void;
};

/**
 * Runs a program in a session of its own, so that Ctrl-C or a closed terminal reaches it only through us. It outlives a
 * killed process on purpose: the next one finds it and goes on. What it says goes into `log`; null: only its complaints are
 * kept, which then need no room on a disk that may be full.
 *
 * As another account it may not be able to walk to its folder (a checkout under /root). Through a descriptor that root
 * opened and the program inherits it need not walk: /proc/self/fd/3 is the folder itself.
 */
export async function runProgram(
  site: Site,
  program: 'initdb' | 'postgres',
  folder: string,
  words: (path: string) => string[],
  log: FileHandle | null,
): Promise<Run> {
  await using handle = site.account !== null && process.platform === 'linux' ? await open(folder, 'r') : null;
  const child = spawn(join(site.programs, 'bin', program), words(handle === null ? folder : '/proc/self/fd/3'), {
    cwd: '/',
    detached: true,
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', log?.fd ?? 'ignore', log?.fd ?? 'pipe', ...(handle === null ? [] : [handle.fd])],
    ...site.account,
  });
  let heard = '';
  child.stderr?.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  const ended = new Promise<End>((resolve) => {
    child.once('error', ({ message }) =>
      resolve({ well: false, heard: `${program} cannot run on this machine: ${message}` }),
    );
    child.once('close', (status) => resolve({ well: status === 0, heard }));
  });
  return { ended, letGo: () => child.unref() };
}

/** What a person needs to know of all that a program said: its last complaint, in one line. */
export function complaintIn(text: string, site: Site): string {
  if (/No space left on device|Disk quota exceeded/.test(text)) return diskFull(site.folder);
  const complaints = text.split('\n').filter((line) => /FATAL|PANIC|error|could not|cannot/i.test(line));
  return complaints.at(-1)?.replace(/^.*?(?:FATAL|PANIC|error): +/, '') ?? `PostgreSQL gave up, see ${site.log}`;
}

/** One line for the commonest end of a database. */
export function diskFull(folder: string): string {
  return `the disk that holds ${folder} is full: free some space, then start again`;
}
