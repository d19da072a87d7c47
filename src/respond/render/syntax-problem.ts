import { AUTHORS_FILTERS } from './filters.ts';
import { TAGS } from './liquid.ts';
import type { Problem } from './placeholder-marks.ts';

/** liquidjs' message in the words of somebody who writes letters. */
export function syntaxProblem(error: unknown): Problem {
  const said = error instanceof Error ? error.message : String(error);
  const line = Number(/line:(\d+)/.exec(said)?.[1] ?? Number.NaN);
  return { severity: 'error', line: Number.isNaN(line) ? null : line, message: inPlainWords(said) };
}

function inPlainWords(said: string): string {
  const [, filter] = /undefined filter: (\S+?)(?:,|$)/.exec(said) ?? [];
  if (filter !== undefined) return `There is no filter "${filter}".${didYouMean(filter, AUTHORS_FILTERS)}`;
  const [, tag] = /tag "([^"]+)" not found/.exec(said) ?? [];
  if (tag !== undefined) return `There is no tag "${tag}".${didYouMean(tag, TAGS)}`;
  const [, open] = /tag (\{%.*?%\}) not closed/.exec(said) ?? [];
  if (open !== undefined) return `${open} is not closed. Write {% end${/\w+/.exec(open)?.[0] ?? ''} %} where it ends.`;
  const [first = said] = said.split(/, line:|\n/);
  return `This cannot be read: ${first}.`;
}

/** The nearest of the known words, as the end of a message; nothing where none is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, candidate.length / 3))
    .sort((a, b) => a.distance - b.distance);
  return nearest === undefined ? '' : ` Did you mean "${nearest.candidate}"?`;
}

/** Optimal string alignment distance: letters added, dropped, changed or swapped with their neighbour. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 10) return 99;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          rows[i - 1]![j]! + 1,
          row[j - 1]! + 1,
          rows[i - 1]![j - 1]! + change,
          swapped ? rows[i - 2]![j - 2]! + 1 : Infinity,
        ),
      );
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
