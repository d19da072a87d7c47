import { Parser } from 'htmlparser2';
import { type Structure, structureOf } from './html-structure.ts';
import { type Line, makeLine, type Mark } from './lines.ts';
import { separatorOn } from './separator.ts';

/** More HTML than this is not read: no writer's own text comes after a megabyte. */
const MAX_HTML = 1_048_576;
const MAX_LINES = 50_000;
const LOOK_BACK = 12;

const BLOCKS = new Set(
  'address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
/** Blocks with an empty line around them when read as text. */
const PARAGRAPHS = new Set('p h1 h2 h3 h4 h5 h6 table ul ol dl pre'.split(' '));
const SKIPPED = new Set('head style script template title noembed svg math object select'.split(' '));

/** An element that is open, with what it says of the text in it. */
type Open = {
  readonly tag: string;
  readonly mark: Mark | null;
  readonly depth: number;
  readonly wrapper: number;
  /** Whether only mail programs write such a quote. */
  readonly sure: boolean;
};
type Draft = { raw: string; mark: Mark | null; depth: number; wrapper: number; sure: boolean };
/** A Gmail-like container: attribution, quotes and, between them, answers. */
type Wrapper = { quoted: boolean; first: string };

const NOTHING: Open = { tag: '', mark: null, depth: 0, wrapper: -1, sure: false };

/** The lines that a reader of the HTML sees, each with what the mail program's markup says of it. One pass, no tree. */
export function htmlLines(html: string): Line[] {
  const walk = new Walk();
  const parser = new Parser(
    {
      onopentag: (tag, attributes) => walk.open(tag, attributes),
      onclosetag: (tag) => walk.close(tag),
      ontext: (text) => walk.text(text),
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.write(html.slice(0, MAX_HTML));
  parser.end();
  return walk.lines();
}

class Walk {
  readonly #drafts: Draft[] = [];
  readonly #wrappers: Wrapper[] = [];
  readonly #stack: Open[] = [];
  #skipped = 0;
  #cut = false;
  #text = '';
  #preformatted = 0;

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#skipped > 0 || SKIPPED.has(tag) || isHidden(attributes)) {
      if (!VOID.has(tag)) this.#skipped++;
      return;
    }
    if (tag === 'br') {
      this.#endLine(true);
      return;
    }
    const above = this.#stack.at(-1) ?? NOTHING;
    const structure = structureOf(tag, attributes);
    if (BLOCKS.has(tag) || structure !== null) this.#endLine(false);
    if (PARAGRAPHS.has(tag)) this.#blank();
    if (structure === 'cut') this.#cut = true;
    if (VOID.has(tag)) return;
    if (tag === 'pre') this.#preformatted++;
    this.#stack.push(this.#within(tag, above, structure, attributes));
    if (tag === 'td' || tag === 'th') this.text(' ');
    if (tag === 'li') this.#text = '- ';
  }

  #within(tag: string, above: Open, structure: Structure | null, attributes: Readonly<Record<string, string>>): Open {
    if (structure === 'wrapper' && tag !== 'blockquote') {
      if (above.wrapper >= 0 || above.mark === 'quote') return { ...above, tag };
      this.#wrappers.push({ quoted: false, first: '' });
      return { ...above, tag, mark: 'wrapper', wrapper: this.#wrappers.length - 1 };
    }
    if (structure === 'citation' && above.wrapper < 0 && !this.#isAnnounced()) return { ...above, tag };
    if (structure === 'quote' || structure === 'citation') {
      if (tag === 'blockquote' && above.wrapper >= 0) this.#wrappers[above.wrapper]!.quoted = true;
      const sure = above.sure || tag !== 'blockquote' || attributes['type'] === 'cite';
      return { tag, mark: 'quote', depth: above.depth + 1, wrapper: above.wrapper, sure };
    }
    const inherits = structure === null || structure === 'cut' || above.mark === 'quote';
    return { ...above, tag, mark: inherits ? above.mark : structure };
  }

  /** Whether the last line with text introduces what follows. */
  #isAnnounced(): boolean {
    const last = this.#drafts.slice(-LOOK_BACK).findLast((draft) => draft.raw !== '');
    return last !== undefined && (last.mark === 'attribution' || /[:：]$/u.test(last.raw));
  }

  close(tag: string): void {
    if (VOID.has(tag)) return;
    if (this.#skipped > 0) {
      this.#skipped--;
      return;
    }
    const open = this.#stack.at(-1);
    if (open?.tag !== tag) return;
    if (BLOCKS.has(tag) || open.mark !== this.#stack.at(-2)?.mark) this.#endLine(false);
    if (PARAGRAPHS.has(tag)) this.#blank();
    if (tag === 'pre') this.#preformatted--;
    this.#stack.pop();
  }

  text(text: string): void {
    if (this.#skipped > 0) return;
    if (this.#preformatted > 0) {
      const [first, ...rest] = text.split(/\r\n|\r|\n/);
      this.#text += first!;
      for (const line of rest) {
        this.#endLine(true);
        this.#text += line;
      }
      return;
    }
    const collapsed = text.replace(/[ \t\r\n\f]+/g, ' ');
    this.#text += this.#text === '' || this.#text.endsWith(' ') ? collapsed.trimStart() : collapsed;
  }

  #endLine(evenIfEmpty: boolean): void {
    const raw = this.#preformatted > 0 ? this.#text : this.#text.trim();
    this.#text = '';
    if (raw === '' && !evenIfEmpty) return;
    if (this.#drafts.length >= MAX_LINES) return;
    const { mark, depth, wrapper, sure } = this.#stack.at(-1) ?? NOTHING;
    const cut = this.#cut && raw !== '';
    if (cut) this.#cut = false;
    this.#drafts.push({ raw, mark: cut ? 'cut' : mark, depth, wrapper, sure });
    const around = this.#wrappers[wrapper];
    if (around?.first === '') around.first = raw;
  }

  #blank(): void {
    if (this.#drafts.at(-1)?.raw !== '') this.#endLine(true);
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

const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));

function isHidden(attributes: Readonly<Record<string, string>>): boolean {
  const style = attributes['style'];
  return style !== undefined && /display:\s*none/i.test(style.slice(0, 400));
}
