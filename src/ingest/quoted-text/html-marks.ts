import { htmlLines } from './html-lines.ts';
import type { Line } from './lines.ts';

/*
 * Brings together the two forms of a mail. Where the text is only the HTML read aloud, the HTML's own lines are taken, marks and
 * all. Where the writer's program sent a text of its own, that text is what is shown, and the HTML only tells of each of its lines
 * whether it is quoted.
 */

const MAX_KEY = 10_000;
const MAX_ALIGNED = 4_000;
const WINDOW = 6_000;
/** Few letters may stand anywhere: they are looked for nearby only. */
const SHORT = 8;
const SHORT_WINDOW = 240;

/** The lines to judge, marked by what the HTML knows of them. */
export function htmlMarks(html: string | null, text: readonly Line[]): readonly Line[] {
  if (html === null || html === '') return text;
  const marked = htmlLines(html);
  if (marked.length === 0) return text;
  const shown = shownBy(text);
  if (shown === '' || shown === shownBy(marked)) return marked;
  return marked.some((line) => line.mark !== null) ? aligned(text, marked) : text;
}

/** All that a reader sees, without the spaces, quote prefixes and list marks that any conversion adds. */
function shownBy(lines: readonly Line[]): string {
  return lines.map((line) => line.raw.replace(/[\s>•·-]+/gu, '')).join('');
}

/** What of a line both forms have in common: letters and digits without links. */
function keyOf({ raw }: Line): string {
  return raw
    .slice(0, MAX_KEY)
    .replace(/[<[(]?(?:https?:|mailto:|cid:)[^\s>\])]*[>\])]?/giu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Walks both forms in step; a line of the text takes the mark of the HTML line in which its letters stand. */
function aligned(text: readonly Line[], marked: readonly Line[]): Line[] {
  const keys = marked.map(keyOf);
  const starts: number[] = [];
  let length = 0;
  for (const key of keys) {
    starts.push(length);
    length += key.length;
  }
  const letters = keys.join('');
  let cut = marked.findIndex((line) => line.mark === 'cut');
  if (cut < 0) cut = Infinity;
  let cursor = 0;
  let row = 0;
  return text.map((line, index) => {
    const key = index < MAX_ALIGNED ? keyOf(line) : '';
    if (key === '') return line;
    const at = letters.slice(cursor, cursor + (key.length < SHORT ? SHORT_WINDOW : WINDOW)).indexOf(key);
    if (at < 0) return line;
    const start = cursor + at;
    cursor = start + key.length;
    while (row + 1 < starts.length && starts[row + 1]! <= start) row++;
    if (row >= cut) {
      cut = Infinity;
      return { ...line, mark: 'cut' as const };
    }
    const { mark, depth } = marked[row]!;
    return { ...line, mark: mark === 'cut' || mark === 'wrapper' ? null : mark, depth: Math.min(line.depth, depth) };
  });
}
