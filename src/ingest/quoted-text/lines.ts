/** What the HTML of a mail says about a line, by the structure that its client gives to quotes and signatures. */
export type Mark = 'quote' | 'wrapper' | 'attribution' | 'cut' | 'signature';

/** One line of a mail. `raw` is shown, `plain` is compared. */
export type Line = {
  readonly raw: string;
  /** Without quote prefix, invisible characters and outer space; at most PLAIN_LIMIT characters. */
  readonly plain: string;
  /** How many quote prefixes the line carries. */
  readonly depth: number;
  readonly mark: Mark | null;
};

/** No marker that any client writes is longer: a longer line is prose, and need not be matched to its end. */
const PLAIN_LIMIT = 600;
const DEPTH_LIMIT = 100;

// Direction marks, zero-width characters, soft hyphens, and the Canadian syllabics dot that Gmail trackers leave behind.
const INVISIBLE = /[\u00AD\u061C\u1427\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;
const COMBINING = /[\u0300-\u036F]/;
const SPACES = /[\s\u00A0\u3000]+/g;

export function textLines(text: string): Line[] {
  return text.split(/\r\n|\r|\n/).map((raw) => makeLine(raw, null));
}

export function makeLine(raw: string, mark: Mark | null, extraDepth = 0): Line {
  const { depth, length } = quotePrefix(raw);
  return { raw, plain: plainForm(raw.slice(length, length + PLAIN_LIMIT)), depth: depth + extraDepth, mark };
}

/** The form in which lines are compared with markers and with each other. */
export function plainForm(text: string): string {
  const seen = text.replace(INVISIBLE, '').replace(SPACES, ' ').trim();
  return COMBINING.test(seen) ? seen.normalize('NFC') : seen;
}

/** Lower case without the dot that Turkish capitals leave behind. */
export function lowered(text: string): string {
  return text.toLowerCase().replaceAll('i\u0307', 'i');
}

/** `>`, `> >`, `>>` and full-width forms, with at most three spaces before the first. */
function quotePrefix(raw: string): { depth: number; length: number } {
  let depth = 0;
  let length = 0;
  let spaces = 0;
  for (let at = 0; at < raw.length && depth < DEPTH_LIMIT; at++) {
    const char = raw[at]!;
    if (char === '>' || char === '＞') {
      depth++;
      spaces = 0;
      length = at + 1;
    } else if (/[\s\u00A0\u200B-\u200F\u202A-\u202E]/.test(char) && spaces < 3) spaces++;
    else break;
  }
  return { depth, length };
}

export function isBlank(line: Line): boolean {
  return line.plain === '';
}
