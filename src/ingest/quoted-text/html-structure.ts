/*
 * By which elements each mail program tells quotes and signatures apart. One row a program; ids and classes are compared after
 * taking off what other programs put before them when they show or answer a mail (`x_` Outlook, `m_-123` Gmail, `yiv123` Yahoo).
 */

/** `quote`: the element is quoted. `wrapper`: around attribution, quote and answers. `cut`: all from here on is history. `citation`:
 * a quote only if something announces it, since editors write the same for a passage that the writer cites. */
export type Structure = 'quote' | 'citation' | 'wrapper' | 'attribution' | 'cut' | 'signature';

const BY_CLASS: Readonly<Record<string, Structure>> = {
  gmail_quote: 'wrapper',
  gmail_quote_container: 'wrapper',
  gmail_attr: 'attribution',
  gmail_signature: 'signature',
  gmail_signature_prefix: 'signature',
  'moz-cite-prefix': 'attribution',
  'moz-signature': 'signature',
  'moz-txt-sig': 'signature',
  yahoo_quoted: 'quote',
  'yahoo-signature': 'signature',
  protonmail_quote: 'wrapper',
  protonmail_signature_block: 'signature',
  tutanota_quote: 'quote',
  zmail_extra: 'quote',
  zmail_signature: 'signature',
  OutlookMessageHeader: 'cut',
  'front-blockquote': 'quote',
  'sh-quoted-content': 'quote',
  'sh-signature': 'signature',
  missive_quote: 'quote',
  freshdesk_quote: 'quote',
  bloop_original_html: 'quote',
  bloop_sign: 'signature',
  'mailbird-quote': 'quote',
  'mb-signature': 'signature',
  'mail-quote-collapse': 'quote',
  'js-helper-quote': 'quote',
  'domino-quote': 'quote',
  'quoted-text': 'quote',
  quoted_text: 'quote',
  'elided-text': 'quote',
  AppleOriginalContents: 'quote',
};

const BY_ID: Readonly<Record<string, Structure>> = {
  divRplyFwdMsg: 'cut',
  appendonsend: 'cut',
  stopSpelling: 'cut',
  OLK_SRC_BODY_SECTION: 'quote',
  'mail-editor-reference-message-container': 'quote',
  'ms-outlook-mobile-reference-message': 'quote',
  'ms-outlook-mobile-signature': 'signature',
  Signature: 'signature',
  'reply-intro': 'attribution',
  replyBlockquote: 'quote',
  isReplyContent: 'quote',
  zwchr: 'cut',
  yahoo_quoted: 'quote',
  AppleMailSignature: 'signature',
  _origContent: 'quote',
  'original-content': 'quote',
  mobilesignature: 'signature',
};

const BY_NAME: Readonly<Record<string, Structure>> = {
  quote: 'quote', // GMX, web.de
  messageReplySection: 'quote', // Spark
  messageSignatureSection: 'signature',
};

const BY_MARKER: Readonly<Record<string, Structure>> = {
  __DIVIDER__: 'cut', // Zimbra
  __HEADERS__: 'cut',
  __QUOTED_TEXT__: 'quote',
  __SIG_PRE__: 'signature',
  __SIG_POST__: 'signature',
};

const FOREIGN_PREFIX = /^(?:x_|m_-?\d+_?|yiv\d+_?|ydp[0-9a-f]{4,12}|ecx)+/;
// Outlook 2007 and later, in any of its colours and units; Windows Mail.
const OUTLOOK_RULE =
  /border:\s*none;\s*border-top:\s*solid\s[^;]{3,24};\s*padding:\s*3(?:\.0)?pt 0(?:cm|in|pt)? 0(?:cm|in|pt)? 0(?:cm|in|pt)?|padding-top:\s*5px;\s*border-top-color:\s*rgb\(229, 229, 229\);\s*border-top-width:\s*1px/i;
// The "indent" button of Gmail and others writes a blockquote without a border; it quotes nothing.
const INDENT = /margin:\s*0(?:px)?\s+0(?:px)?\s+0(?:px)?\s+\d+px;?\s*border:\s*(?:none|0)/i;

/** What the element says about the text in it (or, for `cut`, after it). */
export function structureOf(tag: string, attributes: Readonly<Record<string, string>>): Structure | null {
  if (tag === 'blockquote') return blockquote(attributes);
  if (tag === 'hr' && attributes['tabindex'] === '-1') return 'cut';
  if (tag === 'includetail') return 'quote';
  const id = attributes['id'];
  if (id !== undefined) {
    const known =
      BY_ID[id.replace(FOREIGN_PREFIX, '')] ??
      (/yahoo_quoted(?:_\d+)?$/.test(id) ? 'quote' : /^(?:x_)?AOLMsgPart_/.test(id) ? 'quote' : undefined);
    if (known !== undefined) return known;
  }
  for (const name of classes(attributes['class'])) {
    const known = Object.hasOwn(BY_CLASS, name) ? BY_CLASS[name] : undefined;
    if (known !== undefined) return known;
  }
  const marker = attributes['data-marker'];
  if (marker !== undefined && Object.hasOwn(BY_MARKER, marker)) return BY_MARKER[marker]!;
  const name = attributes['name'];
  if (tag === 'div' && name !== undefined && Object.hasOwn(BY_NAME, name)) return BY_NAME[name]!;
  if (attributes['data-signatureblock'] === 'true') return 'signature';
  return attributes['style'] !== undefined && OUTLOOK_RULE.test(attributes['style'].slice(0, 300)) ? 'cut' : null;
}

function blockquote(attributes: Readonly<Record<string, string>>): Structure | null {
  if (attributes['type'] === 'cite' || attributes['cite'] !== undefined) return 'quote';
  if (classes(attributes['class']).includes('gmail_quote')) return 'citation';
  return attributes['class'] === undefined && INDENT.test((attributes['style'] ?? '').slice(0, 200)) ? null : 'quote';
}

function classes(value: string | undefined): string[] {
  if (value === undefined) return [];
  return value
    .slice(0, 300)
    .split(/\s+/)
    .map((name) => name.replace(FOREIGN_PREFIX, ''))
    .map((name) => (/yahoo_quoted$/.test(name) ? 'yahoo_quoted' : name));
}
