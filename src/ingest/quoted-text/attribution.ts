import { type Line, lowered } from './lines.ts';
import { anyOf, anyWord } from './word-pattern.ts';
import { ATTRIBUTION_STARTS, FIRST_PERSONS, WEEKDAYS, WROTE, WROTE_UNSPACED } from './words/attribution-words.ts';

/*
 * Finds "On 3 May 2024, Ann <ann@example.org> wrote:" in all the shapes that clients give it: the date first or last, the verb
 * in the middle or at the end or none at all, wrapped over up to four lines. A verb alone is never enough, since people write
 * "as he said:" too: there must be a date, a time or an address, or quoted lines below.
 */

const MAX_LINES = 4;
const MAX_LENGTH = 420;

// The text is lowered before it is matched: case-insensitive patterns of this size take long to compile.
const ANY_VERB = `(?:${anyWord(WROTE)}|${anyOf(WROTE_UNSPACED)})`;
const VERB = new RegExp(ANY_VERB, 'u');
const VERBS = new Set([...WROTE, ...WROTE_UNSPACED]);
const VERB_LAST_WORDS = new Set(WROTE.map((verb) => verb.split(' ').at(-1)!));
const GAPS = new Set(' >)"\'»');
const UNSPACED_AT_END = new RegExp(`${anyOf(WROTE_UNSPACED)}$`, 'u');
const START = new RegExp(`^(?:${anyOf(ATTRIBUTION_STARTS)})(?!\\p{L})`, 'u');
const WEEKDAY_START = new RegExp(`^(?:${anyOf(WEEKDAYS)})(?!\\p{L})[.,]?\\s`, 'u');
const QUOTING_START = /^(?:quoting|zitat von|citando a?|citeren|selon|cytowanie|цитирую)\s\S/u;
const FIRST_PERSON = new Set(FIRST_PERSONS);

const YEAR = /(?<!\p{Nd})(?:19|20|١٩|٢٠|۱۳|۱۴)\p{Nd}\p{Nd}(?!\p{Nd})|\p{Nd}\s?[年년]/u;
// Not within an IP address.
const DAY =
  /(?<!\p{Nd}\.?)\p{Nd}{1,4}[./-]\s?\p{Nd}{1,2}[./-]\s?\p{Nd}{1,4}(?!\.?\p{Nd})|\p{Nd}{1,2}-\p{L}{3}-\p{Nd}{2,4}|\p{L}{3,9}-\p{Nd}{1,2}-\p{Nd}{2,4}|\p{Nd}\s?[月월]/u;
const TIME = /(?<!\p{Nd})\p{Nd}{1,2}\s?[:.h时時]\s?\p{Nd}{2}(?!\p{Nd})|\p{Nd}\s?(?:uhr|h|點|点|시)(?!\p{L})/iu;
const DATE_START =
  /^(?:\p{Nd}{1,4}[./-]\s?\p{Nd}{1,2}[./-]\s?\p{Nd}{1,4}|\p{Nd}{1,2}\.?\s(?:de\s)?\p{L}{3,12}\.?\s(?:de\s)?\p{Nd}{4}|\p{Nd}{4}\s?[年년.])/u;
const ADDRESS = /[^\s<>"'(),:;[\]]@[^\s<>"'(),:;[\]]+\.[^\s<>"'(),:;[\]]+/u;
const ADDRESS_AT_END = /[<([][^<>()[\]]*@[^<>()[\]]+[>)\]]+\s?[:：]?$|@\S+\.\S+[:：]$/u;
const ISO_DATE_AND_NAME = /^20\d\d-\d\d-\d\d \d\d?:\d\d(?::\d\d)? (?:gmt|utc)?[+-]\d\d:?\d\d [\p{L}\s.'’-]{2,60}$/u;
const POSTED_BY = /^posted by .{1,80} on \d\d\/\d\d\/\d{4}$/iu;

// What surrounds an attribution: quote marks of bold or italics, dashes as Zoho and Horde put them.
const BEFORE = /^[-–—=>*_\s|"“«‹]+/u;
const AFTER = /[-–—=*_\s|]+$/u;

/** How sure it is that the text is an attribution; 0 = it is none. */
function strength(text: string, quoteFollows: boolean): 0 | 1 | 2 | 3 {
  const bare = lowered(text.replace(BEFORE, '').replace(AFTER, ''));
  if (bare.length < 6 || bare.length > MAX_LENGTH) return 0;
  const colon = /[:：]$/u.test(bare);
  const dashes = /^-{2,}/u.test(text) && /-{2,}$/u.test(text);
  const address = ADDRESS.test(bare);
  const time = TIME.test(bare);
  const date = YEAR.test(bare) || DAY.test(bare);
  const begins = START.test(bare) ? 3 : WEEKDAY_START.test(bare) || DATE_START.test(bare) ? 2 : 0;
  if (ISO_DATE_AND_NAME.test(bare) || POSTED_BY.test(bare)) return 2;
  if (QUOTING_START.test(bare) && colon && (address || quoteFollows)) return 2;
  const verb = VERB.exec(bare);
  if (!quoteFollows && verb !== null && isFirstPerson(bare, verb)) return 0;
  if (endsWithVerb(bare)) {
    const evidence = date || time || address;
    if (begins && evidence && (colon || dashes || ((date || time) && address) || (date && time))) return begins;
    if (colon && address) return 1;
    if (colon && date && time) return 1;
    if (colon && quoteFollows && bare.length <= 160) return 1;
    return colon && / via /u.test(bare) && bare.length <= 120 ? 1 : 0;
  }
  if (quoteFollows && begins && date && address) return begins;
  if (quoteFollows && colon && address && date && time) return 1;
  if (!colon && !(DATE_START.test(bare) && ADDRESS_AT_END.test(bare))) return 0;
  if (verb !== null) {
    if (begins && (date || time) && (time || address || quoteFollows || YEAR.test(bare))) return begins;
    return (date || time) && (address || time || quoteFollows) ? 1 : 0;
  }
  if (begins === 2 && address && ADDRESS_AT_END.test(bare)) return 2;
  return date && time && ADDRESS_AT_END.test(bare) ? (begins === 0 ? 1 : begins) : 0;
}

const MAX_VERB_WORDS = 4;
const MAX_WORD = 40;
const TRAILING = new Set(' .:：*_"-\t\u00A0');
const UNSPACED_LAST = /[\u0E00-\u0E7F\u3040-\uD7AF]/u;

/** Whether the last words, before a colon and dashes, say that somebody wrote. */
function endsWithVerb(text: string): boolean {
  let end = text.length;
  while (end > 0 && TRAILING.has(text[end - 1]!)) end--;
  if (isVerbTail(text, end)) return true;
  const bracket = text[end - 1] === ')' ? /\([\p{L}/]{1,4}\)$/u.exec(text.slice(Math.max(0, end - 8), end)) : null;
  return bracket !== null && isVerbTail(text, end - bracket[0].length);
}

function isVerbTail(text: string, end: number): boolean {
  const from = lastGap(text, end);
  if (end - from > MAX_WORD)
    return UNSPACED_LAST.test(text[end - 1] ?? '') && UNSPACED_AT_END.test(text.slice(end - MAX_WORD, end));
  if (VERB_LAST_WORDS.has(lowered(text.slice(from + 1, end)))) {
    let start = from;
    for (let words = 0; words < MAX_VERB_WORDS; words++, start = lastGap(text, start)) {
      if (VERBS.has(lowered(text.slice(start + 1, end)))) return true;
      if (start < 0) break;
    }
  }
  return UNSPACED_LAST.test(text[end - 1] ?? '') && UNSPACED_AT_END.test(text.slice(from + 1, end));
}

/** The last space, or bracket of an address ("<ann@lee.example>wrote:"), before an offset; -1 where none is. */
function lastGap(text: string, before: number): number {
  for (let at = before - 1; at >= 0; at--) if (GAPS.has(text[at]!)) return at;
  return -1;
}

/** The lines [from, to) of an attribution that ends on line `end`, or null. */
export function attributionEndingAt(
  lines: readonly Line[],
  end: number,
  quoteFollows: boolean,
): { from: number; to: number } | null {
  if (!mayEndAttribution(lines, end, quoteFollows)) return null;
  let best: { from: number; rank: number; isNamed: boolean } | null = null;
  let text = '';
  let length = 0;
  for (let from = end, taken = 0; from >= 0 && taken < MAX_LINES && from > end - 7; from--) {
    const line = lines[from]!;
    if (line.plain === '') {
      // Some clients leave blank lines around an address that they wrapped.
      if (!/^[<>(]/u.test(text)) break;
      continue;
    }
    if (from < end && (line.depth !== lines[end]!.depth || line.mark !== lines[end]!.mark)) break;
    if (from < end && closesSentence(line.plain)) break;
    taken++;
    length += line.plain.length + 1;
    if (length > MAX_LENGTH) break;
    text = text === '' ? line.plain : joinWrapped(line.plain, text);
    const rank = strength(text, quoteFollows);
    const isNamed = ADDRESS.test(text);
    if (rank > (best?.rank ?? 0) || (best !== null && rank > 0 && completes(line.plain, best.isNamed, isNamed)))
      best = { from, rank, isNamed };
    if (rank === 3) break;
  }
  return best && { from: best.from, to: end + 1 };
}

/** Whether a line begins what the lines below go on with: it breaks off within brackets, or it alone names who wrote. */
function completes(plain: string, wasNamed: boolean, isNamed: boolean): boolean {
  return /[<(]$/u.test(plain) || (!wasNamed && isNamed && (TIME.test(plain) || YEAR.test(plain) || DAY.test(plain)));
}

const ISO_START = /^20\d\d-\d\d-\d\d \d/u;

function mayEndAttribution(lines: readonly Line[], end: number, quoteFollows: boolean): boolean {
  const { plain } = lines[end]!;
  if (plain.length > MAX_LENGTH) return false;
  if (/[:：]["*_\s-]*$/u.test(plain) || endsWithVerb(plain)) return true;
  if (quoteFollows && plain.includes('@') && /\p{Nd}/u.test(plain)) return true;
  if (/^\p{Nd}/u.test(plain)) return ISO_START.test(plain) || ADDRESS_AT_END.test(plain);
  if (/[>)\]]$/u.test(plain)) return DATE_START.test(lines[end - 1]?.plain ?? '');
  return /^posted by/iu.test(plain);
}

function isFirstPerson(text: string, verb: RegExpExecArray): boolean {
  const before = /\S+$/u.exec(text.slice(Math.max(0, verb.index - 30), verb.index).trimEnd())?.[0];
  const after = /^\S+/u.exec(text.slice(verb.index + verb[0].length).trimStart())?.[0];
  return FIRST_PERSON.has(before ?? '') || FIRST_PERSON.has(after?.replace(/[:,]$/u, '') ?? '');
}

/** A line that ends a sentence is not the first half of a wrapped attribution. */
function closesSentence(plain: string): boolean {
  return /(?:\p{L}{5,}|[)\]])[.!?:]$/u.test(plain) || /[!?]$/u.test(plain);
}

function joinWrapped(first: string, second: string): string {
  return /[<([{"']$/u.test(first) ? first + second : `${first} ${second}`;
}

const INNER_START =
  /(?<=\S)\s*(?:-{1,4}\s+)?(?<![\p{L}\p{N}])(?=(?:On|Am|Le|El|Il|Em|Op)\s(?:\p{Nd}|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,|\p{L}{2,4}\.?,?\s\p{Nd}))/gu;

/** Where a line holds own text and then an attribution ("Fine. On 3 May 2024, Ann wrote:"): the offset of the second. */
export function attributionWithin(raw: string): number | null {
  if (raw.length > MAX_LENGTH || !endsWithVerb(raw)) return null;
  for (const match of raw.matchAll(INNER_START)) {
    const at = match.index;
    if (/[\p{L}\p{N}]/u.test(raw.slice(0, at)) && strength(raw.slice(at).trim(), false) === 3) return at;
  }
  return null;
}
