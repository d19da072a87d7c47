import { clipped } from './encoded-words.ts';

/** Names of parts that mail programs leave unnamed (RFC 8551 §3.2.1, RFC 3156, RFC 5546). */
const STANDARD_NAMES: Readonly<Record<string, string>> = {
  'application/pkcs7-mime': 'smime.p7m',
  'application/x-pkcs7-mime': 'smime.p7m',
  'application/pkcs7-signature': 'smime.p7s',
  'application/x-pkcs7-signature': 'smime.p7s',
  'application/pgp-signature': 'signature.asc',
  'application/pgp-keys': 'public-key.asc',
  'multipart/encrypted': 'encrypted.asc',
  'text/calendar': 'invite.ics',
};

/** Controls, and the format characters that hide or reorder a name (S20, S21); joiners inside words are letters of some scripts. */
const HIDDEN = /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** Names that Windows takes for a device, whatever follows the dot: such a file cannot be saved. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** The name of an attachment as it may be shown: one line, no path, nothing hidden. Null where it has none. */
export function attachmentName(name: string, type: string): string | null {
  const shown = clipped(name.replace(HIDDEN, '').trim());
  const base = isPath(shown) ? (shown.split(/[/\\]/).at(-1) ?? '') : shown.replaceAll('/', '_');
  const safe = /^\.*$/.test(base.trim()) ? '' : base.trim().replace(DEVICE, '_$&');
  return safe === '' ? (STANDARD_NAMES[type] ?? null) : safe;
}

/** `../x`, `/etc/x`, `C:\x`, `\\server\x`, `dir\x`; a lone slash as in `Offer 3/2026.pdf` is none. */
function isPath(name: string): boolean {
  return name.includes('\\') || name.startsWith('/') || /(?:^|\/)\.\.?\//.test(name);
}
