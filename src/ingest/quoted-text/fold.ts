import { attributionEndingAt } from './attribution.ts';
import { headerBlockAt, headerRole, isLoneSender } from './header-block.ts';
import { footerLines } from './footer.ts';
import { isBlank, type Line } from './lines.ts';
import { isRule, separatorOn } from './separator.ts';

/** To whom a line belongs. `context`: quoted, but shown, since answers stand between such quotes. */
export type Kind = 'own' | 'quote' | 'context';

/** How the mail came to be, where it changes the reading of a quoted header. */
export type FoldOptions = { readonly forwarded: boolean };

/** A marker above quoted text: lines [from, to). `last`: nothing below is the writer's, whatever it looks like. */
type Marker = { readonly from: number; readonly to: number; readonly last: boolean };

/** Quoted lines without any marker are a quote from here on; fewer are the writer's own ">". */
const MIN_UNMARKED = 3;

/**
 * Says of every line whether the writer wrote it now or quotes it, by the marks of the HTML, the quote prefixes and the markers
 * that mail programs put above a quote. Linear in the number of lines.
 */
export function quoteKinds(lines: readonly Line[], options: FoldOptions): Kind[] {
  const quoted = lines.map((line) => line.depth > 0 || line.mark === 'quote' || line.mark === 'attribution');
  closeGaps(lines, quoted);
  const kinds: Kind[] = lines.map(() => 'own');
  const markers = new Set<number>();
  const attributions = attributionsByStart(lines, quoted);
  let own = false;
  for (let at = 0; at < lines.length;) {
    if (quoted[at] && markers.size === 0 && opensForward(lines, quoted, at)) {
      keepForward(lines, kinds, quoted, at, own);
      break;
    }
    if (lines[at]!.mark !== 'cut' && (quoted[at] || isBlank(lines[at]!) || isRule(lines[at]!.plain))) {
      at++;
      continue;
    }
    const marker = markerAt(lines, attributions, at, own, options);
    if (marker === null) {
      own = true;
      at++;
      continue;
    }
    if (marker === 'forward') {
      keepForward(lines, kinds, quoted, at, own);
      break;
    }
    const from = backToRule(lines, marker.from);
    for (let line = from; line < marker.to; line++) markers.add(line);
    kinds.fill('quote', from, marker.to);
    if (marker.last || (own && !quoteFollows(lines, quoted, marker.to))) {
      kinds.fill('quote', from);
      break;
    }
    at = marker.to;
  }
  markQuotedLines(lines, kinds, quoted, markers.size > 0);
  showContext(lines, kinds, markers);
  return kinds;
}

/** Apple Mail quotes what it forwards, with the announcement as the quote's first line. */
function opensForward(lines: readonly Line[], quoted: readonly boolean[], at: number): boolean {
  return quoted[at - 1] !== true && separatorOn(lines[at]!.plain) === 'forward';
}

/** Where attributions begin, and the line after each. Lines that are quoted already need none. */
function attributionsByStart(lines: readonly Line[], quoted: readonly boolean[]): Map<number, number> {
  const found = new Map<number, number>();
  for (let end = 0; end < lines.length; end++) {
    if (quoted[end] || isBlank(lines[end]!)) continue;
    const attribution = attributionEndingAt(lines, end, quoteFollows(lines, quoted, end + 1));
    if (attribution !== null && !found.has(attribution.from)) found.set(attribution.from, attribution.to);
  }
  return found;
}

function markerAt(
  lines: readonly Line[],
  attributions: ReadonlyMap<number, number>,
  at: number,
  own: boolean,
  { forwarded }: FoldOptions,
): Marker | 'forward' | null {
  const separator = separatorOn(lines[at]!.plain);
  if (separator === 'forward' || (forwarded && (separator === 'original' || lines[at]!.mark === 'cut')))
    return 'forward';
  if (lines[at]!.mark === 'cut') return { from: at, to: at + 1, last: true };
  if (separator !== null) return { from: at, to: at + 1, last: false };
  const block = headerBlockAt(lines, at);
  if (block !== null && block.sure && forwarded) return 'forward';
  if (block !== null && (own || block.sure)) return { from: at, to: block.to, last: false };
  if (own && isLoneSender(lines, at)) return { from: at, to: at + 1, last: false };
  const to = attributions.get(at);
  return to === undefined ? null : { from: at, to, last: false };
}

/** Re-wrapping by a mail server breaks long quoted lines: the rest of one has no prefix of its own. */
function closeGaps(lines: readonly Line[], quoted: boolean[]): void {
  for (let at = 1; at < lines.length - 1; at++) {
    if (quoted[at] || !quoted[at - 1] || !(lines[at - 1]!.depth > 0) || isBlank(lines[at]!)) continue;
    const { plain } = lines[at]!;
    const above = lines[at - 1]!;
    const below = nextQuoted(lines, quoted, at);
    if (below === null) continue;
    const link = /^[([<]?\s?(?:https?:|mailto:|www\.)/iu.test(plain);
    const rest =
      above.plain.length >= 60 && plain.length < 60 && below === at + 1 && /^[\p{Ll}\p{Nd}(<,.;)&]/u.test(plain);
    if (link || rest) quoted[at] = true;
  }
}

function nextQuoted(lines: readonly Line[], quoted: readonly boolean[], at: number): number | null {
  for (let next = at + 1; next < lines.length && next <= at + 2; next++) {
    if (quoted[next]) return next;
    if (isBlank(lines[next]!)) return null;
  }
  return null;
}

/** Whether the next line with text is quoted. */
function quoteFollows(lines: readonly Line[], quoted: readonly boolean[], from: number): boolean {
  for (let at = from; at < lines.length && at < from + 8; at++) {
    if (quoted[at]) return true;
    if (!isBlank(lines[at]!)) return false;
  }
  return false;
}

/** A rule right above a marker belongs to it. */
function backToRule(lines: readonly Line[], from: number): number {
  let at = from;
  while (at > 0 && from - at < 4 && isBlank(lines[at - 1]!)) at--;
  return at > 0 && isRule(lines[at - 1]!.plain, 3) ? at - 1 : from;
}

/**
 * A forwarded mail is what its sender wants to be read: all of it stays. Where he wrote nothing himself, the header lines
 * above it are folded and the text speaks alone.
 */
function keepForward(lines: readonly Line[], kinds: Kind[], quoted: boolean[], marker: number, own: boolean): void {
  quoted.fill(false, marker);
  if (own) return;
  let to = marker;
  if (separatorOn(lines[marker]!.plain) !== null) to++;
  while (to < lines.length && isBlank(lines[to]!)) to++;
  to = (to < lines.length ? headerBlockAt(lines, to)?.to : undefined) ?? to;
  while (to < lines.length && !isBlank(lines[to]!) && headerRole(lines[to]!.plain) !== null) to++;
  kinds.fill('quote', marker, to);
}

function markQuotedLines(lines: readonly Line[], kinds: Kind[], quoted: readonly boolean[], marked: boolean): void {
  const count = quoted.filter((is, at) => is && !isBlank(lines[at]!)).length;
  const structural = lines.some((line) => line.mark === 'quote');
  const attributed = quoted.some((is, at) => is && attributionEndingAt(lines, at, true) !== null);
  if (!marked && !structural && !attributed && count < MIN_UNMARKED) return;
  for (let at = 0; at < lines.length; at++) if (quoted[at]) kinds[at] = 'quote';
  // Blank lines inside a quote go with it.
  for (let at = 1; at < lines.length; at++)
    if (kinds[at] === 'own' && isBlank(lines[at]!) && kinds[at - 1] === 'quote' && nextFilledIsQuote(lines, kinds, at))
      kinds[at] = 'quote';
}

function nextFilledIsQuote(lines: readonly Line[], kinds: readonly Kind[], from: number): boolean {
  for (let at = from; at < lines.length && at < from + 6; at++) if (!isBlank(lines[at]!)) return kinds[at] === 'quote';
  return false;
}

/** Whether nothing but a mailing list's or a lawyer's footer stands on this line and below, up to the next quote. */
function isAllFooter(lines: readonly Line[], kinds: readonly Kind[], from: number): boolean {
  let to = from;
  while (to < lines.length && kinds[to] !== 'quote' && to - from < 80) to++;
  const plains = lines.slice(from, to).map((line) => line.plain);
  const footer = footerLines(plains, false);
  return plains.every((plain, at) => plain === '' || isRule(plain) || footer.has(at));
}

/** Two answers or more, each below a quote: without the questions they would say nothing, so those stay in view. */
function showContext(lines: readonly Line[], kinds: Kind[], markers: ReadonlySet<number>): void {
  let answers = 0;
  let lastAnswer = -1;
  let afterQuote = false;
  for (let at = 0; at < lines.length; at++) {
    if (kinds[at] === 'quote') afterQuote ||= !markers.has(at) && lines[at]!.depth > 0;
    else if (!isBlank(lines[at]!) && !isRule(lines[at]!.plain)) {
      if (afterQuote && isAllFooter(lines, kinds, at)) break;
      if (afterQuote) answers++;
      if (afterQuote || answers > 0) lastAnswer = at;
      afterQuote = false;
    }
  }
  if (answers < 2) return;
  for (let at = 0; at < lastAnswer; at++) if (kinds[at] === 'quote') kinds[at] = 'context';
}
