import type { SafeHtml } from '../safe-html.ts';

/**
 * The part of a mail's HTML that shows just what its writer wrote now. The text is the judge, for there quotes, signatures and
 * commands were told apart: the HTML is cut to where its letters are those of the text, one after the other, and where they
 * are not there is no HTML. So nothing can leave in the looks that was not meant to leave in the words. Linear in its size.
 */
export function visibleHtml(html: SafeHtml, visible: string, text: string): SafeHtml | null {
  const wanted = letters(withoutPrinted(text));
  const before = letters(withoutPrinted(visible));
  if (wanted === '' || !before.endsWith(wanted)) return null;
  const tokens = html.match(/<[^>]*>|[^<]+/g) ?? [];
  const shown = tokens.map((token) => (token.startsWith('<') ? '' : letters(decoded(token)))).join('');
  // What stands before the text are the commands; they are skipped by their length.
  const skipped = before.length - wanted.length;
  if (!shown.startsWith(before)) return null;
  return tidy(cut(tokens, skipped, skipped + wanted.length));
}

/** Letters and digits alone: programs disagree about everything else when they make text of HTML. */
function letters(text: string): string {
  return text.normalize('NFC').replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** What a program prints for a link or a picture when it makes the text part itself: `word <https://…>`, `[cid:…]`. */
function withoutPrinted(text: string): string {
  return text
    .replaceAll(/<(?:https?:|mailto:|tel:)[^<>\s]{1,2000}>/gi, ' ')
    .replaceAll(/\[(?:cid:|image: ?)[^\][\n]{0,300}\]/gi, ' ');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
};

/** The sanitiser writes these entities and no others. */
function decoded(token: string): string {
  return token.includes('&')
    ? token.replaceAll(/&(?:lt|gt|amp|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
    : token;
}

const VOID = /^<(?:br|hr|img)\b/i;

/** The tokens that hold the letters `from` to `until`, with the elements around them opened and closed. */
function cut(tokens: readonly string[], from: number, until: number): string {
  const open: string[] = [];
  const kept: string[] = [];
  let at = 0;
  for (const token of tokens) {
    const isTag = token.startsWith('<');
    const isEnd = token.startsWith('</');
    if (at >= until && !isEnd) {
      kept.push(isTag ? '' : closing(token));
      if (isTag || !isPunctuation(token)) break;
      continue;
    }
    if (isEnd) {
      open.pop();
      if (kept.length > 0) kept.push(token);
    } else if (isTag) {
      if (at >= from && !(kept.length === 0 && /^<br\b/i.test(token)))
        kept.push(...(kept.length === 0 ? open : []), token);
      if (!VOID.test(token)) open.push(token);
    } else {
      const count = letters(decoded(token)).length;
      if (at + count > from || at >= from)
        kept.push(...(kept.length === 0 ? open : []), partOf(token, from - at, until - at));
      at += count;
    }
  }
  return [...kept, ...open.toReversed().map((tag) => `</${/^<([a-z0-9]+)/i.exec(tag)?.[1] ?? 'span'}>`)].join('');
}

/** What ends a sentence and stands behind the element that holds its last word. */
function closing(token: string): string {
  return /^[.!?…,;:)\]}"'’”»]{0,5}/.exec(token)?.[0] ?? '';
}

function isPunctuation(token: string): boolean {
  return closing(token) === token;
}

/** A piece of text without the letters before `from` and from `until` on; punctuation goes with the letter before it. */
function partOf(token: string, from: number, until: number): string {
  const all = decoded(token).normalize('NFC');
  if (from <= 0 && until >= letters(all).length) return token;
  let seen = 0;
  let start = from <= 0 ? 0 : -1;
  let end = all.length;
  let index = 0;
  for (const letter of all) {
    const count = letters(letter).length;
    if (count > 0 && start < 0 && seen >= from) start = index;
    if (count > 0 && seen >= until) {
      end = index;
      break;
    }
    seen += count;
    index += letter.length;
  }
  return escape(all.slice(Math.max(0, start), end));
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Without empty lines at either end. */
function tidy(html: string): SafeHtml {
  let rest = html.trim();
  for (;;) {
    const tag = ['<br>', '<br />'].find((one) => rest.startsWith(one) || rest.endsWith(one));
    if (tag === undefined) return rest as SafeHtml;
    rest = (rest.startsWith(tag) ? rest.slice(tag.length) : rest.slice(0, -tag.length)).trim();
  }
}
