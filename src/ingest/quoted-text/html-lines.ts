import { type HtmlHandler, readHtml } from './html-reader.ts';
import { type Structure, structureOf } from './html-structure.ts';
import { type Line, makeLine, type Mark } from './lines.ts';
import { separatorOn } from './separator.ts';

/** More HTML than this is not read: no writer's own text comes after a megabyte. */
const MAX_HTML = 1_048_576;
const MAX_LINES = 20_000;
const LOOK_BACK = 12;

const names = (list: string): Set<string> => new Set(list.split(' '));
const BLOCKS = names(
  'address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody tfoot thead tr ul',
);
/** Blocks with an empty line around them when read as text. */
const PARAGRAPHS = names('p h1 h2 h3 h4 h5 h6 table ul ol dl pre');
const UNSEEN = names(
  'head style script template title noembed noframes svg math object select audio video canvas iframe',
);
const VOID = names('area base br col embed hr img input link meta param source track wbr');
/** Elements that end where the next of their kind begins. */
const UNCLOSED = names('p li td th tr option dt dd');

/** An element that is open, with what it says of the text in it. */
type Open = {
  readonly tag: string;
  readonly mark: Mark | null;
  readonly depth: number;
  readonly wrapper: number;
  /** Whether only mail programs write such a quote. */
  readonly sure: boolean;
  readonly hidden: boolean;
};
type Draft = Omit<Open, 'tag' | 'hidden'> & { readonly raw: string };
/** A Gmail-like container: attribution, quotes and, between them, answers. */
type Wrapper = { quoted: boolean; first: string };

const NOTHING: Open = { tag: '', mark: null, depth: 0, wrapper: -1, sure: false, hidden: false };

/**
 * The lines that a reader of the HTML sees, each with what the mail program's markup says of it. One pass, no tree.
 * `citations`: passages that the writer may have cited himself count as quotes, too.
 */
export function htmlLines(html: string, { citations = false } = {}): Line[] {
  const walk = new Walk(citations);
  readHtml(html.slice(0, MAX_HTML), walk);
  return walk.lines();
}

class Walk implements HtmlHandler {
  readonly #drafts: Draft[] = [];
  readonly #wrappers: Wrapper[] = [];
  readonly #stack: Open[] = [];
  /** How many elements of each name are open, so that a stray end tag is known without a search. */
  readonly #opened = new Map<string, number>();
  readonly #lists: number[] = [];
  readonly #citations: boolean;
  #cut = false;
  /** The pieces of the line being read; joined once, since adding to a string and looking at it copies it each time. */
  #pieces: string[] = [];
  #spaced = true;

  constructor(citations: boolean) {
    this.#citations = citations;
  }

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    if (UNCLOSED.has(tag) && this.#stack.at(-1)?.tag === tag) this.close(tag);
    const above = this.#above();
    if (VOID.has(tag)) {
      if (!above.hidden) this.#void(tag, attributes);
      return;
    }
    const structure = above.hidden ? null : structureOf(tag, attributes);
    if (BLOCKS.has(tag) || structure !== null) this.#endLine(false);
    if (PARAGRAPHS.has(tag)) this.#blank();
    if (structure === 'cut') this.#cut = true;
    this.#push({ ...this.#within(tag, above, structure, attributes), hidden: isHidden(tag, attributes, above) });
    if (tag === 'td' || tag === 'th') this.text(' ');
    else if (tag === 'ul' || tag === 'ol') this.#lists.push(tag === 'ol' ? 1 : 0);
    else if (tag === 'li') this.#pieces = [this.#bullet()];
  }

  #void(tag: string, attributes: Readonly<Record<string, string>>): void {
    if (tag === 'br') this.#endLine(true);
    // Web mails send emoji as pictures.
    if (tag === 'img' && /^\p{Extended_Pictographic}.{0,15}$/u.test(attributes['alt'] ?? ''))
      this.text(attributes['alt']!);
    if (tag !== 'hr') return;
    this.#endLine(false);
    if (structureOf(tag, attributes) === 'cut') this.#cut = true;
  }

  #within(tag: string, above: Open, structure: Structure | null, attributes: Readonly<Record<string, string>>): Open {
    if (structure === 'wrapper' && tag !== 'blockquote') {
      if (above.wrapper >= 0 || above.mark === 'quote') return { ...above, tag };
      this.#wrappers.push({ quoted: false, first: '' });
      return { ...above, tag, mark: 'wrapper', wrapper: this.#wrappers.length - 1 };
    }
    if (structure === 'citation' && !this.#citations && above.wrapper < 0 && !this.#isAnnounced())
      return { ...above, tag };
    if (structure === 'quote' || structure === 'citation') {
      if (tag === 'blockquote' && above.wrapper >= 0) this.#wrappers[above.wrapper]!.quoted = true;
      const sure = above.sure || tag !== 'blockquote' || attributes['type'] === 'cite';
      return { ...above, tag, mark: 'quote', depth: above.depth + 1, sure };
    }
    const inherits = structure === null || structure === 'cut' || above.mark === 'quote';
    return { ...above, tag, mark: inherits ? above.mark : structure };
  }

  /** Whether the last line with text introduces what follows. */
  #isAnnounced(): boolean {
    const last = this.#drafts.slice(-LOOK_BACK).findLast((draft) => draft.raw !== '');
    return last !== undefined && (last.mark === 'attribution' || /[:：]$/u.test(last.raw));
  }

  /** Closes the element and those left open in it; an end tag without a beginning says nothing. */
  close(tag: string): void {
    if ((this.#opened.get(tag) ?? 0) === 0) return;
    for (let open = this.#pop(); open.tag !== tag;) open = this.#pop();
  }

  text(text: string): void {
    if (this.#above().hidden) return;
    if ((this.#opened.get('pre') ?? 0) > 0) {
      for (const [number, line] of text.split(/\r\n|\r|\n/).entries()) {
        if (number > 0) this.#endLine(true);
        this.#pieces.push(line);
      }
      return;
    }
    const collapsed = text.replace(/[ \t\r\n\f]+/g, ' ');
    const piece = this.#spaced ? collapsed.trimStart() : collapsed;
    if (piece === '') return;
    this.#pieces.push(piece);
    this.#spaced = piece.endsWith(' ');
  }

  #above(): Open {
    return this.#stack.at(-1) ?? NOTHING;
  }

  #push(open: Open): void {
    this.#stack.push(open);
    this.#opened.set(open.tag, (this.#opened.get(open.tag) ?? 0) + 1);
  }

  #pop(): Open {
    const open = this.#above();
    const below = this.#stack.at(-2) ?? NOTHING;
    if (BLOCKS.has(open.tag) || open.mark !== below.mark) this.#endLine(false);
    this.#stack.pop();
    this.#opened.set(open.tag, this.#opened.get(open.tag)! - 1);
    if (PARAGRAPHS.has(open.tag)) this.#blank();
    if (open.tag === 'ul' || open.tag === 'ol') this.#lists.pop();
    return open;
  }

  #bullet(): string {
    const number = this.#lists.at(-1) ?? 0;
    if (number === 0) return '* ';
    this.#lists[this.#lists.length - 1] = number + 1;
    return `${number}. `;
  }

  #endLine(evenIfEmpty: boolean): void {
    const text = this.#pieces.join('');
    const raw = (this.#opened.get('pre') ?? 0) > 0 ? text : text.trim();
    this.#pieces = [];
    this.#spaced = true;
    if ((raw === '' && !evenIfEmpty) || this.#drafts.length >= MAX_LINES) return;
    const { mark, depth, wrapper, sure } = this.#above();
    const cut = this.#cut && raw !== '';
    if (cut) this.#cut = false;
    this.#drafts.push({ raw, mark: cut ? 'cut' : mark, depth, wrapper, sure });
    const around = this.#wrappers[wrapper];
    if (around?.first === '') around.first = raw;
  }

  #blank(): void {
    if (this.#drafts.length > 0 && this.#drafts.at(-1)!.raw !== '') this.#endLine(true);
  }

  /** A mail that lies in blockquotes as a whole, with nothing to announce them, is laid out with them. */
  #isAllLayout(): boolean {
    const filled = this.#drafts.filter((draft) => draft.raw !== '');
    return filled.length > 0 && filled.every((draft) => draft.mark === 'quote' && !draft.sure);
  }

  /** What a container is shows only at its end: without a blockquote in it, it is the quote itself; a forward is none. */
  lines(): Line[] {
    this.#endLine(false);
    if (this.#isAllLayout()) return this.#drafts.map(({ raw }) => makeLine(raw, null));
    const begun = new Set<number>();
    return this.#drafts.map(({ raw, mark, depth, wrapper }) => {
      const around = this.#wrappers[wrapper];
      if (mark === 'quote' && around !== undefined) begun.add(wrapper);
      if (around === undefined) return makeLine(raw, mark, depth);
      if (separatorOn(around.first.trim()) === 'forward') return makeLine(raw, mark === 'signature' ? mark : null, 0);
      if (mark !== 'wrapper') return makeLine(raw, mark, depth);
      if (!around.quoted) return makeLine(raw, 'quote', depth + 1);
      return makeLine(raw, begun.has(wrapper) ? null : 'attribution', depth);
    });
  }
}

function isHidden(tag: string, attributes: Readonly<Record<string, string>>, above: Open): boolean {
  if (tag === 'body') return false;
  if (above.hidden || UNSEEN.has(tag)) return true;
  return attributes['style'] !== undefined && /display:\s*none/i.test(attributes['style']);
}
