import { analyse } from 'chardet';
import { canonicalCharset, damage, decodeAs, MULTIBYTE, SAMPLE, TOLERATED_DAMAGE } from './charset-decoding.ts';
import type { Decoded } from './charset.ts';

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

/** Reads octets that are not what their mail says: by a related charset, one named in the same mail, or a detected one. */
export function guessText(
  octets: Buffer,
  charset: string,
  asDeclared: string | null,
  hints: readonly string[],
): Decoded {
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
