import { readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { isScalar, parseDocument, parse, type Document } from 'yaml';
import { judgeConfig, loadConfig, type Problem } from '../config.ts';
import { mask, unmask, type Environment } from '../config/environment.ts';

/**
 * Changes one key of the configuration file. What stands around it stays as it was written, comments included; the new text
 * is judged first and replaces the file in one step, so a running desk never meets half of it.
 */
export function setKey(
  file: string,
  key: string,
  value: string,
  environment: Environment,
  now: Temporal.Instant,
): Promise<readonly Problem[]> {
  return rewrite(file, key, (before, path) => changed(before, path, value), environment, now);
}

/** Takes a key, or one item of a list, out of the file. */
export function removeKey(
  file: string,
  key: string,
  environment: Environment,
  now: Temporal.Instant,
): Promise<readonly Problem[]> {
  return rewrite(file, key, without, environment, now);
}

async function rewrite(
  file: string,
  key: string,
  change: (text: string, path: readonly (string | number)[]) => string | null,
  environment: Environment,
  now: Temporal.Instant,
): Promise<readonly Problem[]> {
  const before = await readFile(file, 'utf8').catch(() => null);
  if (before === null) {
    const read = await loadConfig(file, environment, now);
    return read.ok ? [] : read.problems;
  }
  const path = pathOf(key);
  const wrong = (message: string): Problem => ({ file, line: 1, column: 1, key, message });
  if (path === null) return [wrong('write a key such as mailboxes[0].folder')];
  const after = change(before, path);
  if (after === null) return [wrong('there is nothing of which this could be a part')];
  const read = await judgeConfig(file, after, environment, now);
  if (!read.ok) return read.problems;
  const draft = `${file}.${process.pid}`;
  try {
    await writeFile(draft, after, { mode: (await stat(file)).mode });
    await rename(draft, file);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return [
      wrong(`the file cannot be replaced from here (${why}), as when it is mounted by itself; change it where it lies`),
    ];
  }
  return [];
}

/** `staff[0].also[1]` → ['staff', 0, 'also', 1]. */
function pathOf(key: string): (string | number)[] | null {
  if (!/^[A-Za-z]\w*(\[\d{1,4}\]|\.[A-Za-z]\w*)*$/.test(key)) return null;
  return [...key.matchAll(/\[(\d+)\]|(\w+)/g)].map(([, index, name]) => (index === undefined ? name! : Number(index)));
}

function changed(text: string, path: readonly (string | number)[], value: string): string | null {
  const document = parseDocument(mask(text));
  const old = document.getIn(path, true);
  const meant = valueOf(value);
  if (isScalar(old) && old.range && typeof meant !== 'object') {
    const written = inPlace(document, meant);
    return `${text.slice(0, old.range[0])}${written}${text.slice(old.range[1])}`;
  }
  try {
    document.setIn(path, document.createNode(meant));
  } catch {
    return null;
  }
  return unmask(document.toString({ lineWidth: 0 }));
}

function without(text: string, path: readonly (string | number)[]): string | null {
  const document = parseDocument(mask(text));
  return document.deleteIn(path) ? unmask(document.toString({ lineWidth: 0 })) : null;
}

/** A value as one would write it in the file: `yes`, `42`, `[a, b]`; what is no YAML is text. */
function valueOf(value: string): unknown {
  try {
    return parse(mask(value)) as unknown;
  } catch {
    return value;
  }
}

/** Text is quoted unless it is one plain word, since it may stand within `{ … }`, where a comma would end it. */
function inPlace(document: Document, value: unknown): string {
  if (typeof value !== 'string') return String(document.createNode(value));
  return /^[A-Za-z][\w./@-]*$/.test(value) ? value : unmask(JSON.stringify(value));
}
