/** Phrases from rows such as 'regards | best regards'. */
export function phrases(...rows: readonly string[]): string[] {
  return rows.flatMap((row) => row.split('|').map((phrase) => phrase.trim()));
}
