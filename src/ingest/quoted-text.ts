import type { Message } from '../requests/message.ts';
import { quoteKinds } from './quoted-text/fold.ts';
import { isBlank, type Line, textLines } from './quoted-text/lines.ts';
import { loosenMarkers } from './quoted-text/loosen-markers.ts';
import { foldKnownLines } from './quoted-text/known-lines.ts';
import { htmlMarks } from './quoted-text/html-marks.ts';
import { closings } from './quoted-text/closings.ts';
import { isForwardSubject } from './quoted-text/separator.ts';

/*
 * Promises that every line of a mail's text lands in exactly one of three halves: what its writer wrote now, his signature (with
 * legal notices and device footers), and what he quoted. Nothing is deleted, so a wrong guess costs a click and no word. The texts
 * of the request's earlier messages are the best witness, then the markup of the mail program, then the markers in the text.
 * Linear in the size of the mail: every pattern works on a line of bounded length, and every pass looks at a line once.
 */

/** Both halves of a mail's text: what the writer wrote now, and what he quoted. */
export type FoldedText = {
  readonly visibleText: string;
  readonly signature: string | null;
  readonly foldedText: string;
};

/** More lines than this are not looked at one by one; those beyond are folded. */
const MAX_LINES = 10_000;

/**
 * Parts a mail's text into what was written now, the signature and the quoted history.
 * `earlierTexts`: the texts of the request's earlier messages, newest first; empty where no parent is known.
 */
export function foldQuotedText(
  message: Pick<Message, 'text' | 'html' | 'subject'>,
  earlierTexts: readonly string[],
): FoldedText {
  const [text, beyond] = splitAfterLines(message.text, MAX_LINES);
  const lines = loosenMarkers(htmlMarks(message.html, textLines(text)));
  const marked = quoteKinds(lines, { forwarded: isForwardSubject(message.subject) });
  const kinds = closings(lines, foldKnownLines(lines, marked, earlierTexts));
  return {
    visibleText: join(
      lines.flatMap((line, at) => (kinds[at] === 'own' ? [line] : kinds[at] === 'context' ? [withPrefix(line)] : [])),
    ),
    signature: join(lines.filter((_, at) => kinds[at] === 'signature')) || null,
    foldedText: [join(lines.filter((_, at) => kinds[at] === 'quote')), beyond].filter(Boolean).join('\n'),
  };
}

/** The text in two: its first lines, and the rest. */
function splitAfterLines(text: string, count: number): [string, string] {
  let at = -1;
  for (let line = 0; line < count; line++) {
    at = text.indexOf('\n', at + 1);
    if (at < 0) return [text, ''];
  }
  return [text.slice(0, at), text.slice(at + 1).trim()];
}

/** HTML indents its quotes; among answers they need the prefix that text gives them. */
function withPrefix(line: Line): Line {
  return line.depth > 0 && !/^\s*[>＞]/u.test(line.raw.slice(0, 8))
    ? { ...line, raw: `${'> '.repeat(line.depth)}${line.raw}` }
    : line;
}

function join(lines: readonly Line[]): string {
  const kept = lines.map((line) => (isBlank(line) && line.depth === 0 ? '' : line.raw));
  let from = 0;
  while (kept[from] === '') from++;
  return kept
    .slice(from)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd();
}
