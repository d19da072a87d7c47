import MarkdownIt, { type Token } from 'markdown-it';
import type { Brand } from './brand.ts';
import { MARK, prints, type Liquids } from './placeholder-marks.ts';
import { markdownAsHtml } from './markdown-html.ts';
import { markdownAsWords } from './markdown-words.ts';

/**
 * The letter's own words: Markdown with hidden Liquid in, HTML and plain words out, both from the same source, because words
 * made from HTML damage what Liquid needs (they upper-case headings and run cells together). HTML in the source stays text.
 */
const parser = new MarkdownIt({ html: false, linkify: true, breaks: true });
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
parser.normalizeLink = (url) => url;
parser.validateLink = (url) => /^(?:https?:\/\/|mailto:|tel:|\uE000)/i.test(url.trim());
parser.disable(['code', 'fence', 'table', 'image', 'lheading', 'reference']);

/** Renders Markdown that belongs to a template. */
export function renderMarkdown(hidden: string, liquids: Liquids, brand: Brand): { html: string; words: string } {
  const tokens = gatherLoops(unwrapTags(parser.parse(tidySource(hidden, liquids), {}), liquids), liquids);
  return { html: markdownAsHtml(parser, tokens, brand), words: markdownAsWords(tokens, liquids) };
}

/**
 * Two courtesies to authors. A line that holds nothing but tags stands apart, as if blank lines were around it. A line that is
 * there only under a condition takes its line break with it, so that its absence leaves no gap.
 */
function tidySource(hidden: string, liquids: Liquids): string {
  const lines = dedent(hidden).split('\n');
  const tidy: string[] = [];
  for (const line of lines) {
    const [, prefix = '', rest = ''] = /^([> ]*)(.*)$/.exec(line) ?? [];
    const previous = tidy.at(-1);
    if (isTags(rest, liquids)) tidy.push(prefix.trimEnd(), line, prefix.trimEnd());
    else if (previous !== undefined && previous.replaceAll(/[> ]/g, '') !== '' && isConditional(rest, liquids)) {
      const open = /^\uE000\d+\uE001/.exec(rest)?.[0] ?? '';
      tidy[tidy.length - 1] = previous + open;
      tidy.push(prefix + rest.slice(open.length));
    } else tidy.push(line);
  }
  return tidy.join('\n');
}

function dedent(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').replaceAll('\t', '  ').split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents, 80);
  return lines.map((line) => line.slice(common)).join('\n');
}

function marksIn(text: string): number[] {
  return [...text.matchAll(MARK)].map(([, number]) => Number(number));
}

/** Whether a text is nothing but `{% tags %}`. */
function isTags(text: string, liquids: Liquids): boolean {
  const marks = marksIn(text);
  return (
    marks.length > 0 && marks.every((number) => !prints(liquids, number)) && text.replaceAll(MARK, '').trim() === ''
  );
}

/** Whether a line is `{% if … %} words {% endif %}` and holds no other tag. */
function isConditional(line: string, liquids: Liquids): boolean {
  const tags = marksIn(line).filter((number) => !prints(liquids, number));
  const [first, last] = tags.map((number) => liquids.sources[number] ?? '');
  if (tags.length !== 2 || first === undefined || last === undefined) return false;
  return (
    /^\{%-?\s*(?:if|unless)\b/.test(first) &&
    /^\{%-?\s*end(?:if|unless)\b/.test(last) &&
    line.startsWith(`\uE000${tags[0] ?? ''}\uE001`) &&
    line.trimEnd().endsWith(`\uE000${tags[1] ?? ''}\uE001`)
  );
}

/** Paragraphs that hold only tags become bare `liquid` tokens: `<p>{% if %}</p>` would leave empty paragraphs. */
function unwrapTags(tokens: Token[], liquids: Liquids): Token[] {
  const unwrapped: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const [open, inline, close] = tokens.slice(at, at + 3);
    if (
      open?.type === 'paragraph_open' &&
      inline !== undefined &&
      close?.type === 'paragraph_close' &&
      isTags(inline.content, liquids)
    ) {
      unwrapped.push(bare(inline));
      at += 2;
    } else if (open !== undefined) unwrapped.push(open);
  }
  return unwrapped;
}

function bare(inline: Token): Token {
  inline.type = 'liquid';
  inline.children = null;
  inline.content = inline.content.replaceAll(/\s/g, '');
  return inline;
}

/** `{% for %} list {% endfor %}` becomes one list with the loop inside, not a list for every item. */
function gatherLoops(tokens: Token[], liquids: Liquids): Token[] {
  const gathered = [...tokens];
  for (let at = 0; at < gathered.length - 2; at++) {
    const list = gathered[at + 1];
    if (!isTag(gathered[at], 'for', liquids) || list?.type !== 'bullet_list_open') continue;
    const close = gathered.findIndex(
      (token, index) => index > at + 1 && token.type === 'bullet_list_close' && token.level === list.level,
    );
    if (close < 0 || !isTag(gathered[close + 1], 'endfor', liquids)) continue;
    [gathered[at], gathered[at + 1]] = [list, gathered[at]!];
    [gathered[close], gathered[close + 1]] = [gathered[close + 1]!, gathered[close]!];
  }
  return gathered;
}

function isTag(token: Token | undefined, name: string, liquids: Liquids): boolean {
  if (token?.type !== 'liquid') return false;
  const [number, ...more] = marksIn(token.content);
  return (
    number !== undefined && more.length === 0 && new RegExp(`^\\{%-?\\s*${name}\\b`).test(liquids.sources[number] ?? '')
  );
}
