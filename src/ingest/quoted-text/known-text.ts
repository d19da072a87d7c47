import { isBlank, type Line } from './lines.ts';

/*
 * Compares a mail with what was really exchanged: which of its lines stand in the texts of earlier messages. Words are compared
 * in runs, so that re-wrapping, quote prefixes and lost line breaks do not matter. A set of runs, one pass: linear.
 */

const RUN = 5;
const MAX_WORDS = 100_000;
const MAX_LINE_WORDS = 5_000;
/** A line counts as known when this part of its words lies in known runs. */
const KNOWN = 0.8;

/** Hashes of all runs of words, and of whole lines, which may be shorter than a run. */
export type KnownText = { readonly runs: ReadonlySet<number>; readonly lines: ReadonlySet<number> };

// Scripts without spaces are compared character by character.
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]|[\p{L}\p{N}\p{M}]+/gu;

export function knownText(texts: readonly string[]): KnownText {
  const runs = new Set<number>();
  const lines = new Set<number>();
  let budget = MAX_WORDS;
  for (const text of texts) {
    const words: number[] = [];
    for (const line of text.split('\n')) {
      if (words.length >= budget) break;
      const own = wordsOf(line, budget - words.length);
      if (own.length >= 2) lines.add(hashOfLine(own));
      words.push(...own.slice(0, MAX_LINE_WORDS));
    }
    budget -= words.length;
    for (let at = 0; at + RUN <= words.length; at++) runs.add(runAt(words, at));
  }
  return { runs, lines };
}

function hashOfLine(words: readonly number[]): number {
  let hash = words.length;
  for (const word of words) hash = Math.imul(hash, 31) ^ word;
  return hash >>> 0;
}

/** The words of a text as hashes. */
function wordsOf(text: string, limit: number): number[] {
  const words: number[] = [];
  for (const [word] of text
    .slice(0, limit * 12)
    .toLowerCase()
    .matchAll(WORD)) {
    if (words.length >= limit) break;
    words.push(hashOf(word));
  }
  return words;
}

/** FNV-1a, 32 bits. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length && at < 40; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** The run of words that begins here, in 53 bits. */
function runAt(words: readonly number[], at: number): number {
  let high = 0;
  let low = 0x9e3779b9;
  for (let next = at; next < at + RUN; next++) {
    high = Math.imul(high ^ words[next]!, 0x85ebca6b);
    low = Math.imul(low ^ words[next]!, 0xc2b2ae35) ^ (low >>> 15);
  }
  return (high >>> 0) * 0x200000 + (low >>> 11);
}

/** How well a line is known: the share of its words in known runs, and how many words it has. */
export type Familiarity = { readonly share: number; readonly words: number };

export function familiarity(lines: readonly Line[], known: KnownText): Familiarity[] {
  const words: number[] = [];
  const starts: number[] = [];
  for (const line of lines) {
    starts.push(words.length);
    if (words.length < MAX_WORDS) words.push(...wordsOf(line.plain, 400));
  }
  starts.push(words.length);
  const covered = new Uint8Array(words.length);
  lines.forEach((_, at) => {
    if (known.lines.has(hashOfLine(words.slice(starts[at], starts[at + 1]))))
      covered.fill(1, starts[at], starts[at + 1]);
  });
  for (let at = 0; at + RUN <= words.length; at++) if (known.runs.has(runAt(words, at))) covered.fill(1, at, at + RUN);
  return lines.map((_, at) => {
    const from = starts[at]!;
    const to = starts[at + 1]!;
    let count = 0;
    for (let word = from; word < to; word++) count += covered[word]!;
    return { share: to > from ? count / (to - from) : 0, words: to - from };
  });
}

export function isKnown({ share, words }: Familiarity): boolean {
  return words > 0 && share >= KNOWN;
}

export function isUnknown({ share, words }: Familiarity): boolean {
  return words > 0 && share < 0.3;
}

/** Runs [from, to) of known lines, blank and very short ones between them included. */
export function knownRuns(lines: readonly Line[], familiar: readonly Familiarity[]): [number, number, number][] {
  const runs: [number, number, number][] = [];
  let from = -1;
  let last = -1;
  let words = 0;
  for (let at = 0; at <= lines.length; at++) {
    const line = lines[at];
    if (line !== undefined && isKnown(familiar[at]!)) {
      if (from < 0) from = at;
      last = at;
      words += familiar[at]!.words;
    } else if (line === undefined || !(isBlank(line) || (familiar[at]!.words <= 2 && familiar[at]!.share > 0))) {
      if (from >= 0) runs.push([from, last + 1, words]);
      from = -1;
      words = 0;
    }
  }
  return runs;
}
