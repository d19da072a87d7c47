import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const model = readFileSync(join(ROOT, 'docs', 'threat-model.md'), 'utf8');

/** The attacks that a section names, and the file in which it says that they are tested. */
const SECTIONS = model.split(/^## /m).flatMap((section) => {
  const file = /Tested in `([^`]+)`/.exec(section)?.[1];
  const rows = [...section.matchAll(/^\| (?!attack|-)(.+?) +\| /gm)].map(([, attack]) => attack!);
  return file === undefined ? [] : [{ file, rows }];
});

test.each(SECTIONS)('the threat model names no attack that $file does not try', ({ file, rows }) => {
  const source = readFileSync(join(ROOT, file), 'utf8').replaceAll("\\'", "'");
  expect(rows.filter((attack) => !source.includes(attack))).toEqual([]);
  expect(rows.length).toBeGreaterThan(0);
});

test('it names at least forty', () => {
  expect(SECTIONS.flatMap(({ rows }) => rows).length).toBeGreaterThanOrEqual(40);
});
