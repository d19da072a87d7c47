import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';

export type TestDatabase = AsyncDisposable & { readonly url: string };

/** Keeps the template from being made twice by test files that run at the same time. */
const TEMPLATE_LOCK = 7_001;

let server: Promise<{ url: string }> | undefined;

/**
 * A database of its own for one test, gone at the end: `await using database = await testDatabase(migrate)`.
 * `migrate` runs once a test run, on the template from which the others are copied (0.1 s); without it the database is empty.
 */
export async function testDatabase(migrate?: (url: string) => Promise<void>): Promise<TestDatabase> {
  const { url } = await (server ??= startEmbeddedPostgres(inject('postgresFolder')));
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await withClient(url, async (client) => {
    const template = migrate === undefined ? 'template1' : templateFor(migrate);
    if (migrate !== undefined) await ensureTemplate(client, url, template, migrate);
    await client.query(`create database ${name} template ${template}`);
  });
  return {
    url: databaseUrl(url, name),
    [Symbol.asyncDispose]: () =>
      withClient(url, async (client) => {
        await client.query(`drop database ${name} with (force)`);
      }),
  };
}

/** Suites that migrate differently must not copy each other's template. */
function templateFor(migrate: (url: string) => Promise<void>): string {
  return `replydesk_template_${createHash('sha256').update(migrate.toString()).digest('hex').slice(0, 12)}`;
}

async function ensureTemplate(
  client: pg.Client,
  url: string,
  template: string,
  migrate: (url: string) => Promise<void>,
): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
  if (rowCount === 0) {
    // Nothing here shall survive a power cut.
    await client.query('alter system set fsync = off');
    await client.query('select pg_reload_conf()');
    const draft = `${template}_draft`;
    await client.query(`drop database if exists ${draft} with (force)`);
    await client.query(`create database ${draft}`);
    await migrate(databaseUrl(url, draft));
    await client.query(`alter database ${draft} rename to ${template}`);
  }
  await client.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
}

function databaseUrl(url: string, name: string): string {
  return url.replace(/\/postgres$/, `/${name}`);
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
