import { withoutClosingQuote } from '../requests/closing-quote.ts';
import type { Message } from '../requests/message.ts';
import { attributionEndingAt } from './quoted-text/attribution.ts';
import { quotedInHtml } from './quoted-text/html-marks.ts';
import { textLines } from './quoted-text/lines.ts';

/**
 * What of a mail's visible text its writer may have meant for others: without a quote at its end. Few quoted lines, and blockquotes
 * that nothing announces, stay visible to the desk, since somebody may have typed them; to a client they must not be passed on.
 * Quotes with own words below them stay. A beginning of the visible text, or all of it.
 */
export function ownText({ html }: Pick<Message, 'html'>, visibleText: string): string {
  const lines = textLines(visibleText);
  const inHtml = quotedInHtml(html, lines);
  // Gmail's "indent" is a blockquote, which becomes a quote in a text made from it; only the HTML knows better.
  const indents = html !== null && INDENTED.test(html);
  const quoted = lines.map(({ depth }, at) => inHtml[at] === true || (depth > 0 && !(indents && inHtml[at] === false)));
  return withoutClosingQuote(
    visibleText,
    (line) => quoted[line]!,
    (end) => attributionEndingAt(lines, end, true)?.from ?? end + 1,
  );
}

const INDENTED = /<blockquote\b[^<>]{0,300}\bborder:\s*(?:none|0)/i;
