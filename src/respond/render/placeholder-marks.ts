/**
 * While a template is compiled its Liquid hides behind private-use characters, because Markdown would change the quotes in
 * `{{ x | default: "there" }}` and MJML would take `{% if %}` for text in the wrong place. A mark is `U+E000 number U+E001`.
 */
export type Liquids = {
  readonly sources: string[];
  /** Line of the template on which each stands; null in the layout. */
  readonly lines: (number | null)[];
};

export type Problem = {
  readonly severity: 'error' | 'warning';
  /** Line of the source, from 1; null where the whole template is meant. */
  readonly line: number | null;
  readonly message: string;
};

/** A template that cannot be compiled, with its problems in plain words. */
export class TemplateRefused extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ line, message }) => (line === null ? message : `line ${line}: ${message}`)).join('; '));
    this.problems = problems;
  }
}

/** Matches one mark; group 1 is the number. */
export const MARK = /\uE000(\d+)\uE001/g;

/** The characters that compilation uses for itself; a source may not bring its own. */
const RESERVED = /[\uE000-\uE01F]/g;

/** Keeps a piece of Liquid; the mark that stands for it. */
export function addLiquid({ sources, lines }: Liquids, source: string, line: number | null): string {
  lines.push(line);
  return `\uE000${sources.push(source) - 1}\uE001`;
}

/**
 * Hides the Liquid of a source; `into` collects it, so that several sources can share one numbering. `firstLine`: where the
 * source begins in its template; null for the layout.
 */
export function hideLiquid(source: string, into: Liquids, firstLine: number | null = null): string {
  const text = source.replaceAll(RESERVED, '');
  let hidden = '';
  let at = 0;
  for (;;) {
    const start = nextLiquid(text, at);
    if (start < 0) break;
    const end = liquidEnd(text, start);
    if (end < 0)
      throw new TemplateRefused([
        {
          severity: 'error',
          line: firstLine === null ? null : firstLine + lineAt(text, start) - 1,
          message: `"${text.slice(start, start + 20).trimEnd()}" is not closed.`,
        },
      ]);
    const line = firstLine === null ? null : firstLine + lineAt(text, start) - 1;
    hidden += text.slice(at, start) + addLiquid(into, text.slice(start, end), line);
    at = end;
  }
  return hidden + text.slice(at);
}

/** Puts the Liquid back; `change` may alter one before it returns. */
export function showLiquid(hidden: string, liquids: Liquids, change = (source: string): string => source): string {
  return hidden.replaceAll(MARK, (_, number: string) => change(liquids.sources[Number(number)] ?? ''));
}

/** Whether a piece of Liquid prints something (`{{ }}`) rather than steers (`{% %}`). */
export function prints(liquids: Liquids, number: number): boolean {
  return (liquids.sources[number] ?? '').startsWith('{{');
}

function nextLiquid(text: string, from: number): number {
  const output = text.indexOf('{{', from);
  const tag = text.indexOf('{%', from);
  return output < 0 || tag < 0 ? Math.max(output, tag) : Math.min(output, tag);
}

/** Where a piece of Liquid ends, quotes respected; -1 where it does not, or where another begins inside. */
function liquidEnd(text: string, start: number): number {
  const close = text[start + 1] === '{' ? '}}' : '%}';
  let quote = '';
  for (let at = start + 2; at < text.length; at++) {
    const sign = text[at]!;
    if (quote !== '') {
      if (sign === '\\') at++;
      else if (sign === quote) quote = '';
      else if (text.startsWith(close, at)) return -1;
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (text.startsWith(close, at)) return at + 2;
    else if (sign === '{') return -1;
  }
  return -1;
}

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
