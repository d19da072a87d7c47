import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';

/** What a walk over HTML is told, in order. Names are in lower case. */
export type HtmlHandler = {
  open(tag: string, attributes: Readonly<Record<string, string>>): void;
  close(tag: string): void;
  text(text: string): void;
};

const READ = new Set([
  'id',
  'class',
  'style',
  'type',
  'cite',
  'name',
  'alt',
  'tabindex',
  'data-marker',
  'data-signatureblock',
]);
const MAX_VALUE = 400;

/**
 * Reads HTML tag by tag. Built on the tokenizer alone: htmlparser2's parser keeps its open elements in an array that it shifts,
 * so that 200,000 nested elements take it seconds.
 */
export function readHtml(html: string, handler: HtmlHandler): void {
  const tokenizer = new Tokenizer({ decodeEntities: true }, new Reader(html, handler));
  tokenizer.write(html);
  tokenizer.end();
}

class Reader implements TokenizerCallbacks {
  readonly #html: string;
  readonly #handler: HtmlHandler;
  #tag = '';
  #attributes: Record<string, string> = {};
  #attribute = '';
  #value = '';

  constructor(html: string, handler: HtmlHandler) {
    this.#html = html;
    this.#handler = handler;
  }

  onopentagname(start: number, end: number): void {
    this.#tag = this.#html.slice(start, Math.min(end, start + 40)).toLowerCase();
    this.#attributes = {};
  }

  onopentagend(): void {
    this.#handler.open(this.#tag, this.#attributes);
  }

  onselfclosingtag(): void {
    this.onopentagend();
  }

  onclosetag(start: number, end: number): void {
    this.#handler.close(
      this.#html
        .slice(start, Math.min(end, start + 40))
        .trimEnd()
        .toLowerCase(),
    );
  }

  ontext(start: number, end: number): void {
    this.#handler.text(this.#html.slice(start, end));
  }

  ontextentity(codepoint: number): void {
    this.#handler.text(String.fromCodePoint(codepoint));
  }

  oncdata(start: number, end: number): void {
    this.ontext(start, end);
  }

  onattribname(start: number, end: number): void {
    const name = this.#html.slice(start, Math.min(end, start + 24)).toLowerCase();
    this.#attribute = READ.has(name) ? name : '';
    this.#value = '';
  }

  onattribdata(start: number, end: number): void {
    if (this.#attribute !== '' && this.#value.length < MAX_VALUE)
      this.#value += this.#html.slice(start, Math.min(end, start + MAX_VALUE));
  }

  onattribentity(codepoint: number): void {
    if (this.#attribute !== '' && this.#value.length < MAX_VALUE) this.#value += String.fromCodePoint(codepoint);
  }

  onattribend(): void {
    if (this.#attribute !== '') this.#attributes[this.#attribute] ??= this.#value;
  }

  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  onend(): void {}
}
