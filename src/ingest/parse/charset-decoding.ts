import iconv from 'iconv-lite';
import { fromSevenBit } from './seven-bit.ts';

/** The name under which a charset is known here; '' for none, US-ASCII (which says nothing of 8-bit octets) and unknown ones. */
export function canonicalCharset(label: string | null): string {
  const name = (label ?? '')
    .slice(0, 60)
    .toLowerCase()
    .replace(/^[\s"']+|[\s"';]+$/g, '');
  if (name === '' || name.length > 40) return '';
  const known = CANONICAL.get(name);
  if (known !== undefined) return known;
  const found = lookUp(name);
  if (CANONICAL.size < 500) CANONICAL.set(name, found);
  return found;
}

/** Charsets whose characters may take several octets. */
export const MULTIBYTE: ReadonlySet<string> = new Set([
  'gb18030',
  'gbk',
  'big5',
  'euc-jp',
  'shift_jis',
  'euc-kr',
  'utf-16le',
  'utf-16be',
]);
/** Charsets in which octets of ASCII mean something else. */
const SEVEN_BIT = new Set(['iso-2022-jp', 'iso-2022-kr', 'iso-2022-cn', 'hz-gb-2312', 'utf-7']);
/** From this share of broken characters on a text is not in the charset that it says. */
export const TOLERATED_DAMAGE = 0.1;
/** How much of a text is looked at to judge it. */
export const SAMPLE = 16 * 1024;

/** Names that neither WHATWG nor iconv-lite knows, or that mail uses for something else. */
const CANONICAL = new Map([
  ['us-ascii', ''],
  ['ascii', ''],
  ['ansi_x3.4-1968', ''],
  ['unknown-8bit', ''],
  ['x-unknown', ''],
  ['default_charset', ''],
  ['_autodetect', ''],
  ['x-user-defined', ''],
  ['utf', 'utf-8'],
  ['utf-7', 'utf-7'],
  ['unicode-1-1-utf-7', 'utf-7'],
  ['x-unicode-2-0-utf-7', 'utf-7'],
  ['hz-gb-2312', 'hz-gb-2312'],
  ['iso-2022-kr', 'iso-2022-kr'],
  ['iso-2022-cn', 'iso-2022-cn'],
  ['iso-2022-jp-1', 'iso-2022-jp'],
  ['iso-2022-jp-2', 'iso-2022-jp'],
  ['jis', 'iso-2022-jp'],
  ['cp932', 'shift_jis'],
  ['cp936', 'gbk'],
  ['cp949', 'euc-kr'],
  ['cp950', 'big5'],
]);

function lookUp(name: string): string {
  for (const label of [name, name.replace(/^(?:x-)?(?:cs)?/, ''), name.replace(/[^a-z0-9]+/g, '-')]) {
    try {
      return new TextDecoder(label).encoding;
    } catch {
      if (iconv.encodingExists(label)) return label;
    }
  }
  return '';
}

/** Whether octets of ASCII may be other characters in this charset. */
export function isSevenBit(charset: string): boolean {
  return SEVEN_BIT.has(charset) || charset.startsWith('utf-16');
}

const decoders = new Map<string, TextDecoder | null>();

/** Reads octets by a charset of canonical name; what is no character becomes the replacement character. */
export function decodeAs(octets: Buffer, charset: string): string {
  const plain = isSevenBit(charset) ? fromSevenBit(octets, charset) : { octets, charset };
  let decoder = decoders.get(plain.charset);
  if (decoder === undefined) {
    decoder = whatwg(plain.charset);
    decoders.set(plain.charset, decoder);
  }
  return decoder ? decoder.decode(plain.octets) : iconv.decode(plain.octets, plain.charset).toWellFormed();
}

function whatwg(charset: string): TextDecoder | null {
  try {
    return new TextDecoder(charset);
  } catch {
    return null;
  }
}

/** Share of replacement characters among all characters beyond ASCII, counted over the beginning. */
export function damage(text: string, octets: Buffer): number {
  if (!text.includes('\ufffd')) return 0;
  let broken = 0;
  let beyond = 0;
  for (let i = 0; i < Math.min(text.length, SAMPLE); i++) {
    const code = text.charCodeAt(i);
    if (code > 127) beyond++;
    if (code === 0xfffd) broken++;
  }
  // A mail may carry the replacement character itself: somebody before us decoded it wrongly.
  return broken === 0 || octets.includes('\ufffd') ? 0 : broken / beyond;
}
