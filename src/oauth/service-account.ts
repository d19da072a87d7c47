import { createPrivateKey, sign } from 'node:crypto';
import type { Endpoints } from './providers.ts';

/** A Google service account, as its key file says it, and the mailbox that it acts for. */
export type ServiceAccount = {
  readonly email: string;
  /** PEM. */
  readonly privateKey: string;
  readonly subject: string;
};

/** RFC 7523 §2.1: an assertion that the service account acts for the mailbox, valid for an hour. */
export function signedAssertion(
  account: ServiceAccount,
  { tokenUrl, scope }: Endpoints,
  now: Temporal.Instant,
): string {
  const issued = Math.floor(now.epochMilliseconds / 1000);
  const claims = { iss: account.email, sub: account.subject, scope, aud: tokenUrl, iat: issued, exp: issued + 3_600 };
  const payload = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(claims)}`;
  const signature = sign('sha256', Buffer.from(payload), createPrivateKey(account.privateKey));
  return `${payload}.${signature.toString('base64url')}`;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
