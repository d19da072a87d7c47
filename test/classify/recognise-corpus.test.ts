import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { recognise } from '../../src/classify/recognise.ts';
import { parse } from '../../src/ingest/parse.ts';
import { NO_DESK } from '../../src/requests/recognition.ts';

// Whole mails as programs and people write them. A file is called after its kind and its lesson; a client's says in between
// whether it is acknowledged.
const FOLDER = new URL('../corpus/recognise/', import.meta.url);

test.each(readdirSync(FOLDER))('%s', async (file) => {
  const [kind = '', manner] = file.split('.');
  const recognition = recognise(await parse(readFileSync(new URL(file, FOLDER))), NO_DESK);
  expect(recognition).toMatchObject({ kind, acknowledge: kind === 'client' && manner === 'acknowledged' });
});
