/**
 * Finding and reading a policy: one of the five shipped procedures by its letter, or a firm's own file. What comes out
 * is valid, or every mistake of the file with its line and key.
 */
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { policySchema, toPolicy, wordsSchema } from './policy-schema.ts';
import type { Policy } from './requests/policy.ts';
import { readYaml } from './yaml-file.ts';
import type { YamlRead } from './yaml-file.ts';

/** The shipped policies, one for each procedure. */
export const PRESETS: readonly string[] = ['a', 'b', 'c', 'd', 'e'];

/** Reads the policy that a configuration names: a preset's letter, or the path of a file. */
export function readPolicy(nameOrFile: string): YamlRead<Policy> {
  const preset = PRESETS.includes(nameOrFile);
  const file = preset ? shippedFile(nameOrFile) : nameOrFile;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    const problem = `${nameOrFile}: there is no such policy; name one of ${PRESETS.join(', ')} or a policy file`;
    return { ok: false, problems: [problem] };
  }
  return parsePolicy(
    preset ? nameOrFile : basename(file, extname(file)),
    preset ? `policies/${nameOrFile}.yaml` : file,
    text,
  );
}

/** Reads the text of a policy file. */
export function parsePolicy(name: string, file: string, text: string): YamlRead<Policy> {
  const read = readYaml(file, text, policySchema);
  if (!read.ok) return read;
  const words = (shippedWords ??= readYaml(
    'policies/words.yaml',
    readFileSync(shippedFile('words'), 'utf8'),
    wordsSchema,
  ));
  return words.ok ? { ok: true, value: toPolicy(name, read.value, words.value) } : words;
}

/** Read once: the words are long and never change while the program runs. */
let shippedWords: YamlRead<z.output<typeof wordsSchema>> | null = null;

function shippedFile(name: string): string {
  return fileURLToPath(new URL(`../policies/${name}.yaml`, import.meta.url));
}
