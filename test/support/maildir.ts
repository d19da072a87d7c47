import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from '../../src/ingest/parse.ts';
import type { Letter } from './town.ts';

/** What was delivered into a Maildir and not read yet, oldest first. */
export async function unread(maildir: string): Promise<Letter[]> {
  const folder = join(maildir, 'new');
  const names = await readdir(folder).catch(() => []);
  return Promise.all(
    names.toSorted().map(async (name) => {
      const octets = await readFile(join(folder, name));
      return { octets, message: await parse(octets) };
    }),
  );
}
