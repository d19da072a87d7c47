/**
 * Reading a YAML file that a person wrote: judged once, whole, and every problem told with its line and key, so that
 * nobody mends a file one error at a time.
 */
import { isMap, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';

export type YamlRead<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly string[] };

/** Reads and validates `text`; problems read `file:line: key: what is wrong`, in the order of the file. */
export function readYaml<S extends z.ZodType>(file: string, text: string, schema: S): YamlRead<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0)
    return wrong(
      document.errors.map((error) => `${file}:${lines.linePos(error.pos[0]).line}: ${firstLine(error.message)}`),
    );
  let raw: unknown;
  try {
    raw = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return wrong([`${file}:1: ${firstLine(error instanceof Error ? error.message : String(error))}`]);
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { ok: true, value: parsed.data };
  return wrong(
    parsed.error.issues
      .flatMap(toProblems)
      .map(({ path, message }) => ({ line: lines.linePos(offsetOf(document, path)).line, path, message }))
      .toSorted((a, b) => a.line - b.line)
      .map(({ line, path, message }) => `${file}:${line}: ${path.length > 0 ? `${keyText(path)}: ` : ''}${message}`),
  );
}

type Problem = { readonly path: readonly PropertyKey[]; readonly message: string };

function toProblems(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'there is no such key' }));
  const meant = issue.code === 'invalid_union' ? issue.errors.toSorted((a, b) => fit(b) - fit(a))[0] : undefined;
  return meant === undefined || meant.length === 0
    ? [{ path: issue.path, message: lowerFirst(issue.message) }]
    : meant.flatMap((inner) => toProblems({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** How likely a branch of a union is the one that the writer meant: it went deepest, or its own check spoke. */
function fit(errors: readonly z.core.$ZodIssue[]): number {
  return Math.max(
    ...errors.map((error) => {
      const inner = error.code === 'invalid_union' ? Math.max(0, ...error.errors.map(fit)) : 0;
      return error.path.length * 10 + inner + FIT[error.code];
    }),
  );
}

const FIT: Readonly<Record<z.core.$ZodIssue['code'], number>> = {
  custom: 5,
  unrecognized_keys: 4,
  too_small: 4,
  too_big: 4,
  invalid_format: 4,
  not_multiple_of: 4,
  invalid_value: 2,
  invalid_key: 2,
  invalid_element: 2,
  invalid_union: 0,
  invalid_type: 0,
};

/** Where in the text a key stands; of a missing one, where the map stands that should have it. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => scalarText(item.key) === String(key));
      const range = (pair?.key as { range?: readonly number[] } | undefined)?.range;
      if (range !== undefined) return range[0] ?? 0;
    } else {
      const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
      if (node?.range !== undefined) return node.range[0] ?? 0;
    }
  }
  return 0;
}

function scalarText(key: unknown): string {
  return String((key as { value?: unknown } | null)?.value);
}

function keyText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function wrong(problems: readonly string[]): YamlRead<never> {
  return { ok: false, problems };
}
