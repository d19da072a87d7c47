import { readFile } from 'node:fs/promises';
import { glob } from 'node:fs/promises';
import { expect, test } from 'vitest';

/** Rows of the procedures' list of requirements that the promise and its clock cover. */
const ROWS =
  'ACK-1 ACK-2 ACK-3 RSP-1 RSP-2 RES-1 PRI-1 RTE-1 RTE-2 ESC-1 ESC-2 ESC-3 ESC-4 ESC-5 MTX-1 CLS-1 ONB-1 FBK-2 CHN-1 REV-1'.split(
    ' ',
  );

/** What tests are called, and what a timetable says of itself before it begins. */
async function named(): Promise<string> {
  const files = await Array.fromAsync(glob('test/**/*.{test.ts,timetable.yaml}'));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const names = texts.flatMap((text) => text.match(/^\s*(?:test|describe)\b.*$|^#.*$/gm) ?? []);
  return names.join('\n');
}

test('every requirement of the promise and its clock is named by a test or by a timetable', async () => {
  const all = await named();
  expect(ROWS.filter((row) => !new RegExp(`\\b${row}\\b`).test(all))).toEqual([]);
});
