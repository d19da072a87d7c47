import type { Dirent } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMbox, mboxMails } from './mbox.ts';

/** One mail on disk. `file` names it; a mail of an mbox file has its number behind the file's name: `box#3`. */
export type MailFile = { readonly file: string; readonly read: () => Promise<Buffer> };

/** Of a longer file no more is read; the parser cuts before that and says so. */
const MOST = 26 * 1024 * 1024;

/**
 * The mails under the given paths: a mail file, an mbox file, a Maildir or any folder, read recursively and in name order.
 * Never throws: what cannot be read is a mail whose `read` says why, so that one bad file stops nothing.
 */
export async function* mailFiles(paths: readonly string[]): AsyncGenerator<MailFile> {
  for (const path of paths) yield* mailsAt(path, new Set());
}

/** `seen`: the folders that were entered, since a link may lead back. */
async function* mailsAt(path: string, seen: Set<string>): AsyncGenerator<MailFile> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) for (const name of await namesIn(path, seen)) yield* mailsAt(join(path, name), seen);
    else if (!found.isFile()) throw new Error('neither a file nor a folder');
    else if (!path.endsWith('.eml') && isMbox(await beginningOf(path, 300))) yield* mailsInBox(path);
    else yield { file: path, read: () => octetsOf(path) };
  } catch (error) {
    yield { file: path, read: () => Promise.reject(reason(error)) };
  }
}

async function* mailsInBox(path: string): AsyncGenerator<MailFile> {
  let number = 0;
  for await (const octets of mboxMails(path)) {
    number += 1;
    yield { file: `${path}#${number}`, read: () => Promise.resolve(octets) };
  }
}

/** What a folder holds, in name order: of a Maildir the delivered mails and its subfolders, else all that is not hidden. */
async function namesIn(folder: string, seen: Set<string>): Promise<string[]> {
  const real = await realpath(folder);
  if (seen.has(real)) return [];
  seen.add(real);
  const entries = await readdir(folder, { withFileTypes: true });
  const names = new Set(entries.map(({ name }) => name));
  const isMaildir = names.has('cur') && names.has('new');
  return entries
    .filter((entry) => (isMaildir ? isInMaildir(entry) : !entry.name.startsWith('.')))
    .map(({ name }) => name)
    .sort();
}

/** `tmp` holds mails that are still being written; Maildir++ folders begin with a dot. */
function isInMaildir(entry: Dirent): boolean {
  return entry.isDirectory() && (entry.name === 'cur' || entry.name === 'new' || entry.name.startsWith('.'));
}

async function beginningOf(path: string, length: number): Promise<string> {
  return (await octetsOf(path, length)).toString('latin1');
}

async function octetsOf(path: string, most = MOST): Promise<Buffer> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, most)), 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw reason(error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'may not be read',
  ELOOP: 'a link that leads to itself',
};

function reason(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new Error(REASONS[code] ?? (error instanceof Error ? error.message : String(error)));
}
