import type { MarkdownIt, Token } from 'markdown-it';
import type { Brand } from './brand.ts';

/**
 * Markdown's tokens as HTML that mail programs show well: styles on each element, because many drop style sheets; panels and
 * buttons as tables, because Outlook draws no padding elsewhere. Classes are there only for the dark colours.
 */
export function markdownAsHtml(parser: MarkdownIt, tokens: Token[], brand: Brand): string {
  const { colours } = brand;
  const style: Readonly<Record<string, string>> = {
    paragraph_open: 'margin:0 0 16px',
    bullet_list_open: 'margin:0 0 16px;padding:0 0 0 22px',
    ordered_list_open: 'margin:0 0 16px;padding:0 0 0 22px',
    list_item_open: 'margin:0 0 6px',
    heading_open: 'margin:24px 0 10px;line-height:1.3',
    link_open: `color:${colours.accent};text-decoration:underline`,
    code_inline: 'font-family:Menlo,Consolas,monospace;font-size:90%',
  };
  const size: Readonly<Record<string, string>> = { h1: '22px', h2: '19px', h3: '16px' };

  const html = (list: Token[]): string => {
    let out = '';
    for (let at = 0; at < list.length; at++) {
      const token = list[at]!;
      const buttons = token.type === 'paragraph_open' ? buttonsOf(list[at + 1]) : [];
      if (token.type === 'paragraph_open' && !token.hidden && /^\uE000\d+\uE001$/.test(list[at + 1]?.content ?? '')) {
        out += `<div dir="auto" style="margin:0 0 16px">${list[at + 1]?.content ?? ''}</div>\n`;
        at += 2;
      } else if (buttons.length > 0) {
        out += buttonRow(buttons, brand);
        at += 2;
      } else if (token.type === 'bullet_list_open' && isNumbered(list.slice(at))) {
        out += `<ul style="margin:0 0 16px;padding:0;list-style:none">\n`;
      } else out += one(token);
    }
    return out;
  };

  const one = (token: Token): string => {
    if (token.type === 'liquid') return `${token.content}\n`;
    if (token.type === 'inline') return html(token.children ?? []);
    if (token.type === 'blockquote_open') return panelOpen(colours.panel);
    if (token.type === 'blockquote_close') return '</td></tr></table>\n';
    if (token.type === 'hr')
      return `<p class="rule" style="margin:8px 0 24px;border-top:1px solid ${colours.line};font-size:1px;line-height:1px">&nbsp;</p>\n`;
    if (token.hidden) return '';
    const look = [
      style[token.type],
      token.type === 'heading_open' ? `font-size:${size[token.tag] ?? '16px'}` : undefined,
    ]
      .filter((part) => part !== undefined)
      .join(';');
    if (look !== '') token.attrSet('style', look);
    if (token.type === 'paragraph_open' || token.type === 'list_item_open') token.attrSet('dir', 'auto');
    return parser.renderer.render([token], parser.options, {});
  };

  return html(tokens);
}

/** An item that begins with a number of its own, as in `- **{{ item.n }}** · …`, gets no bullet besides. */
export function isNumbered(items: readonly Token[]): boolean {
  return /^\*\*\uE000\d+\uE001\*\* ·/.test(items.find(({ type }) => type === 'inline')?.content ?? '');
}

function panelOpen(colour: string): string {
  return (
    '<table role="presentation" class="panel" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px">' +
    `<tr><td style="padding:16px 20px 0;background-color:${colour};border-radius:8px">\n`
  );
}

/** A link in a paragraph of bold links: it is shown as a button. */
type Button = { readonly url: string; readonly label: string };

/** The buttons of an inline token that holds nothing but bold links; none otherwise. */
export function buttonsOf(inline: Token | undefined): Button[] {
  const children = (inline?.children ?? []).filter(
    (child) => !(child.type === 'text' && child.content.trim() === '') && child.type !== 'softbreak',
  );
  const buttons: Button[] = [];
  for (let at = 0; at < children.length; at += 5) {
    const [open, link, label, unlink, close] = children.slice(at, at + 5);
    if (
      open?.type !== 'strong_open' ||
      link?.type !== 'link_open' ||
      label?.type !== 'text' ||
      unlink?.type !== 'link_close' ||
      close?.type !== 'strong_close'
    )
      return [];
    buttons.push({ url: String(link.attrGet('href') ?? ''), label: label.content });
  }
  return buttons;
}

function buttonRow(buttons: readonly Button[], { colours }: Brand): string {
  const cells = buttons.map(
    ({ url, label }) =>
      `<td class="key" style="padding:11px 20px;background-color:${colours.accent};border-radius:8px">` +
      `<a href="${attribute(url)}" style="color:${colours.onAccent};font-weight:600;text-decoration:none">${attribute(label)}</a></td>`,
  );
  const gap = '<td width="10" style="width:10px;background-color:transparent">&nbsp;</td>';
  return (
    '<table role="presentation" class="button" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 20px">' +
    `<tr>${cells.join(gap)}</tr></table>\n`
  );
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
