import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/**
 * The whole record of a running desk in one file. All tables are read in one transaction that sees the database as it was at
 * one moment (repeatable read), so nothing has to stop, and it is the same for a server and for the embedded database, which
 * brings no pg_dump. The file is gzip around lines of JSON and blocks of PostgreSQL's own COPY text, each block with its
 * rows counted and hashed: what is damaged is known before any of it is used.
 */
export const FORMAT = 1;

export type Heading = {
  readonly replydesk: 'backup';
  readonly format: number;
  /** Names of the schema's steps, in order. */
  readonly schema: readonly string[];
  /** The moment whose record it is. */
  readonly at: string;
};
export type Block = { readonly table: string; readonly columns: readonly string[] };
export type Seal = { readonly rows: number; readonly sha256: string };

/** Writes the backup beside the file first, so that a broken one never stands under its name. */
export async function backUp(url: string, file: string, now: Temporal.Instant): Promise<ReadonlyMap<string, number>> {
  const client = new pg.Client({ connectionString: url, application_name: 'replydesk backup' });
  const rows = new Map<string, number>();
  const draft = `${file}.part`;
  await client.connect();
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    const handle = await open(draft, 'w', 0o600);
    try {
      await pipeline(
        Readable.from(contents(client, now, rows)),
        createGzip(),
        handle.createWriteStream({ flush: true }),
      );
    } finally {
      await handle.close().catch(() => undefined);
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await client.end();
  }
  return rows;
}

async function* contents(client: pg.Client, now: Temporal.Instant, counts: Map<string, number>) {
  const { rows } = await client.query<{ name: string }>('select name from migration order by name');
  const heading: Heading = {
    replydesk: 'backup',
    format: FORMAT,
    schema: rows.map(({ name }) => name),
    at: now.toString(),
  };
  yield line(heading);
  for (const table of await tablesInOrder(client)) {
    const columns = await columnsOf(client, table);
    yield line({ table, columns } satisfies Block);
    const names = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
    const copy = client.query(copyTo(`copy ${pg.escapeIdentifier(table)} (${names}) to stdout`));
    const hash = createHash('sha256');
    for await (const chunk of copy as AsyncIterable<Buffer>) {
      hash.update(chunk);
      yield Buffer.concat([Buffer.from(`${chunk.length}\n`), chunk]);
    }
    yield Buffer.from('0\n');
    counts.set(table, copy.rowCount);
    yield line({ rows: copy.rowCount, sha256: hash.digest('hex') } satisfies Seal);
  }
  yield line({ end: true });
}

function line(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

/** Every table with a record in it, those that others refer to first. Leases are of the moment and are left out. */
export async function tablesInOrder(client: pg.Client): Promise<string[]> {
  const tables = await client.query<{ name: string }>(
    `select relname as name from pg_class
      where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname not like 'migration%' and relname <> 'lease'
      order by relname`,
  );
  const references = await client.query<{ from: string; to: string }>(
    `select a.relname as "from", b.relname as "to" from pg_constraint
       join pg_class a on a.oid = conrelid join pg_class b on b.oid = confrelid
      where contype = 'f' and conrelid <> confrelid and connamespace = current_schema()::regnamespace`,
  );
  const ordered = new Set<string>();
  const visit = (name: string): void => {
    if (ordered.has(name)) return;
    for (const { to } of references.rows.filter(({ from }) => from === name)) visit(to);
    ordered.add(name);
  };
  for (const { name } of tables.rows) visit(name);
  return [...ordered];
}

async function columnsOf(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [pg.escapeIdentifier(table)],
  );
  return rows.map(({ name }) => name);
}
