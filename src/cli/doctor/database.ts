import { statfs } from 'node:fs/promises';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import { databaseFacts, type DatabaseFacts } from '../../store/database-facts.ts';
import { startEmbeddedPostgres } from '../../store/embedded-postgres.ts';
import { fail, ok, said, warn, type Finding } from './finding.ts';

const OLDEST = 15;
const LEAST_FREE = 1024 ** 3;

/** The database, its disk where that is ours, and the clocks of both. */
export async function checkDatabase({ database }: Config, timeout: number, clock: Clock): Promise<Finding[]> {
  try {
    if (database.kind === 'server') return judge(await databaseFacts(database.url, timeout), clock.now());
    await using server = await startEmbeddedPostgres(database.folder);
    const facts = await databaseFacts(server.url, timeout);
    return [...judge(facts, clock.now()), await disk(database.folder)];
  } catch (error) {
    const advice =
      database.kind === 'server'
        ? 'check the address in "database", and that the server runs'
        : 'mend it, then try again';
    return [fail('database', said(error instanceof Error ? error.message || error.name : String(error)), advice)];
  }
}

function judge({ version, encoding, mayCreate, now, schema }: DatabaseFacts, ours: Temporal.Instant): Finding[] {
  const major = Math.floor(version / 10_000);
  const state = schema === null ? 'still empty' : `schema ${schema}`;
  const findings = [
    major < OLDEST
      ? fail('database', `PostgreSQL ${major} is too old`, `use PostgreSQL ${OLDEST} or newer`)
      : encoding !== 'UTF8'
        ? fail(
            'database',
            `its encoding is ${encoding}`,
            'make a database with encoding UTF8 and name it in "database"',
          )
        : !mayCreate
          ? fail('database', 'this user may not make tables', 'grant create on schema public to this user')
          : ok('database', `PostgreSQL ${major}.${version % 10_000}, ${state}`),
  ];
  const apart = Math.abs(now.since(ours).total('seconds'));
  findings.push(
    apart < 5
      ? ok('clock', `${ours.toString({ smallestUnit: 'second' })}, the database agrees`)
      : warn(
          'clock',
          `the database’s clock is ${Math.round(apart)} s apart from ours`,
          'switch on time synchronisation (NTP) on both',
        ),
  );
  return findings;
}

async function disk(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const shown = `${(free / 1024 ** 3).toFixed(1)} GB free`;
  return free < LEAST_FREE
    ? warn('disk', shown, `free some space on the disk of ${folder}: a full disk stops the desk`)
    : ok('disk', shown);
}
