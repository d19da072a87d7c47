import { isRule } from './separator.ts';
import { EXTERNAL_BANNER, LEGAL_STRONG, LEGAL_TITLES, LEGAL_WEAK, LIST_FOOTER } from './words/footer-phrases.ts';

/*
 * Finds what was put around a writer's text by others: legal notices, mailing-list footers, and the banners above mail from
 * outside. A notice stands between two rules or in the last paragraphs; what only mentions a contract's confidentiality does not.
 */

const MAX_BLOCK = 60;
const MAX_OPEN_BLOCK = 40;
const MAX_PARAGRAPHS = 8;
const LONG_RULE = 6;

/**
 * Indexes of the lines that are footers. `plains` is one run of the writer's own lines. `opening`: the mail begins with this run,
 * so that something of it must be text.
 */
export function footerLines(plains: readonly string[], opening: boolean): Set<number> {
  const found = new Set<number>();
  markRuledNotices(plains, found);
  markLastParagraphs(plains, found, opening);
  return found;
}

/** The lines before the returned index are a banner such as "CAUTION: external sender"; 0 where there is none. */
export function bannerEnd(plains: readonly string[]): number {
  let from = 0;
  while (from < plains.length && plains[from] === '') from++;
  let to = from;
  while (to < plains.length && plains[to] !== '' && to - from < 8) to++;
  if (to === from || to >= plains.length) return 0;
  const text = plains.slice(from, to).join(' ').toLowerCase();
  return text.length <= 700 && EXTERNAL_BANNER.some((phrase) => text.includes(phrase)) ? to : 0;
}

function markRuledNotices(plains: readonly string[], found: Set<number>): void {
  const rules = plains.flatMap((plain, index) => (isRule(plain, LONG_RULE) ? [index] : []));
  for (let at = 0; at < rules.length; at++) {
    const from = rules[at]!;
    const to = rules[at + 1];
    const end = to ?? plains.length - 1;
    if (end - from > (to === undefined ? MAX_OPEN_BLOCK : MAX_BLOCK)) continue;
    if (!isRuledNotice(plains.slice(from + 1, end + 1))) continue;
    for (let line = titleBefore(plains, from); line <= end; line++) found.add(line);
    if (to !== undefined) at++;
  }
}

/** The line of a title such as "Disclaimer" right above a rule, or the rule's own. */
function titleBefore(plains: readonly string[], rule: number): number {
  let at = rule - 1;
  while (at >= 0 && at > rule - 3 && plains[at] === '') at--;
  return at >= 0 && isLegalTitle(plains[at]!) ? at : rule;
}

function markLastParagraphs(plains: readonly string[], found: Set<number>, opening: boolean): void {
  let end = plains.length;
  for (let paragraphs = 0; paragraphs < MAX_PARAGRAPHS; paragraphs++) {
    while (end > 0 && (plains[end - 1] === '' || found.has(end - 1))) end--;
    let from = end;
    while (from > 0 && plains[from - 1] !== '' && !found.has(from - 1) && end - from < MAX_BLOCK) from--;
    if (from === end) return;
    const cut = noticeStart(plains, from, end);
    if (cut === null || (opening && !hasText(plains, cut, found))) return;
    for (let line = cut; line < end; line++) found.add(line);
    end = cut;
    if (cut > from) return;
  }
}

/** Where in the paragraph [from, end) a notice or list footer begins, or null. */
function noticeStart(plains: readonly string[], from: number, end: number): number | null {
  const lines = plains.slice(from, end);
  const firstRule = lines.findIndex((plain) => isRule(plain, 2));
  if (firstRule >= 0 && (isNotice(lines.slice(firstRule)) || isListFooter(lines.slice(firstRule))))
    return from + firstRule;
  if (isNotice(lines)) return from + sentenceStart(lines, firstLineOf(lines, LEGAL_STRONG));
  if (lines.length === 1 && isLegalTitle(lines[0]!)) return from;
  return isListFooter(lines) && lines.length <= 12 && isFooterShaped(lines)
    ? from + blockStart(lines, firstLineOf(lines, LIST_FOOTER))
    : null;
}

function firstLineOf(lines: readonly string[], words: readonly string[]): number {
  return Math.max(
    0,
    lines.findIndex((line) => words.some((word) => line.toLowerCase().includes(word))),
  );
}

/** Where the sentence on line `at` begins: wrapped lines are long and end no sentence. */
function sentenceStart(lines: readonly string[], at: number): number {
  while (at > 0 && lines[at - 1]!.length >= 45 && !/[.!?:]$/u.test(lines[at - 1]!)) at--;
  return at > 0 && isLegalTitle(lines[at - 1]!) ? at - 1 : at;
}

/** A list's footer may begin with short lines above the telling one. */
function blockStart(lines: readonly string[], at: number): number {
  while (at > 0 && lines[at - 1]!.length < 70 && !/[.!?]$/u.test(lines[at - 1]!)) at--;
  return at;
}

/** A mailing list's footer has a link or an address, or is a sentence about the subscription. */
function isFooterShaped(lines: readonly string[]): boolean {
  return lines.some((line) => /https?:|www\.|@\S+\.|<\S+>/u.test(line)) || lines[0]!.toLowerCase().startsWith('you ');
}

function hasText(plains: readonly string[], before: number, found: ReadonlySet<number>): boolean {
  return plains.slice(0, before).some((plain, index) => plain !== '' && !found.has(index) && !isRule(plain));
}

export function isNotice(lines: readonly string[]): boolean {
  const text = lines.join(' ').slice(0, 8000).toLowerCase();
  if (text.length < 40) return isLegalTitle(text);
  if (LEGAL_STRONG.some((phrase) => text.includes(phrase))) return true;
  return text.length > 120 && LEGAL_WEAK.filter((word) => text.includes(word)).length >= 3;
}

/** Between rules one telling word is enough. */
function isRuledNotice(lines: readonly string[]): boolean {
  return (
    isNotice(lines) ||
    /(?<!\p{L})(?:confidential|privileged|disclaimer|virus(?:es)?|unauthori[sz]ed|vertraulich|confidentiel)(?!\p{L})/iu.test(
      lines.join(' ').slice(0, 4000),
    )
  );
}

function isListFooter(lines: readonly string[]): boolean {
  const text = lines.join(' ').slice(0, 4000).toLowerCase();
  return LIST_FOOTER.some((phrase) => text.includes(phrase));
}

function isLegalTitle(plain: string): boolean {
  const title = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '').toLowerCase();
  return LEGAL_TITLES.includes(title);
}
