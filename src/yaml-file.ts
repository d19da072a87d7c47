/**
 * Reading a YAML file that a person wrote: judged once, whole, and every problem told with its line and key, so that
 * nobody mends a file one error at a time.
 */
import { isMap, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';

export type YamlRead<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly string[] };

/** What is wrong where, in words that say what to do. Lines and columns count from 1; `key` reads `mailboxes[0].imap`. */
export type Problem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly key: string;
  readonly message: string;
};

/** A file that keeps its shape can still be wrong in what it means: `at` makes a problem of a key found wrong later. */
export type YamlJudged<T> =
  | { readonly ok: true; readonly value: T; readonly at: Locate }
  /** `raw`: what was written, unjudged, so that its sound parts can be judged further; undefined where it is not YAML. */
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly raw: unknown; readonly at: Locate };

type Locate = (path: Path, message: string) => Problem;

export type Path = readonly PropertyKey[];

type Judging = {
  /** Fills in the document before it is judged; tells what could not be filled in. */
  readonly prepare?: (document: Document) => readonly { readonly path: Path; readonly message: string }[];
  /** Words for what the schema finds, where it has none of its own. */
  readonly words?: z.core.$ZodErrorMap;
  /** Words for a key that is not in the schema. */
  readonly unknownKey?: (path: Path) => string;
};

/** Reads and validates `text`; problems read `file:line: key: what is wrong`, in the order of the file. */
export function readYaml<S extends z.ZodType>(file: string, text: string, schema: S): YamlRead<z.output<S>> {
  const judged = judgeYaml(file, text, schema);
  if (judged.ok) return { ok: true, value: judged.value };
  return {
    ok: false,
    problems: judged.problems.map(({ line, key, message }) => `${file}:${line}: ${key && `${key}: `}${message}`),
  };
}

/** Reads and validates `text`; every problem at once, in the order of the file. */
export function judgeYaml<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
  { prepare, words, unknownKey = () => 'there is no such key' }: Judging = {},
): YamlJudged<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const problemAt = (offset: number, key: string, message: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), key, message };
  };
  const at: Locate = (path, message) => problemAt(offsetOf(document, path), keyText(path), message);
  const wrong = (problems: readonly Problem[], raw?: unknown) => ({
    ok: false as const,
    problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column),
    raw,
    at,
  });
  const errors = syntaxErrors(document);
  if (errors.length > 0)
    return wrong(errors.map((error) => problemAt(error.pos[0], '', SYNTAX[error.code] ?? withoutQuote(error.message))));
  const unfilled = prepare?.(document) ?? [];
  let raw: unknown;
  try {
    raw = document.toJS({ maxAliasCount: 100 });
  } catch {
    // yaml's own message would quote the value, which may be a password.
    return wrong([at([], MARKED)]);
  }
  const parsed = schema.safeParse(raw, words && { error: words });
  if (parsed.success && unfilled.length === 0) return { ok: true, value: parsed.data, at };
  const found = parsed.success ? [] : parsed.error.issues.flatMap((issue) => toProblems(issue, unknownKey));
  const known = new Set(unfilled.map(({ path }) => keyText(path)));
  return wrong(
    [...unfilled, ...found.filter(({ path }) => !known.has(keyText(path)))].map((p) => at(p.path, p.message)),
    raw,
  );
}

/** Once a token stands where none may stand, all that follow are complained of too. */
function syntaxErrors({ errors, warnings }: Document) {
  const lost = errors.findIndex((error) => error.code === 'UNEXPECTED_TOKEN');
  return [...(lost < 0 ? errors : errors.slice(0, lost + 1)), ...warnings];
}

const MARKED = 'a value that begins with *, &, !, @ or % must stand in quotes';

/** What yaml complains of, in words for people who do not write YAML every day. */
const SYNTAX: Readonly<Record<string, string>> = {
  BAD_INDENT: 'keys that belong together must be indented alike',
  BAD_SCALAR_START: MARKED,
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " on the line: put the value in quotes',
  DUPLICATE_KEY: 'this key stands here twice',
  TAB_AS_INDENT: 'indent with spaces, not with tabs',
  TAG_RESOLVE_FAILED: MARKED,
};

/** yaml quotes the text after a colon, which may be a password. */
function withoutQuote(message: string): string {
  return lowerFirst(firstLine(message).split(':')[0] ?? message);
}

type Found = { readonly path: Path; readonly message: string };

function toProblems(issue: z.core.$ZodIssue, unknownKey: (path: Path) => string): Found[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => [...issue.path, key]).map((path) => ({ path, message: unknownKey(path) }));
  const meant = issue.code === 'invalid_union' ? issue.errors.toSorted((a, b) => fit(b) - fit(a))[0] : undefined;
  return meant === undefined || meant.length === 0
    ? [{ path: issue.path, message: lowerFirst(issue.message) }]
    : meant.flatMap((inner) => toProblems({ ...inner, path: [...issue.path, ...inner.path] }, unknownKey));
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
function offsetOf(document: Document, path: Path): number {
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

/** A key as people write it: `mailboxes[0].imap.port`. */
function keyText(path: Path): string {
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
