import type { z } from 'zod';
import type { Path } from '../yaml-file.ts';

/** What the schema finds, in words for people: what is wrong and what to do about it. */

const EXPECTED: Readonly<Record<string, string>> = {
  object: 'keys of its own below it',
  record: 'keys of its own below it',
  array: 'a list: [one, two], or lines that begin with "- "',
  string: 'text (in quotes where it is a number)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** Never quotes what was written: it may be a secret. */
export const words: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined) return 'is missing';
  if (issue.code === 'invalid_type') return `write ${EXPECTED[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `write ${issue.values.map(String).join(' or ')}`;
  return undefined;
};

/** Says that there is no such key, and which one may have been meant. */
export function unknownKey(path: Path, jsonSchema: JsonSchema): string {
  const written = String(path.at(-1));
  const known = Object.keys(schemaAt(jsonSchema, path.slice(0, -1))?.properties ?? {});
  const near = nearest(written, known);
  if (near !== null) return `there is no such key; did you mean ${near}?`;
  return `there is no such key; known here: ${known.join(', ')}`;
}

/** Which of the known words was probably meant; null: none is like it. */
export function nearest(written: string, known: readonly string[]): string | null {
  const near = known
    .map((word) => ({ word, distance: editDistance(word.toLowerCase(), written.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= Math.max(1, written.length / 3) ? near.word : null;
}

/** As much of a JSON Schema as is needed to find the keys of a place. */
export type JsonSchema = {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
};

function schemaAt(schema: JsonSchema | undefined, path: Path): JsonSchema | undefined {
  const [first, ...rest] = path;
  const group = schema?.anyOf?.find((branch) => branch.properties ?? branch.items) ?? schema;
  if (first === undefined || group === undefined) return group;
  return schemaAt(typeof first === 'number' ? group.items : group.properties?.[String(first)], rest);
}

/** Levenshtein's distance, letters in the wrong order counting once; both words are keys, thus short. */
function editDistance(a: string, b: string): number {
  if (b.length > 100) return b.length;
  if (a !== b && sameLetters(a, b)) return 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}

function sameLetters(a: string, b: string): boolean {
  return a.split('').sort().join('') === b.split('').sort().join('');
}
