import { Kysely, PostgresDialect, type Transaction as KyselyTransaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { migrations } from './migrations/all.ts';
import type { Database } from './schema.ts';

/**
 * The store is the one way to the database. A `Reader` cannot write: its type has no insert, update or delete. A
 * `Transaction` can do both and exists only inside `transact`, so that whatever is written together is kept together
 * or not at all. Nothing in here talks to another network while a transaction is open.
 */
export type Reader = Pick<Kysely<Database>, 'selectFrom' | 'fn'>;
export type Transaction = KyselyTransaction<Database>;
export type Writer = Kysely<Database>;

export type Store = {
  readonly read: Reader;
  /** Runs `work` in one transaction; commits when it resolves, rolls back when it throws. */
  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /**
   * Runs one statement that is all or nothing by itself. For the few statements of every mail: on connections of their own,
   * planned once, without the round trips that begin and end a transaction.
   */
  alone<T>(statement: (database: Writer) => Promise<T>): Promise<T>;
  /**
   * Calls `wake` whenever another transaction notifies `channel`. Connects again by itself, also where the database is away
   * at first. Resolves once it listens or will.
   */
  listen(channel: string, wake: () => void): Promise<AsyncDisposable>;
  /** Brings the schema up to date under a lock: of two starters at once, one waits. Throws on a newer schema. */
  migrate(): Promise<void>;
  /** Gives the room of deleted rows back to the disk, so that nothing of them can be read there. */
  vacuum(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** A database that does not answer is a failure that somebody must hear of, not a silence. */
const CONNECT_TIMEOUT_MS = 10_000;

const TIMESTAMPTZ = 1184;
const INT8 = 20;
const defaultParser = pg.types.getTypeParser as (oid: number, format: string) => (text: string) => unknown;

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format = 'text') => {
    if (oid === TIMESTAMPTZ) return (text: string) => Temporal.Instant.from(text.replace(' ', 'T'));
    return oid === INT8 ? Number : defaultParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};

// node-postgres asks a value for `toPostgres`; without it an instant would arrive as a quoted JSON string.
Object.defineProperty(Temporal.Instant.prototype, 'toPostgres', {
  value(this: Temporal.Instant) {
    return this.toString();
  },
});

const SESSION = '-c timezone=UTC -c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000';

/** As many as are under way at once: two batches of outcomes and the next claim. */
const PROMPT_CONNECTIONS = 3;

/**
 * Planned once, for rows that are found by an index. The planner left to itself plans 1–3 ms for each such statement, and
 * what it knows of a queue's table is wrong most of the time: empty at midnight, full at nine.
 */
const BY_INDEX = ['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin']
  .map((way) => `-c enable_${way}=off`)
  .concat('-c plan_cache_mode=force_generic_plan', '-c jit=off')
  .join(' ');

function openPool(url: string, max: number, options = '', Client: typeof pg.Client = pg.Client): pg.Pool {
  const pool = new pg.Pool({
    Client,
    connectionString: url,
    max,
    types,
    options: `${SESSION} ${options}`,
    application_name: 'replydesk',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A connection that breaks is replaced by the pool and fails its query; without a listener it would end the process,
  // an idle one through the pool and a busy one by itself.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Names each statement by its text, so that a connection prepares it once. For texts that are few. */
class PreparingClient extends pg.Client {
  static readonly #names = new Map<string, string>();

  override query(...args: unknown[]): never {
    const [text, values] = args;
    if (typeof text !== 'string' || !Array.isArray(values)) return super.query(...(args as [string])) as never;
    const names = PreparingClient.#names;
    const name = names.get(text) ?? `replydesk ${names.size}`;
    names.set(text, name);
    return super.query({ name, text, values: values as unknown[] }) as never;
  }
}

/** Opens a pool of connections to a PostgreSQL ≥ 15. Connects lazily; `migrate` is the first to fail on a bad URL. */
export function openStore(url: string, { connections = 8 }: { connections?: number } = {}): Store {
  const pool = openPool(url, connections);
  const prompt = openPool(url, PROMPT_CONNECTIONS, BY_INDEX, PreparingClient);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const promptDb = new Kysely<Database>({ dialect: new PostgresDialect({ pool: prompt }) });
  return {
    read: db,
    transact: (work) => db.transaction().execute(work),
    alone: (statement) => statement(promptDb),
    listen: (channel, wake) => listen(url, channel, wake),
    migrate: () => migrate(db),
    vacuum: async () => {
      await pool.query('vacuum full');
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([db.destroy(), promptDb.destroy()]);
    },
  };
}

async function migrate(db: Kysely<Database>, only: readonly string[] | null = null): Promise<void> {
  const wanted = Object.entries(migrations).filter(([name]) => only === null || only.includes(name));
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(Object.fromEntries(wanted)) },
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error('migration failed', { cause: error });
}

/** Brings a database to the schema of these steps, or of today. Throws where one of them is not known to this program. */
export async function migrateUrl(url: string, only: readonly string[] | null = null): Promise<void> {
  const unknown = only?.find((name) => !Object.hasOwn(migrations, name));
  if (unknown !== undefined) throw new Error(`made by a newer replydesk (schema ${unknown}): update this one first`);
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 2 }) }),
  });
  try {
    await migrate(db, only);
  } finally {
    await db.destroy();
  }
}

async function listen(url: string, channel: string, wake: () => void): Promise<AsyncDisposable> {
  let stopped = false;
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | null = null;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'replydesk listen',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    next.on('notification', wake);
    next.on('error', () => undefined);
    next.on('end', retryLater);
    await next.connect();
    await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    client = next;
    wake();
  };
  const retryLater = (): void => {
    if (stopped || retry) return;
    retry = setTimeout(() => {
      retry = null;
      connect().catch(retryLater);
    }, 1000);
  };
  await connect().catch(retryLater);
  return {
    async [Symbol.asyncDispose]() {
      stopped = true;
      if (retry) clearTimeout(retry);
      await client?.end();
    },
  };
}
