import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { BackupFile } from './backup-file.ts';
import { tablesInOrder, type Block, type Seal } from './backup.ts';
import { migrateUrl } from './store.ts';

/**
 * Brings a backup back into an empty database. The schema is made as it was at the backup, filled in one transaction, and
 * brought up to date. What happened between the backup and now is unknown to the restored desk, so whatever it would send on
 * account of that time waits for a person: the queue as it stood, and (see `restored-until`) answers to mail taken again.
 */
export async function restore(
  url: string,
  file: string,
  now: Temporal.Instant,
): Promise<{ at: string; rows: ReadonlyMap<string, number> }> {
  const { backup, heading } = await BackupFile.open(file);
  await using reading = backup;
  const rows = new Map<string, number>();
  const client = new pg.Client({ connectionString: url, application_name: 'replydesk restore' });
  await client.connect();
  try {
    await mustBeEmpty(client);
    await migrateUrl(url, heading.schema);
    await client.query('begin');
    for (let table = await reading.next(); table !== null; table = await reading.next())
      rows.set(table.block.table, await fill(client, table));
    await countOn(client);
    await holdWhatMayHaveLeft(client, heading.at, now);
    await client.query('commit');
  } finally {
    await client.end();
  }
  await migrateUrl(url);
  return { at: heading.at, rows };
}

/** Reads a backup to its end without writing anything; throws where it is damaged. */
export async function verify(file: string): Promise<{ at: string; rows: ReadonlyMap<string, number> }> {
  const { backup, heading } = await BackupFile.open(file);
  await using reading = backup;
  const rows = new Map<string, number>();
  for (let table = await reading.next(); table !== null; table = await reading.next()) {
    for (;;) {
      const { done, value } = await table.chunks.next();
      if (done !== true) continue;
      rows.set(table.block.table, value.rows);
      break;
    }
  }
  return { at: heading.at, rows };
}

async function mustBeEmpty(client: pg.Client): Promise<void> {
  for (const table of await tablesInOrder(client)) {
    const { rowCount } = await client.query(`select from ${pg.escapeIdentifier(table)} limit 1`);
    if (rowCount !== 0)
      throw new Error(
        `the database is not empty (${table}): restore into a new one, and keep this one until you are sure`,
      );
  }
}

async function fill(
  client: pg.Client,
  { block, chunks }: { block: Block; chunks: AsyncGenerator<Buffer, Seal> },
): Promise<number> {
  const columns = block.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const into = client.query(copyFrom(`copy ${pg.escapeIdentifier(block.table)} (${columns}) from stdin`));
  let seal: Seal | null = null;
  const untilSeal = async function* (): AsyncGenerator<Buffer> {
    seal = yield* chunks;
  };
  await pipeline(Readable.from(untilSeal()), into);
  const { rows } = seal as unknown as Seal;
  if (into.rowCount !== rows) throw new Error(`the backup is damaged: table ${block.table} has rows missing`);
  return rows;
}

/** Numbers given by the database go on behind the highest that came back. */
async function countOn(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select c.relname as "table", attname as "column" from pg_attribute join pg_class c on c.oid = attrelid
      where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and attidentity <> '' and not attisdropped`,
  );
  for (const { table, column } of rows) {
    const [from, name] = [pg.escapeIdentifier(table), pg.escapeIdentifier(column)];
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), coalesce(max(${name}), 0) + 1, false) from ${from}`,
      [from, column],
    );
  }
}

async function holdWhatMayHaveLeft(client: pg.Client, at: string, now: Temporal.Instant): Promise<void> {
  const reason = { code: 'restored', detail: `was in the queue at the backup of ${at}`, source: 'restore' };
  await client.query(
    `update delivery set state = 'held', lease_until = null, lease_holder = null, reasons = reasons || $1::jsonb
      where state in ('queued', 'sending')`,
    [JSON.stringify([reason])],
  );
  await client.query(
    `update webhook set state = 'cancelled', settled_at = $1, last_error = 'was in the queue at the backup'
      where state in ('queued', 'sending')`,
    [now.toString()],
  );
  await client.query(
    `update intake set lease_until = null where disposition = 'waiting' and lease_until < '9000-01-01'`,
  );
  for (const [name, value] of [
    ['restored-from', at],
    ['restored-until', now.toString()],
  ])
    await client.query(
      `insert into fact (about, name, value, shown_by, at) values ('desk', $1, $2, 'restore', $3)
       on conflict (about, name) do update set value = excluded.value, at = excluded.at`,
      [name, value, now.toString()],
    );
}
