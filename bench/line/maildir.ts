import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** Puts mails straight into a Maildir, as fast as a file system can: a delivery agent is not what is measured. */
export function fillMaildir(folder: string, mails: readonly Buffer[]): void {
  for (const part of ['', 'cur', 'new', 'tmp']) mkdirSync(join(folder, part), { recursive: true });
  for (const [at, mail] of mails.entries())
    writeFileSync(join(folder, 'new', `${1_700_000_000 + at}.${at}.bench`), mail);
  if (userInfo().uid === 0) execFileSync('chown', ['-R', 'nobody:nogroup', folder]);
}

/** Delivers one mail into a Maildir that is being watched: written aside, then moved in at once. */
export function deliverOne(folder: string, name: string, mail: Buffer): void {
  const aside = join(folder, 'tmp', name);
  writeFileSync(aside, mail, { mode: 0o644 });
  if (userInfo().uid === 0) execFileSync('chown', ['nobody:nogroup', aside]);
  renameSync(aside, join(folder, 'new', name));
}
