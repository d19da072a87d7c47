/**
 * A text without the quote at its end. An answer may quote what its reader wrote and go on from there; what is only appended to
 * it was not written for the reader, and may be a colleague's note or the words of another client. '' where there is nothing else.
 * `attributionFrom`: where the announcement begins that ends on the line above a quote; the line after it where none does.
 */
export function withoutClosingQuote(
  text: string,
  isQuoted: (line: number) => boolean = prefixed(text),
  attributionFrom: (end: number) => number = (end) => end + 1,
): string {
  const lines = text.split('\n');
  let end = textEnd(lines, lines.length);
  while (end > 0 && isQuoted(end - 1)) {
    while (end > 0 && (isQuoted(end - 1) || lines[end - 1]!.trim() === '')) end--;
    if (end > 0) end = textEnd(lines, attributionFrom(end - 1));
  }
  return lines.slice(0, end).join('\n').trimEnd();
}

function prefixed(text: string): (line: number) => boolean {
  const quoted = text.split('\n').map((line) => /^\s{0,3}[>＞]/u.test(line));
  return (line) => quoted[line] === true;
}

/** The line after the last that is not blank. */
function textEnd(lines: readonly string[], before: number): number {
  let end = before;
  while (end > 0 && lines[end - 1]!.trim() === '') end--;
  return end;
}
