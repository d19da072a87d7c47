import { openStore, type Store } from '../../src/store/store.ts';
import { testDatabase } from './postgres.ts';

/** A store on a database of its own, with the schema of today: `await using desk = await testStore()`. */
export async function testStore(): Promise<{ store: Store; url: string } & AsyncDisposable> {
  const database = await testDatabase(migrate);
  const store = openStore(database.url, { connections: 4 });
  return {
    store,
    url: database.url,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function migrate(url: string): Promise<void> {
  await using store = openStore(url, { connections: 1 });
  await store.migrate();
}
