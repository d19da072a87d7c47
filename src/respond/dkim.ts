import { createPrivateKey, type KeyObject } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import DKIM from 'nodemailer/lib/dkim';

/**
 * Signs outgoing mail (RFC 6376) once, when it is composed, so that every try sends the same signed octets. From and all that
 * threading and loop prevention rest on is signed; what relays add or change on the way (Sender, Return-Path) is not.
 */
export type DkimKey = { readonly domain: string; readonly selector: string; readonly privateKey: string };

export type Sign = (octets: Buffer) => Promise<Buffer>;

const SIGNED =
  'from:reply-to:subject:date:message-id:to:cc:mime-version:content-type:content-transfer-encoding:' +
  'in-reply-to:references:auto-submitted:x-auto-response-suppress:x-replydesk';

/** A signer for one key. Throws where the PEM holds no RSA key; the key is read once, not for every mail. */
export function dkimSigner({ domain, selector, privateKey }: DkimKey): Sign {
  const key: KeyObject = createPrivateKey(privateKey);
  if (key.asymmetricKeyType !== 'rsa') throw new Error('outbound.dkim.key: an RSA key is needed');
  const dkim = new DKIM({ domainName: domain, keySelector: selector, privateKey: key, headerFieldNames: SIGNED });
  return (octets) => buffer(dkim.sign(octets));
}
