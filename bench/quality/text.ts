/** White space of every kind as one blank, Unicode composed: how texts are compared where only the wording counts. */
export function flat(text: string | null | undefined): string {
  return composed(text).replaceAll(BLANKS, ' ').trim();
}

/** No white space at all: how texts are compared where line breaks and blanks are the renderer's choice. */
export function bare(text: string | null | undefined): string {
  return composed(text).replaceAll(BLANKS, '');
}

/** How alike two texts are by their words: the harmonic mean of precision and recall. */
export function tokenF1(one: string, other: string): number {
  const [left, right] = [words(one), words(other)];
  if (left.length === 0 && right.length === 0) return 1;
  const rest = new Map<string, number>();
  for (const word of left) rest.set(word, (rest.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of right) {
    const left = rest.get(word) ?? 0;
    if (left > 0) shared += 1;
    rest.set(word, left - 1);
  }
  return (2 * shared) / (left.length + right.length);
}

/** The white space of Python's `\s`, which the corpus was made with. */
const BLANKS = /(?:[^\S\ufeff]|[\x1c-\x1f\x85])+/g;

function composed(text: string | null | undefined): string {
  return (text ?? '').normalize('NFC');
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}
