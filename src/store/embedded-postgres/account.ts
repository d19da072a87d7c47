import { chown, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Under which account the server runs; null: under ours. PostgreSQL refuses to run as root. */
export type Account = { readonly uid: number; readonly gid: number } | null;

/** A system user of this name is taken where there is one: `nobody` may be shared with other programs. */
const CANDIDATES = ['replydesk', 'nobody'];

/** Whoever owns the cluster already; on a new one, the first of the candidates that this machine knows. */
export async function serverAccount(cluster: string): Promise<Account> {
  if (process.geteuid?.() !== 0) return null;
  const owner = await stat(cluster).catch(() => null);
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const users = await knownUsers();
  const found = CANDIDATES.map((name) => users.get(name)).find((account) => account !== undefined);
  if (found === undefined)
    throw new Error('PostgreSQL refuses to run as root: create a system user named "replydesk", or start as a user');
  return found;
}

async function knownUsers(): Promise<Map<string, { uid: number; gid: number }>> {
  const passwd = await readFile('/etc/passwd', 'utf8');
  return new Map(
    passwd
      .split('\n')
      .map((line) => line.split(':'))
      .filter(([, , uid, gid]) => Number(uid) > 0 && gid !== undefined)
      .map(([name, , uid, gid]) => [name ?? '', { uid: Number(uid), gid: Number(gid) }]),
  );
}

/** Gives a folder and all in it to the account, as after a restore by root. */
export async function giveTo(account: NonNullable<Account>, path: string): Promise<void> {
  await chown(path, account.uid, account.gid);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) await giveTo(account, child);
    else if (entry.isFile()) await chown(child, account.uid, account.gid);
  }
}
