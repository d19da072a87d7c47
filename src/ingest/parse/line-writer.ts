const MAX_QUOTE = 10;

/** Writes lines: white space collapsed, blocks parted, quotations marked. */
export class LineWriter {
  readonly #lines: string[] = [];
  #line = '';
  /** Asked of each piece, since asking the growing line would copy it every time: 1 MB in one line took 9 s. */
  #endsBlank = false;
  #blank = false;
  #depth = 0;
  /** Lines owed before the next word, and the depth at which an empty one stands: that of the shallower neighbour. */
  #owed: 0 | 1 | 2 = 0;
  #owedDepth = 0;

  words(text: string): void {
    let at = 0;
    for (const match of text.matchAll(/[ \t\r\n\f]+/g)) {
      this.#word(text.slice(at, match.index));
      this.#blank = true;
      at = match.index + match[0].length;
    }
    this.#word(text.slice(at));
  }

  preformatted(text: string): void {
    for (const [number, line] of text.split(/\r?\n/).entries()) {
      if (number > 0) this.lineEnd();
      if (line !== '') this.#write(line);
    }
  }

  gap(): void {
    this.#blank = true;
  }

  lineEnd(): void {
    this.#settle();
    this.#push();
  }

  block(lines: 1 | 2): void {
    if (this.#line !== '') this.#push();
    this.#blank = false;
    if (this.#owed === 0 || this.#depth < this.#owedDepth) this.#owedDepth = this.#depth;
    if (this.#lines.length > 0 && lines > this.#owed) this.#owed = lines;
  }

  mark(bullet: string): void {
    this.#write(bullet);
  }

  quote(change: 1 | -1): void {
    this.#depth = Math.max(0, this.#depth + change);
  }

  text(): string {
    if (this.#line !== '') this.#push();
    return this.#lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }

  #word(word: string): void {
    if (word === '') return;
    const shown = word.replaceAll('\u00a0', ' ');
    this.#write(this.#blank && this.#line !== '' && !this.#endsBlank ? ` ${shown}` : shown);
    this.#blank = false;
  }

  #write(text: string): void {
    this.#settle();
    this.#line += text;
    this.#endsBlank = text.endsWith(' ');
  }

  #settle(): void {
    const depth = Math.min(this.#depth, this.#owedDepth);
    if (this.#owed === 2 && this.#lines.at(-1) !== '') this.#lines.push(quoteMarks(depth).trimEnd());
    this.#owed = 0;
  }

  #push(): void {
    this.#lines.push((quoteMarks(this.#depth) + this.#line).trimEnd());
    this.#line = '';
    this.#blank = false;
  }
}

function quoteMarks(depth: number): string {
  return depth === 0 ? '' : `${'>'.repeat(Math.min(depth, MAX_QUOTE))} `;
}
