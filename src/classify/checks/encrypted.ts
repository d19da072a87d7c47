import type { Check } from '../check.ts';
import { because } from '../header-value.ts';

// Only the recipient can read it, so nothing in the text was judged; it is still a person's mail.
export const encrypted: Check = ({ contentType, attachments }) => {
  const type = [contentType.type, ...attachments.map((part) => part.contentType)].find((each) => ENCRYPTED.test(each));
  const enveloped = contentType.params['smime-type'] !== 'signed-data';
  return type !== undefined && enveloped ? [because('encrypted', type, 'RFC 8551, RFC 3156')] : [];
};

const ENCRYPTED = /^(?:multipart\/encrypted|application\/(?:x-)?pkcs7-mime|application\/pgp-encrypted)$/;
