import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Path } from '../yaml-file.ts';
import type { OAuthConfig } from './config.ts';
import type { Written } from './schema.ts';

type Complain = (path: Path, message: string) => null;
type WrittenGrant = Written['oauth'][number];

/** The grants, with the key files that they name; those that lack something are told and left out. */
export async function oauthOf(
  grants: readonly WrittenGrant[],
  folder: string,
  complain: Complain,
): Promise<readonly OAuthConfig[]> {
  const read = await Promise.all(
    grants.map((grant, index) => grantOf(grant, folder, (key, message) => complain(['oauth', index, key], message))),
  );
  return read.filter((grant) => grant !== null);
}

async function grantOf(
  { grant: kind, key, mailbox, clientId, ...written }: WrittenGrant,
  folder: string,
  complain: (key: string, message: string) => null,
): Promise<OAuthConfig | null> {
  if (written.provider === 'other' && written.tokenUrl === null) return complain('tokenUrl', 'is missing');
  if (kind === 'service-account') {
    if (mailbox === null) return complain('mailbox', 'is missing: the address that the service account acts for');
    const account = key === null ? null : await keyFile(resolve(folder, key));
    if (account === null) return complain('key', 'name the JSON key file of the service account');
    return { ...written, kind, clientId: clientId ?? '', key: { ...account, subject: mailbox } };
  }
  if (clientId === null) return complain('clientId', 'is missing');
  if (kind === 'app' && written.clientSecret === null) return complain('clientSecret', 'is missing');
  return { ...written, kind, clientId };
}

async function keyFile(file: string): Promise<{ email: string; privateKey: string } | null> {
  try {
    const { client_email: email, private_key: privateKey } = JSON.parse(await readFile(file, 'utf8')) as Record<
      string,
      unknown
    >;
    return typeof email === 'string' && typeof privateKey === 'string' ? { email, privateKey } : null;
  } catch {
    return null;
  }
}

/** Every server proves us by a password or by a grant that exists, never by both. */
export function signInProblems(
  { mailboxes = [], outbound, alarms, oauth = [] }: Partial<Written>,
  complain: Complain,
): void {
  const names = new Set(oauth.map(({ name }) => name));
  const judge = (server: { password: string | null; oauth: string | null }, path: Path): void => {
    if (server.oauth === null) return;
    if (!names.has(server.oauth)) complain([...path, 'oauth'], `there is no grant "${server.oauth}" under oauth`);
    if (server.password !== null) complain([...path, 'password'], 'write either password or oauth');
  };
  for (const [index, { imap }] of mailboxes.entries()) {
    if (imap.password === null && imap.oauth === null) complain(['mailboxes', index, 'imap', 'password'], 'is missing');
    judge(imap, ['mailboxes', index, 'imap']);
  }
  if (outbound?.smtp) judge(outbound.smtp, ['outbound', 'smtp']);
  if (outbound?.fallback?.smtp) judge(outbound.fallback.smtp, ['outbound', 'fallback', 'smtp']);
  if (alarms?.smtp) judge(alarms.smtp, ['alarms', 'smtp']);
  for (const [index, { name }] of oauth.entries())
    if (oauth.findIndex((one) => one.name === name) !== index)
      complain(['oauth', index, 'name'], `there is a grant "${name}" already`);
}
