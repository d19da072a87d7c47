/** A pattern's source that matches any of the words, the longest first; a space in a word matches any run of spaces. */
export function anyOf(words: readonly string[]): string {
  const sorted = [...new Set(words)].sort((one, other) => other.length - one.length);
  return `(?:${sorted.map((word) => RegExp.escape(word).replace(/\\x20| /g, '\\s+')).join('|')})`;
}

/** The same, only where no letter or digit touches the word. */
export function anyWord(words: readonly string[]): string {
  return `(?<![\\p{L}\\p{N}])${anyOf(words)}(?![\\p{L}\\p{N}])`;
}
