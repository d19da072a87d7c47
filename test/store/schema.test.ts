import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { dumpSchema } from '../support/dump-schema.ts';
import { testDatabase } from '../support/postgres.ts';
import { testStore } from '../support/store.ts';

const SCHEMA = 'docs/schema.sql';

describe('the schema', () => {
  test('is the one that docs/schema.sql shows', async () => {
    await using desk = await testStore();
    const schema = await dumpSchema(desk.url);
    if (process.env['REPLYDESK_WRITE_SCHEMA'] === '1') await writeFile(SCHEMA, schema);
    expect(schema).toBe(await readFile(SCHEMA, 'utf8'));
  });

  test('is made once when two processes start at the same moment', async () => {
    await using database = await testDatabase();
    await using one = openStore(database.url);
    await using other = openStore(database.url);
    await Promise.all([one.migrate(), other.migrate()]);
    expect(await one.read.selectFrom('request').selectAll().execute()).toEqual([]);
  });

  test('refuses to run backwards: a newer database is not touched by an older program', async () => {
    await using desk = await testStore();
    await desk.store.transact((transaction) =>
      transaction
        .insertInto('migration' as never)
        .values({ name: '9999-from-the-future', timestamp: '2030-01-01' } as never)
        .execute(),
    );
    await expect(desk.store.migrate()).rejects.toThrow(/9999-from-the-future/);
  });
});
