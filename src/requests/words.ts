/** A text made ready for looking for words: lower case, no accents, one blank between words. */
export type Folded = { readonly text: string };

/** Longer mails are judged by their beginning; what matters is said there. */
const LONGEST = 20_000;

/** Words that turn the next one round, and words that may stand between. */
const NEGATIONS = new Set(
  'not no never without isnt nicht kein keine keinen nie ohne pas sans sin nao sem non senza niet geen zonder bez'.split(
    ' ',
  ),
);
const BETWEEN = new Set(
  'very that so too really d de del especially sehr so tres muy muito molto erg zo bardzo es'.split(' '),
);

/** Scripts that put no blanks between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Folds a text once, so that many phrases can be looked for. */
export function fold(text: string): Folded {
  const plain = text
    .slice(0, LONGEST)
    .replaceAll(/n['’]t\b/gi, ' not')
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ');
  return { text: ` ${plain.trim()} ` };
}

/** The first of the phrases that the text says and does not deny; null where it says none. */
export function firstPhrase(folded: Folded, phrases: readonly string[]): string | null {
  const index = foldedPhrases(phrases).findIndex((phrase) => says(folded.text, phrase));
  return phrases[index] ?? null;
}

const known = new WeakMap<readonly string[], readonly string[]>();

/** A policy's lists are looked for in every mail, so they are folded once. */
function foldedPhrases(phrases: readonly string[]): readonly string[] {
  const before = known.get(phrases);
  if (before !== undefined) return before;
  const now = phrases.map((phrase) => fold(phrase).text);
  known.set(phrases, now);
  return now;
}

function says(text: string, phrase: string): boolean {
  if (phrase === '  ') return false;
  if (UNSPACED.test(phrase)) return text.includes(phrase.trim());
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) if (!denied(text, at)) return true;
  return false;
}

function denied(text: string, at: number): boolean {
  const before = text
    .slice(Math.max(0, at - 60), at)
    .trimEnd()
    .split(' ');
  const last = before.at(-1) ?? '';
  return NEGATIONS.has(last) || (BETWEEN.has(last) && NEGATIONS.has(before.at(-2) ?? ''));
}
