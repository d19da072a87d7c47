import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The mail files under the given paths, folders read recursively, in name order. */
export async function* mailFiles(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    if (!(await stat(path)).isDirectory()) yield path;
    else {
      const names = (await readdir(path)).sort();
      yield* mailFiles(names.map((name) => join(path, name)));
    }
  }
}
