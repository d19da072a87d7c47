import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { canonicalAddress } from '../requests/address.ts';
import { staffByAddress, type StaffMember } from '../requests/staff.ts';
import { audit } from '../store/audit.ts';
import { beginSession, continueSession, endSession, keepLink, linksSince, useLink } from '../store/sign-in.ts';
import type { Store } from '../store/store.ts';

/**
 * How admins come in: by a link mailed to an address of the configuration. There is no password to remember, to leak or to
 * guess. A link works once and for a quarter of an hour; a session ends after half an hour without use, and after a working
 * day. What the database keeps of both are hashes. Who stops being an admin in the configuration is out at the next click.
 */
export type Desk = {
  readonly store: Store;
  readonly clock: Clock;
  readonly staff: readonly StaffMember[];
  /** What links point to, without a slash at the end. */
  readonly url: string;
};

/** Who is signed in, with the secret that his forms must bring along. */
export type Session = { readonly admin: StaffMember; readonly formKey: string };

const LINK_LASTS: Temporal.DurationLike = { minutes: 15 };
const SESSION_LASTS: Temporal.DurationLike = { hours: 9 };
const IDLE: Temporal.DurationLike = { minutes: 30 };

/** The admin whose address this is; null for anybody else. */
export function adminByAddress(staff: readonly StaffMember[], address: string): StaffMember | null {
  const member = staffByAddress(staff, address);
  return member?.role === 'admin' ? member : null;
}

/** A link for an admin. `most`: null where so many were asked for within a quarter of an hour. */
export async function newLink(
  { store, clock, url }: Desk,
  admin: StaffMember,
  { by, most = Infinity }: { readonly by: string; readonly most?: number },
): Promise<string | null> {
  const token = secret();
  const now = clock.now();
  const address = canonicalAddress(admin.address);
  return store.transact(async (transaction) => {
    if ((await linksSince(transaction, address, now.subtract(LINK_LASTS))) >= most) return null;
    await keepLink(transaction, { hash: hash(token), address, now, until: now.add(LINK_LASTS) });
    await audit(transaction, { at: now, kind: 'sign-in-link', actor: address, data: { by } });
    return `${url}/sign-in/link?token=${token}`;
  });
}

/** Uses a link up and begins a session. Returns its key; null where the link does not work. */
export async function signIn({ store, clock, staff }: Desk, token: string, from: string): Promise<string | null> {
  const now = clock.now();
  return store.transact(async (transaction) => {
    const address = await useLink(transaction, hash(token), now);
    if (address === null || adminByAddress(staff, address) === null) {
      await audit(transaction, { at: now, kind: 'sign-in-refused', actor: address ?? 'unknown', data: { from } });
      return null;
    }
    const key = secret();
    await beginSession(transaction, { hash: hash(key), address, now, until: now.add(SESSION_LASTS) });
    await audit(transaction, { at: now, kind: 'signed-in', actor: address, data: { from } });
    return key;
  });
}

/** Whose session a key is; null where it is nobody's any more. */
export async function sessionOf({ store, clock, staff }: Desk, key: string): Promise<Session | null> {
  const now = clock.now();
  const idleSince = now.subtract(IDLE);
  const address = await store.transact((transaction) => continueSession(transaction, hash(key), { now, idleSince }));
  const admin = address === null ? null : adminByAddress(staff, address);
  return admin && { admin, formKey: formKeyOf(key) };
}

export async function signOut({ store, clock }: Desk, key: string, { admin }: Session): Promise<void> {
  await store.transact(async (transaction) => {
    await endSession(transaction, hash(key));
    await audit(transaction, { at: clock.now(), kind: 'signed-out', actor: admin.address, data: {} });
  });
}

/** Whether a form was made in this session (compared in constant time). */
export function isOwnForm({ formKey }: Session, given: string): boolean {
  const [own, other] = [Buffer.from(formKey), Buffer.from(given)];
  return own.length === other.length && timingSafeEqual(own, other);
}

function secret(): string {
  return randomBytes(24).toString('base64url');
}

function hash(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

/** Known to whoever knows the session, and tells nothing of it. */
function formKeyOf(key: string): string {
  return createHash('sha256').update(`form ${key}`).digest('base64url');
}
