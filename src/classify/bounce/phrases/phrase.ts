/** Pieces that must all occur, in this order and near each other. */
export type Phrase = readonly string[];

/** One phrase a line or between bars, lower case; `…` stands for a short stretch of other words, `␣` for a blank at an edge. */
export function phrases(table: string): readonly Phrase[] {
  return table
    .split(/[|\n]/)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '')
    .map((phrase) => phrase.split('…').map((piece) => piece.trim().replaceAll('␣', ' ')));
}

const GAP = 90;

/** Whether a flattened text contains the phrase. Linear: each piece is looked up from where the one before ended. */
export function contains(text: string, [first = '', ...rest]: Phrase): boolean {
  for (
    let start = text.indexOf(first), tries = 0;
    start >= 0 && tries < 20;
    start = text.indexOf(first, start + 1), tries += 1
  ) {
    let end = start + first.length;
    const all = rest.every((piece) => {
      const next = text.slice(end, end + GAP + piece.length).indexOf(piece);
      end += next + piece.length;
      return next >= 0;
    });
    if (all) return true;
  }
  return false;
}
