/**
 * Text in the form in which phrases are compared: no accents, no case, single blanks, plain quotes. Letters that Unicode does not
 * decompose are spelled as people without the keyboard spell them.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[øæœßłđðþıµ’‘`´“”„«»]/g, (letter) => PLAIN[letter] ?? letter)
    .replace(/[\s\p{Cf}]+/gu, ' ')
    .trim();
}

const PLAIN: Readonly<Record<string, string>> = {
  ...{ ø: 'o', æ: 'ae', œ: 'oe', ß: 'ss', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' },
  ...{ '’': "'", '‘': "'", '`': "'", '´': "'", '“': '"', '”': '"', '„': '"', '«': '"', '»': '"' },
};
