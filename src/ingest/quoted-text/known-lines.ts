import { attributionEndingAt } from './attribution.ts';
import { familiarity, isKnown, isUnknown, knownRuns, knownText, type Familiarity } from './known-text.ts';
import type { Kind } from './fold.ts';
import { headerBlockAt, headerRole } from './header-block.ts';
import { isBlank, type Line } from './lines.ts';
import { isRule, separatorOn } from './separator.ts';

/** Fewer known words than this in a row may be chance, or the writer saying it again. */
const MIN_KNOWN_WORDS = 12;

/**
 * Corrects what the markers say by what was really exchanged: known lines that no marker announced are folded, and answers that
 * stand unmarked inside a quote (as Outlook's users write them) come back into view.
 */
export function foldKnownLines(
  lines: readonly Line[],
  kinds: readonly Kind[],
  earlierTexts: readonly string[],
): Kind[] {
  const known = knownText(earlierTexts);
  const corrected = [...kinds];
  if (known.runs.size === 0) return corrected;
  const familiar = familiarity(lines, known);
  showAnswers(lines, corrected, familiar);
  foldRuns(lines, corrected, familiar);
  return corrected;
}

function foldRuns(lines: readonly Line[], kinds: Kind[], familiar: readonly Familiarity[]): void {
  const runs = knownRuns(lines, familiar).filter(([, , words]) => words >= MIN_KNOWN_WORDS);
  const folded = new Set<number>();
  for (const [from, to] of runs)
    for (let at = attributionAbove(lines, from); at < to; at++) if (kinds[at] === 'own') folded.add(at);
  // Who sends the same mail again wants it to be read again.
  const rest = lines.some(
    (line, at) => kinds[at] === 'own' && !folded.has(at) && !isBlank(line) && familiar[at]!.words > 0,
  );
  if (!rest) return;
  for (const at of folded) kinds[at] = 'quote';
}

/** A short line with a date or an address above known text introduces it, in whatever language. */
function attributionAbove(lines: readonly Line[], from: number): number {
  let at = from - 1;
  while (at >= 0 && from - at < 4 && isBlank(lines[at]!)) at--;
  const plain = lines[at]?.plain ?? '';
  if (plain.length > 200 || !/\p{Nd}|@/u.test(plain)) return from;
  return /[:：]$/u.test(plain) || (at === from - 1 && plain !== '' && !/[.!?]$/u.test(plain)) ? at : from;
}

/** One quoted mail after the other, each judged by itself: unknown lines of a mail that is mostly known are answers. */
function showAnswers(lines: readonly Line[], kinds: Kind[], familiar: readonly Familiarity[]): void {
  let from = 0;
  while (from < lines.length) {
    if (kinds[from] !== 'quote' || lines[from]!.depth > 0) {
      from++;
      continue;
    }
    let to = headEnd(lines, from);
    while (to < lines.length && kinds[to] === 'quote' && lines[to]!.depth === 0 && !beginsMail(lines, to)) to++;
    showAnswersIn(lines, kinds, familiar, headEnd(lines, from), to);
    from = Math.max(to, from + 1);
  }
}

function showAnswersIn(
  lines: readonly Line[],
  kinds: Kind[],
  familiar: readonly Familiarity[],
  from: number,
  to: number,
): void {
  let words = 0;
  let knownWords = 0;
  for (let at = from; at < to; at++) {
    words += familiar[at]!.words;
    if (isKnown(familiar[at]!)) knownWords += familiar[at]!.words;
  }
  if (knownWords < MIN_KNOWN_WORDS || knownWords < words / 2) return;
  const answers: number[] = [];
  for (let at = from; at < to; at++) if (isUnknown(familiar[at]!) && isAnswer(lines[at]!)) answers.push(at);
  const last = answers.at(-1);
  if (last === undefined) return;
  for (let at = from; at < last; at++) kinds[at] = 'context';
  for (const at of answers) kinds[at] = 'own';
}

function isAnswer({ plain }: Line): boolean {
  return (
    !isRule(plain) &&
    headerRole(plain) === null &&
    separatorOn(plain) === null &&
    !/^(?:<?https?:|\[cid:)\S*$/iu.test(plain)
  );
}

/** Whether a further quoted mail begins on the line. */
function beginsMail(lines: readonly Line[], at: number): boolean {
  return headEnd(lines, at) > at;
}

/** Where the marker that stands on the line ends; the line itself where none does. */
function headEnd(lines: readonly Line[], at: number): number {
  if (isBlank(lines[at]!)) return at;
  if (separatorOn(lines[at]!.plain) !== null) return at + 1;
  const block = headerBlockAt(lines, at);
  if (block !== null) return block.to;
  for (let end = at; end < at + 4 && end < lines.length; end++) {
    const attribution = attributionEndingAt(lines, end, false);
    if (attribution?.from === at) return attribution.to;
  }
  return at;
}
