import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import type { Config } from './config/config.ts';
import { fillIn, mask, withoutValues, type Environment } from './config/environment.ts';
import { resolveConfig } from './config/resolve.ts';
import { configSchema, type Written } from './config/schema.ts';
import { unknownKey, words, type JsonSchema } from './config/words.ts';
import { judgeYaml, type Problem } from './yaml-file.ts';

/**
 * The configuration is read once and judged once: either it is whole, every default applied and every file it names read,
 * or all that is wrong with it is told at once, each with file, line, column and key. No message quotes a secret.
 */
export type * from './config/config.ts';
export type { Problem } from './yaml-file.ts';

export type ConfigRead =
  { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads `replydesk.yaml`. `${NAME}` takes a value from `environment`, else from the file `.env` beside it. `now` says for
 * which years holidays are looked up.
 */
export async function loadConfig(path: string, environment: Environment, now: Temporal.Instant): Promise<ConfigRead> {
  const file = resolve(path);
  const nowhere = (message: string): ConfigRead => ({
    ok: false,
    problems: [{ file: path, line: 1, column: 1, key: '', message }],
  });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return nowhere(
      code === 'ENOENT' ? 'there is no such file; replydesk init writes one' : `cannot be read (${code ?? ''})`,
    );
  }
  return judgeConfig(path, text, environment, now);
}

/** Judges a text as if it stood in the file. */
export async function judgeConfig(
  path: string,
  text: string,
  environment: Environment,
  now: Temporal.Instant,
): Promise<ConfigRead> {
  const beside = parseEnv(await readFile(join(dirname(resolve(path)), '.env'), 'utf8').catch(() => ''));
  let values: ReadonlyMap<string, string> = new Map();
  const judged = judgeYaml(path, mask(text), configSchema, {
    prepare: (document) => {
      const filled = fillIn(document, { ...beside, ...environment });
      values = filled.values;
      return filled.missing;
    },
    words,
    unknownKey: (key) => unknownKey(key, configJsonSchema() as JsonSchema),
  });
  const clean = (problem: Problem): Problem => ({ ...problem, message: withoutValues(problem.message, values) });
  const problems = judged.ok ? [] : judged.problems.map(clean);
  const told = new Set(problems.map(({ key }) => key));
  const written = judged.ok ? judged.value : soundSections(judged.raw);
  const config = await resolveConfig(resolve(path), written, now, (key, message) => {
    const problem = clean(judged.at(key, message));
    if (!told.has(problem.key)) problems.push(problem);
    return null;
  });
  if (config !== null && problems.length === 0) return { ok: true, config };
  return { ok: false, problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

/** The top-level keys that are right by themselves, so that a wrong one does not hide what is wrong with the others. */
function soundSections(raw: unknown): Partial<Written> {
  if (typeof raw !== 'object' || raw === null) return {};
  const sections = Object.entries(configSchema.shape).flatMap(([key, shape]) => {
    const read = shape.safeParse((raw as Record<string, unknown>)[key]);
    return read.success ? [[key, read.data]] : [];
  });
  return Object.fromEntries(sections) as Partial<Written>;
}

/** A problem as one line: `replydesk.yaml:12:5: mailboxes[0].imap.port: write a whole number from 1 to 65535`. */
export function problemLine({ file, line, column, key, message }: Problem): string {
  return `${file}:${line}:${column}: ${key && `${key}: `}${message}`;
}

/** The shape of the file for editors. */
export function configJsonSchema(): object {
  return { title: 'replydesk.yaml', ...z.toJSONSchema(configSchema, { io: 'input' }) };
}
