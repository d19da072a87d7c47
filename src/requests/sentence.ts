/** Words as a sentence: it begins with a capital letter and ends. */
export function asSentence(words: string): string {
  const tidy = words.trim();
  return `${tidy.slice(0, 1).toUpperCase()}${tidy.slice(1)}${/[.!?]$/.test(tidy) ? '' : '.'}`;
}
