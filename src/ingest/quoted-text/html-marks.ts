import { htmlLines } from './html-lines.ts';
import { isBlank, type Line } from './lines.ts';

/*
 * Brings together the two forms of a mail. The text is what is shown, be it the writer's own or made from the HTML; the
 * HTML tells of each of its lines whether it is quoted. Only where there is no text are the HTML's own lines taken.
 */

const MAX_KEY = 10_000;
const MAX_ALIGNED = 4_000;
const WINDOW = 6_000;
/** Few letters may stand anywhere: they are looked for nearby only. */
const SHORT = 8;
const SHORT_WINDOW = 240;

/** By nothing else can an element be a quote or a signature (`structureOf`); most mails that begin a conversation have none. */
const MARKUP = /<(?:blockquote|hr|includetail)\b|\b(?:id|class|name|data-marker|data-signatureblock)\s*=|border-top/i;

/** The lines to judge, marked by what the HTML knows of them. */
export function htmlMarks(html: string | null, text: readonly Line[]): readonly Line[] {
  if (html === null || html === '' || (!MARKUP.test(html) && !text.every(isBlank))) return text;
  const marked = htmlLines(html);
  if (marked.length === 0) return text;
  if (text.every(isBlank)) return marked;
  return marked.some((line) => line.mark !== null) ? aligned(text, marked) : text;
}

/**
 * Of each line of the text, whether a reader of the HTML sees it in a quote, a blockquote that nothing announces included; null
 * where the line does not stand in the HTML.
 */
export function quotedInHtml(html: string | null, text: readonly Line[]): readonly (boolean | null)[] {
  if (html === null || !MARKUP.test(html)) return text.map(() => null);
  const marked = htmlLines(html, { citations: true });
  return rowsOf(text, marked).map((row) => (row < 0 ? null : marked[row]!.depth > 0));
}

/** What of a line both forms have in common: letters and digits without links. */
function keyOf({ raw }: Line): string {
  return raw
    .slice(0, MAX_KEY)
    .replace(/[<[(]?(?:https?:|mailto:|cid:)[^\s>\])]*[>\])]?/giu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** A line of the text takes the mark of the HTML line in which its letters stand. */
function aligned(text: readonly Line[], marked: readonly Line[]): Line[] {
  const rows = rowsOf(text, marked);
  let cut = marked.findIndex((line) => line.mark === 'cut');
  if (cut < 0) cut = Infinity;
  return text.map((line, index) => {
    const row = rows[index]!;
    if (row < 0) return line;
    if (row >= cut) {
      cut = Infinity;
      return { ...line, mark: 'cut' as const };
    }
    return withMark(line, marked[row]!);
  });
}

/** Walks both forms in step: of each line of the text the HTML line in which its letters stand, -1 where there is none. */
function rowsOf(text: readonly Line[], marked: readonly Line[]): number[] {
  const keys = marked.map(keyOf);
  const starts: number[] = [];
  let length = 0;
  for (const key of keys) {
    starts.push(length);
    length += key.length;
  }
  const letters = keys.join('');
  let cursor = 0;
  let row = 0;
  return text.map((line, index) => {
    const key = index < MAX_ALIGNED ? keyOf(line) : '';
    if (key === '') return -1;
    const at = letters.slice(cursor, cursor + (key.length < SHORT ? SHORT_WINDOW : WINDOW)).indexOf(key);
    if (at < 0) return -1;
    const start = cursor + at;
    cursor = start + key.length;
    while (row + 1 < starts.length && starts[row + 1]! <= start) row++;
    return row;
  });
}

/** A passage that the HTML does not quote is none, whatever prefix the text gives it. */
function withMark(line: Line, { mark, depth }: Line): Line {
  if (line.depth > 0 && depth === 0 && mark === null)
    return { ...line, depth, raw: line.raw.replace(/^[\s>＞]+/u, '') };
  return { ...line, mark: mark === 'cut' || mark === 'wrapper' ? null : mark };
}
