import pg from 'pg';

/** What `doctor` asks of a database before the desk lives in it. */
export type DatabaseFacts = {
  /** 18.4 → 180004. */
  readonly version: number;
  readonly encoding: string;
  /** Whether this user may make tables. */
  readonly mayCreate: boolean;
  /** The server's clock. */
  readonly now: Temporal.Instant;
  /** Name of the newest schema step; null: the desk has not lived here yet. */
  readonly schema: string | null;
};

/** Looks without changing anything. Throws what the server says where there is no way in. */
export async function databaseFacts(url: string, timeout: number): Promise<DatabaseFacts> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeout, query_timeout: timeout });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ version: number; encoding: string; mayCreate: boolean; now: string }>(`
      select current_setting('server_version_num')::int as version,
             current_setting('server_encoding') as encoding,
             has_schema_privilege(coalesce(current_schema(), 'public'), 'create') as "mayCreate",
             to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now`);
    const facts = rows[0]!;
    return { ...facts, now: Temporal.Instant.from(facts.now), schema: await schemaOf(client) };
  } finally {
    await client.end();
  }
}

async function schemaOf(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ there: boolean }>(`select to_regclass('migration') is not null as there`);
  if (rows[0]?.there !== true) return null;
  const newest = await client.query<{ name: string }>('select max(name) as name from migration');
  return newest.rows[0]?.name ?? null;
}
