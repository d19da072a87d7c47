import type { Header } from '../requests/message.ts';
import type { Reason } from '../requests/reason.ts';

/** The value without RFC 5322 comments; nested ones and quoted strings are respected, an unclosed comment runs to the end. */
export function withoutComments(value: string): string {
  let depth = 0;
  let quoted = false;
  let kept = '';
  for (let at = 0; at < value.length; at++) {
    const char = value.charAt(at);
    if (char === '\\' && (quoted || depth > 0)) {
      if (depth === 0) kept += char + value.charAt(at + 1);
      at++;
    } else if (char === '"' && depth === 0) {
      quoted = !quoted;
      kept += char;
    } else if (char === '(' && !quoted) {
      depth++;
      kept += ' ';
    } else if (char === ')' && depth > 0) depth--;
    else if (depth === 0) kept += char;
  }
  return kept;
}

/** The keyword of a header such as `Auto-Submitted: No; x=1 (really)`: lower case, without comments and parameters. */
export function keyword(value: string): string {
  const bare = withoutComments(value.slice(0, MAX_VALUE)).split(';')[0] ?? '';
  return bare.replaceAll('"', '').trim().toLowerCase();
}

/** The words of a comma-separated header such as `X-Auto-Response-Suppress: DR, OOF`, lower case. */
export function keywords(value: string): string[] {
  return withoutComments(value.slice(0, MAX_VALUE))
    .split(/[\s,;]+/)
    .map((word) => word.toLowerCase())
    .filter((word) => word !== '');
}

const MAX_VALUE = 2_000;

/** A header as people know it, one line of at most 160 characters: `Auto-Submitted: auto-replied`. */
export function quoteHeader({ name, value }: Header): string {
  const shown = name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
  return oneLine(`${shown}: ${value}`);
}

/** A reason whose detail quotes what was seen. */
export function because(code: string, detail: string | Header, source: string): Reason {
  return { code, detail: typeof detail === 'string' ? oneLine(detail) : quoteHeader(detail), source };
}

function oneLine(text: string): string {
  const line = text
    .slice(0, 400)
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
