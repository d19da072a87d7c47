import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/*
 * What lies in the database is worth nothing without the desk's secret: AES-256-GCM under a key that is derived for this
 * purpose alone, bound to the name that it was made for. A nonce, the tag, then the text.
 */
const NONCE = 12;
const TAG = 16;

/** Encrypts a text for `name`. */
export function seal(text: string, secret: string, name: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce).setAAD(Buffer.from(name));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** What was sealed for `name`; null where the secret is another or a bit was changed. */
export function open(sealed: Buffer, secret: string, name: string): string | null {
  try {
    const cipher = createDecipheriv('aes-256-gcm', keyOf(secret), sealed.subarray(0, NONCE), { authTagLength: TAG });
    cipher.setAAD(Buffer.from(name)).setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([cipher.update(sealed.subarray(NONCE + TAG)), cipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'replydesk oauth grants', 32));
}
