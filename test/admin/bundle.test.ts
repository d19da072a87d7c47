import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { bundle } from '../../browser/bundle.ts';

test('the studio’s script in assets is made from what stands in browser (npm run bundle)', async () => {
  expect((await readFile('assets/studio.js', 'utf8')) === (await bundle())).toBe(true);
});
