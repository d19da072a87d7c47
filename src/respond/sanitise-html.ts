import sanitizeHtml from 'sanitize-html';
import type { SafeHtml } from './safe-html.ts';

/**
 * HTML on its way from one person to another. It may carry emphasis, lists, tables, links and the pictures that travel with the
 * mail; it may not carry a style sheet, a class or a position, because such mail can show its next reader something else than
 * its last one ("kobold letters", S8), and nothing that calls home: no remote picture, no form, no script. Colours go too, for
 * they are unreadable as soon as somebody reads in the dark.
 */
const TAGS = (
  'p br div span b strong i em u s del ins a ul ol li blockquote pre code h1 h2 h3 h4 table thead tbody tr td th hr img ' +
  'sub sup small'
).split(' ');

/** Elements whose text is no text either. */
const SILENT = (
  'style script textarea option select noscript title template object iframe svg math xmp noembed noframes plaintext ' +
  'audio video canvas head'
).split(' ');

const STYLES = {
  'font-weight': [/^(?:bold|[6-9]00)$/],
  'font-style': [/^italic$/],
  'text-decoration': [/^(?:underline|line-through)$/],
  'text-align': [/^(?:left|right|center|start|end)$/],
};

/** Larger HTML is not looked at: its text is shown. 100,000 nested elements take seconds, these limits a tenth of one. */
const LONGEST_HTML = 400_000;
const MOST_TAGS = 20_000;
const DEEPEST = 100;

/** What makes an element invisible: what its writer did not see must not be sent in his name. */
const HIDDEN =
  /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|mso-hide\s*:\s*all|(?:font-size|max-height|max-width|height|width)\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$))/i;

/** Put on what is hidden, before the filter of attributes forgets why; whoever bears it is dropped whole. */
const HIDDEN_MARK = 'data-hidden';

export type Pictures = {
  /** Content-IDs, without brackets, of the pictures that travel with the mail. */
  readonly pictures?: ReadonlySet<string>;
};

/**
 * A client's HTML for staff. What was hidden becomes visible: staff must see what they might send on.
 * null where it is too large; then the text is shown.
 */
export function clientHtmlForStaff(html: string, { pictures }: Pictures = {}): SafeHtml | null {
  return clean(html, { pictures, dropHidden: false });
}

/** A staff member's HTML for clients. What was hidden stays behind. null where it is too large. */
export function staffHtmlForClients(html: string, { pictures }: Pictures = {}): SafeHtml | null {
  return clean(html, { pictures, dropHidden: true });
}

function clean(
  html: string,
  { pictures = new Set(), dropHidden }: { pictures: ReadonlySet<string> | undefined; dropHidden: boolean },
): SafeHtml | null {
  if (html.length > LONGEST_HTML || html.split('<').length > MOST_TAGS) return null;
  return sanitizeHtml(html, {
    allowedTags: TAGS,
    nonTextTags: SILENT,
    disallowedTagsMode: 'discard',
    allowedAttributes: {
      '*': ['style', 'dir', HIDDEN_MARK],
      a: ['href'],
      img: ['src', 'alt', 'width', 'height'],
      td: ['colspan', 'rowspan', 'align', 'valign'],
      th: ['colspan', 'rowspan', 'align', 'valign'],
      ol: ['start'],
    },
    allowedStyles: { '*': STYLES },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['cid'] },
    allowProtocolRelative: false,
    nestingLimit: DEEPEST,
    parseStyleAttributes: true,
    transformTags: {
      '*': (tagName, attribs) => ({
        tagName,
        attribs: dropHidden && isHidden(attribs) ? { [HIDDEN_MARK]: '' } : unmarked(attribs),
      }),
    },
    exclusiveFilter: ({ tag, attribs }) =>
      HIDDEN_MARK in attribs || (tag === 'img' && !isCarried(attribs['src'], pictures)),
  }).trim() as SafeHtml;
}

function isCarried(source: string | undefined, pictures: ReadonlySet<string>): boolean {
  return source?.startsWith('cid:') === true && pictures.has(source.slice(4));
}

function isHidden(attributes: Readonly<Record<string, string>>): boolean {
  return 'hidden' in attributes || HIDDEN.test(attributes['style'] ?? '');
}

function unmarked(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(attributes).filter(([name]) => name !== HIDDEN_MARK);
  return Object.fromEntries(kept.map(([name, value]) => [name, name === 'href' ? onlyAddress(value) : value]));
}

/** A click on a mail link must not fill in further recipients, nor commands to this desk. */
function onlyAddress(link: string): string {
  const bare = link.replaceAll(/[\x00-\x20]+/g, '');
  return /^mailto:/i.test(bare) ? bare.replace(/\?.*$/s, '') : link;
}
