import type { Token } from 'markdown-it';
import { buttonsOf, isNumbered } from './markdown-html.ts';
import { addLiquid, MARK, prints, showLiquid, type Liquids } from './placeholder-marks.ts';

/** Markdown's tokens as plain words: what a mail says to those who read without HTML. Blocks are set apart by a blank line. */
export function markdownAsWords(tokens: readonly Token[], liquids: Liquids): string {
  const blocks: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const end = closeOf(tokens, at);
    const inside = tokens.slice(at + 1, end);
    if (token.type === 'liquid') blocks.push(token.content);
    else if (token.type === 'hr') blocks.push('—————');
    else if (token.type === 'inline') blocks.push(inlineAsWords(token, liquids));
    else if (token.type.endsWith('_list_open')) blocks.push(listAsWords(inside, token, liquids));
    else if (token.type === 'blockquote_open') blocks.push(quoteAsWords(inside, liquids));
    else if (end > at) blocks.push(markdownAsWords(inside, liquids));
    at = Math.max(at, end);
  }
  return blocks.join('\n\n');
}

/** Index of the token that closes the block opened at `at`; -1 where it opens none. */
function closeOf(tokens: readonly Token[], at: number): number {
  const open = tokens[at]!;
  if (open.nesting !== 1) return -1;
  return tokens.findIndex((token, index) => index > at && token.nesting === -1 && token.level === open.level);
}

function listAsWords(items: readonly Token[], list: Token, liquids: Liquids): string {
  let number = Number(list.attrGet('start') ?? 1);
  let words = '';
  for (let at = 0; at < items.length; at++) {
    const token = items[at]!;
    if (token.type === 'liquid') words += token.content;
    if (token.type !== 'list_item_open') continue;
    const end = closeOf(items, at);
    const ownNumber = isNumbered(items.slice(at));
    const bullet = ownNumber ? '' : list.type === 'bullet_list_open' ? '- ' : `${number++}. `;
    const item = markdownAsWords(items.slice(at + 1, end), liquids).replaceAll('\n\n', '\n');
    words += `${bullet}${indent(item, ' '.repeat(bullet.length)).trimStart()}\n`;
    at = end;
  }
  return words.replace(/\n$/, '');
}

/** A panel is indented; where it holds one placeholder only, it quotes, and each line gets its sign. */
function quoteAsWords(inside: readonly Token[], liquids: Liquids): string {
  const inline = inside[1];
  if (inside.length === 3 && inline?.type === 'inline') {
    const [mark, number] = /^\uE000(\d+)\uE001$/.exec(inline.content) ?? [];
    const source = liquids.sources[Number(number)] ?? '';
    if (mark !== undefined && prints(liquids, Number(number)))
      return addLiquid(liquids, source.replace(/\s*-?\}\}$/, ' | quoted }}'), null);
  }
  return indent(markdownAsWords(inside, liquids), '  ');
}

/** Indents each line but those that hold tags only: they vanish when the template is filled. */
function indent(text: string, by: string): string {
  return text
    .split('\n')
    .map((line) => (line.replaceAll(MARK, '').trim() === '' && !line.includes('\uE000') ? line : by + line))
    .join('\n');
}

function inlineAsWords(inline: Token, liquids: Liquids): string {
  const buttons = buttonsOf(inline);
  if (buttons.length > 0) return buttons.map(({ label, url }) => `${label}: ${url}`).join('\n');
  let words = '';
  let label = '';
  let url: string | null = null;
  for (const token of inline.children ?? []) {
    if (token.type === 'link_open') {
      url = String(token.attrGet('href') ?? '');
      label = '';
    } else if (token.type === 'link_close') {
      words += linkAsWords(label, url ?? '', liquids);
      url = null;
    } else if (url !== null) label += inlineWords(token);
    else words += inlineWords(token);
  }
  return words;
}

/** A link whose label is its address is written once. */
function linkAsWords(label: string, url: string, liquids: Liquids): string {
  const target = url.replace(/^(?:mailto|tel):/, '');
  const shown = showLiquid(label, liquids);
  return shown === showLiquid(target, liquids) || shown === showLiquid(url, liquids) ? label : `${label} <${target}>`;
}

function inlineWords(token: Token): string {
  if (token.type === 'softbreak' || token.type === 'hardbreak') return '\n';
  return token.type === 'text' || token.type === 'code_inline' || token.type === 'text_special' ? token.content : '';
}
