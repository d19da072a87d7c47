import { Parser } from 'htmlparser2';
import { MARK, prints, TemplateRefused, type Liquids } from './placeholder-marks.ts';

/**
 * Looks at compiled HTML as a browser would and refuses what could hurt a reader: scripts, forms, foreign elements, links
 * that are no links, and a placeholder anywhere but between tags or in a quoted attribute made for words. Since every
 * `{% tag %}` stands in plain text, leaving a passage out or repeating it cannot move the ones after it into another place.
 */
export function auditHtml(html: string, liquids: Liquids): void {
  const audit = new Audit(liquids);
  const parser = new Parser(audit, { decodeEntities: false, lowerCaseTags: true, recognizeSelfClosing: true });
  parser.write(html);
  parser.end();
  if (/\{[{%]/.test(html)) refuse('"{{" and "{%" may only begin a placeholder or a tag.');
}

const ELEMENTS = new Set(
  (
    'html head title meta link style body div table thead tbody tfoot tr td th p span a img br hr ul ol li b strong i em u s ' +
    'small sub sup h1 h2 h3 h4 h5 h6 code pre blockquote center font bdi bdo abbr cite dl dt dd q del ins mark'
  ).split(' '),
);
const ATTRIBUTES =
  /^(?:style|class|id|align|valign|border|cellpadding|cellspacing|role|width|height|bgcolor|href|target|rel|src|alt|title|lang|dir|name|content|http-equiv|type|media|xmlns(?::\w+)?|aria-[a-z]+|colspan|rowspan|start|color|size|face|vertical-align)$/;
const FOR_WORDS = new Set(['alt', 'title', 'aria-label']);
const FOR_LINKS = new Set(['href', 'src']);
const LINK = /^(?:https?:\/\/[^/?#\uE000]+(?:[/?#]|$)|mailto:|tel:|cid:|#)/i;
const NO_TEXT = new Set(['style', 'head', 'html', 'table', 'tbody', 'thead', 'tfoot', 'tr', 'meta', 'link']);

class Audit {
  private readonly liquids: Liquids;
  private readonly open: string[] = [];

  constructor(liquids: Liquids) {
    this.liquids = liquids;
  }

  onopentagname(name: string): void {
    if (!ELEMENTS.has(name)) refuse(`<${short(name)}> is not allowed in a mail.`);
    this.open.push(name);
  }

  onclosetag(name: string): void {
    const at = this.open.lastIndexOf(name);
    if (at >= 0) this.open.length = at;
  }

  onattribute(name: string, value: string, quote?: string | null): void {
    if (!ATTRIBUTES.test(name)) refuse(`The attribute "${short(name)}" is not allowed in a mail.`);
    const marks = [...value.matchAll(MARK)].map(([, number]) => Number(number));
    if (name === 'http-equiv' && !/^(?:x-ua-compatible|content-type)$/i.test(value))
      refuse('<meta http-equiv> is not allowed.');
    const line = this.liquids.lines[marks[0] ?? -1];
    if (marks.some((number) => !prints(this.liquids, number)))
      refuse(`{% tags %} cannot stand inside the attribute "${name}".`, line);
    if (FOR_LINKS.has(name)) checkLink(value, marks.length);
    if (marks.length === 0) return;
    if (!quote) refuse(`The attribute "${name}" holds a placeholder, so its value must stand in quotes.`, line);
    if (!FOR_WORDS.has(name) && !FOR_LINKS.has(name))
      refuse(`A placeholder cannot stand in the attribute "${name}".`, line);
  }

  ontext(text: string): void {
    if (!text.includes('\uE000')) return;
    const element = this.open.at(-1) ?? '';
    if (element === 'style') refuse('A placeholder cannot stand in a style sheet.');
    if (NO_TEXT.has(element) && [...text.matchAll(MARK)].some(([, number]) => prints(this.liquids, Number(number))))
      refuse(`A placeholder cannot stand directly in <${element}>.`);
  }

  oncomment(text: string): void {
    if (text.includes('\uE000')) refuse('A placeholder cannot stand in a comment.');
  }

  oncdatastart(): void {
    refuse('CDATA is not allowed in a mail.');
  }

  onprocessinginstruction(name: string): void {
    if (name.toLowerCase() !== '!doctype') refuse('Processing instructions are not allowed in a mail.');
  }
}

/** A link is a placeholder and nothing else, or begins with a scheme and, on the web, a whole host. */
function checkLink(value: string, marks: number): void {
  const alone = marks === 1 && value.replaceAll(MARK, '') === '';
  if (!alone && value !== '' && !LINK.test(value)) refuse(`"${short(value)}" is not a link that may stand in a mail.`);
}

function short(text: string): string {
  return text.replaceAll(MARK, '{{ … }}').slice(0, 60);
}

function refuse(message: string, line: number | null = null): never {
  throw new TemplateRefused([{ severity: 'error', line, message }]);
}
