import { chown, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { giveTo } from './account.ts';
import { complaintIn, runProgram, type Site } from './program.ts';

const MAJOR = '18';

/** Makes the cluster where there is none. A half-made one never gets the name, so a killed start leaves nothing in the way. */
export async function ensureCluster(site: Site): Promise<void> {
  const version = await readFile(join(site.cluster, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version === null) return makeCluster(site);
  if (version.trim() !== MAJOR)
    throw new Error(
      `${site.cluster} was written by PostgreSQL ${version.trim()}, this program brings ${MAJOR}: dump it with the older release, then restore it here`,
    );
  if (site.account !== null && (await stat(site.cluster)).uid === 0) await giveTo(site.account, site.cluster);
}

async function makeCluster(site: Site): Promise<void> {
  const draft = await mkdtemp(`${site.cluster}.new-`);
  try {
    if (site.account !== null) await chown(draft, site.account.uid, site.account.gid);
    const run = await runProgram(
      site,
      'initdb',
      draft,
      (path) => [
        ...['--pgdata', path, '--username', 'postgres', '--auth-local', 'trust', '--auth-host', 'reject'],
        ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
        '--no-instructions',
      ],
      null,
    );
    const { well, heard } = await run.ended;
    // Whoever is first makes the cluster and clears the drafts, those of a killed start and ours alike.
    if (await isCluster(site)) return;
    if (!well) throw new Error(complaintIn(heard, site));
    await rename(draft, site.cluster);
    await clearDrafts(site);
  } catch (error) {
    if (!(await isCluster(site))) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function isCluster(site: Site): Promise<boolean> {
  return (await stat(join(site.cluster, 'PG_VERSION')).catch(() => null)) !== null;
}

async function clearDrafts(site: Site): Promise<void> {
  for (const name of await readdir(site.folder))
    // A slower starter may still write into its own; it removes that itself.
    if (name.startsWith('postgres.new-'))
      await rm(join(site.folder, name), { recursive: true, force: true }).catch(() => undefined);
}
