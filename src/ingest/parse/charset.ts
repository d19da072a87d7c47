import { isAscii, isUtf8 } from 'node:buffer';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import { fromSevenBit } from './seven-bit.ts';

/** Text out of octets, and the charset that was taken where it is not the declared one. */
export type Decoded = { readonly text: string; readonly guessed: string | null };

/**
 * Reads octets as text: by the declared charset where that gives text, else by what the octets are. Never throws.
 * `hints` are charsets that the same mail names elsewhere, the likeliest first.
 */
export function decodeText(octets: Buffer, declared: string | null, hints: readonly string[] = []): Decoded {
  const charset = canonicalCharset(declared) || (isJis(octets) ? 'iso-2022-jp' : '');
  if (isSevenBit(charset)) {
    const text = decodeAs(octets, charset);
    return damage(text, octets) < TOLERATED_DAMAGE ? { text, guessed: null } : guess(octets, charset, text, hints);
  }
  if (isAscii(octets)) return { text: octets.toString('latin1'), guessed: null };
  // Mail labelled with a one-byte charset that is sound UTF-8 is UTF-8: by chance that happens in no text of people.
  if (charset !== 'utf-8' && !MULTIBYTE.has(charset) && isUtf8(octets))
    return { text: octets.toString('utf8'), guessed: charset === '' ? null : 'utf-8' };
  const text = charset === '' ? null : decodeAs(octets, charset);
  if (text !== null && damage(text, octets) < TOLERATED_DAMAGE) return { text, guessed: null };
  return guess(octets, charset, text, hints);
}

/** Reads a header's or file name's octets, given one character an octet. */
export function decodeOctets(octets: string, hints: readonly string[] = []): string {
  return NON_ASCII.test(octets) ? decodeText(Buffer.from(octets, 'latin1'), null, hints).text : octets;
}

/** The name under which a charset is known here; '' for none, US-ASCII (which says nothing of 8-bit octets) and unknown ones. */
export function canonicalCharset(label: string | null): string {
  const name = (label ?? '').toLowerCase().replace(/^[\s"']+|[\s"';]+$/g, '');
  if (name === '' || name.length > 40) return '';
  const known = CANONICAL.get(name);
  if (known !== undefined) return known;
  const found = lookUp(name);
  if (CANONICAL.size < 500) CANONICAL.set(name, found);
  return found;
}

const NON_ASCII = /[\x80-\xff]/;
const TOLERATED_DAMAGE = 0.1;
const SAMPLE = 16 * 1024;
const MULTIBYTE = new Set(['gb18030', 'gbk', 'big5', 'euc-jp', 'shift_jis', 'euc-kr', 'utf-16le', 'utf-16be']);
const SEVEN_BIT = new Set(['iso-2022-jp', 'iso-2022-kr', 'iso-2022-cn', 'hz-gb-2312', 'utf-7']);

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

function isSevenBit(charset: string): boolean {
  return SEVEN_BIT.has(charset) || charset.startsWith('utf-16');
}

/** ISO-2022-JP tells itself by its escapes, and stands undeclared in old headers. */
function isJis(octets: Buffer): boolean {
  return octets.includes('\x1b$B') || octets.includes('\x1b$@');
}

const decoders = new Map<string, TextDecoder | null>();

function decodeAs(octets: Buffer, charset: string): string {
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
function damage(text: string, octets: Buffer): number {
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

/** Charsets of the same script, tried before all others where the declared one does not fit. */
const RELATIVES: Readonly<Record<string, readonly string[]>> = {
  'iso-2022-jp': ['shift_jis', 'euc-jp'],
  shift_jis: ['euc-jp'],
  'euc-jp': ['shift_jis'],
  gbk: ['gb18030', 'big5'],
  gb18030: ['big5'],
  'hz-gb-2312': ['gb18030'],
  big5: ['gb18030'],
  'iso-2022-kr': ['euc-kr'],
};

function guess(octets: Buffer, charset: string, asDeclared: string | null, hints: readonly string[]): Decoded {
  const unicode = octets.toString('utf8');
  if (damage(unicode, octets) < TOLERATED_DAMAGE)
    return { text: unicode, guessed: charset === 'utf-8' ? null : 'utf-8' };
  const sample = highOctets(octets);
  const named = [charset, ...hints.map(canonicalCharset)];
  const candidates = [...named.flatMap((name) => [name, ...(RELATIVES[name] ?? [])]), ...detected(octets, sample)];
  for (const candidate of candidates) {
    if (candidate === '' || candidate === 'utf-8' || (LATIN.test(candidate) && isDense(sample))) continue;
    const text = decodeAs(octets, candidate);
    if (damage(text, octets) === 0 && isPlausible(text)) return { text, guessed: candidate };
  }
  if (asDeclared !== null && damage(asDeclared, octets) < 0.5) return { text: asDeclared, guessed: null };
  return { text: decodeAs(octets, 'windows-1252'), guessed: 'windows-1252' };
}

/** What the octets look like, the likeliest first. On short texts only the shape of the runs tells East Asia from the West. */
function detected(octets: Buffer, sample: HighOctets): string[] {
  const dense = isDense(sample);
  const found = analyse(octets.length > SAMPLE ? octets.subarray(0, SAMPLE) : octets)
    .filter(({ confidence }) => confidence >= (dense ? 30 : 60))
    .map(({ name }) => canonicalCharset(name));
  const asian = dense ? Object.keys(EVERYDAY_LEADS) : [];
  const fits = (name: string): boolean => !MULTIBYTE.has(name) || isEveryday(octets, EVERYDAY_LEADS[name] ?? []);
  return [...[...found, ...asian].filter(fits), 'windows-1252'];
}

/** First octets of the characters of everyday use, as ranges: doubled vowels of Finnish are other ones. */
const EVERYDAY_LEADS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  gb18030: [
    [0xa1, 0xa3],
    [0xb0, 0xd7],
  ],
  big5: [[0xa1, 0xc6]],
  'euc-kr': [
    [0xa1, 0xa3],
    [0xb0, 0xc8],
  ],
  shift_jis: [
    [0x81, 0x83],
    [0x88, 0x97],
  ],
  'euc-jp': [
    [0xa1, 0xa5],
    [0xb0, 0xcf],
  ],
};

function isEveryday(octets: Buffer, ranges: readonly (readonly [number, number])[]): boolean {
  let pairs = 0;
  let everyday = 0;
  for (let at = 0; at + 1 < Math.min(octets.length, SAMPLE); at++) {
    const lead = octets[at] ?? 0;
    if (lead < 0x81) continue;
    pairs++;
    if (ranges.some(([from, to]) => lead >= from && lead <= to)) everyday++;
    at++;
  }
  return everyday > pairs * 0.7;
}

/** Latin scripts have letters beyond ASCII here and there, all others have runs of them. */
function isDense({ high, runs, total }: HighOctets): boolean {
  return high / runs >= 2 || high / total >= 0.4;
}

const LATIN = /^(?:windows-125[02478]|iso-8859-(?:1|2|3|4|9|10|13|14|15|16)|macintosh)$/;

type HighOctets = { readonly high: number; readonly runs: number; readonly total: number };

function highOctets(octets: Buffer): HighOctets {
  let high = 0;
  let runs = 0;
  let inside = false;
  const total = Math.min(octets.length, SAMPLE);
  for (let i = 0; i < total; i++) {
    const isHigh = (octets[i] ?? 0) > 127;
    if (isHigh) high++;
    if (isHigh && !inside) runs++;
    inside = isHigh;
  }
  return { high, runs: Math.max(runs, 1), total: Math.max(total, 1) };
}

const LETTERS = /[\p{L}\p{M}\u2010-\u2027\u3000-\u303f\uff00-\uffef«»„“”’–—…€°§©®·¿¡\u00a0]/u;
const CONTROLS = /[\u0080-\u009f\ue000-\uf8ff]/;

/** Whether what lies beyond ASCII reads like words: letters and their punctuation, no controls, no private characters. */
function isPlausible(text: string): boolean {
  let letters = 0;
  let others = 0;
  for (const character of text.slice(0, SAMPLE)) {
    if (character <= '\u007f') continue;
    if (CONTROLS.test(character)) return false;
    if (LETTERS.test(character)) letters++;
    else others++;
  }
  return letters >= others * 4;
}
