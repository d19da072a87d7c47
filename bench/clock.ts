import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { openApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { DECIDING } from '../src/pipeline.ts';
import { startEmbeddedPostgres } from '../src/store/embedded-postgres.ts';
import { openStore } from '../src/store/store.ts';
import { configuration, deskFile, select } from '../test/support/desk.ts';
import { steppedClock } from '../test/support/stepped-clock.ts';

/**
 * What the clockwork costs on a desk with 100,000 open requests while nothing is due: the aim is a pass under 5 ms. Every request
 * has its row of when to look again, in the future, and a promised answer that is overdue, as on the worst of desks. Then the
 * policy changes, and all of them are reckoned anew: how long that takes, and how long a mail waits meanwhile for the lock under
 * which it is decided on.
 *
 *     node bench/clock.ts [REQUESTS]
 */
const REQUESTS = Number(process.argv[2] ?? 100_000);
const PASSES = 200;

const folder = await mkdtemp(join(tmpdir(), 'replydesk-bench-'));
await using stack = new AsyncDisposableStack();
stack.defer(() => rm(folder, { recursive: true, force: true }));
const { url } = stack.use(await startEmbeddedPostgres(folder));
await using store = openStore(url);
await store.migrate();
await using file = await deskFile(configuration(url, { imapPort: 1, smtpPort: 1 }));
// Between two mornings, so that nobody's list is due.
const clock = steppedClock('2026-02-02T22:00:00Z');
const read = await loadConfig(file.file, {}, clock.now());
if (!read.ok) throw new Error('the configuration of this measurement is wrong');
await using app = await openApp(read.config, pino({ level: 'silent' }), clock);

// The policy and the calendar are remembered before there is anything to reckon by them.
await app.clockwork.runOnce();
await select(
  url,
  `insert into request (number, mailbox, subject, base_subject, client_address, client_name, state, priority, opened_at, last_activity_at)
   select n, 'support@example.test', 'A question', 'a question', 'client' || n || '@client.test', 'Client', 'open', 'normal',
          timestamptz '2026-01-01' + n * interval '1 second', timestamptz '2026-01-01'
     from generate_series(1, ${REQUESTS}) n`,
);
await select(
  url,
  `insert into deadline (request_number, kind, due_at, state)
   select n, kind, case kind when 'clockwork' then timestamptz '2026-03-01' else timestamptz '2026-01-02' end + n * interval '1 second', 'open'
     from generate_series(1, ${REQUESTS}) n, unnest(array['respond', 'clockwork']) kind`,
);
await select(url, 'vacuum analyze');
for (let pass = 0; pass < 20; pass += 1) await app.clockwork.runOnce();
const times: number[] = [];
for (let pass = 0; pass < PASSES; pass += 1) {
  const begin = performance.now();
  await app.clockwork.runOnce();
  times.push(performance.now() - begin);
}
console.log(`idle pass over ${REQUESTS} open requests: ${spread(times)}`);

// What comes due by the new policy is the clockwork's own work; here nothing does, so that the reckoning alone is seen.
await select(
  url,
  `update request set opened_at = '2026-02-02T15:50:00Z', last_activity_at = '2026-02-02T15:50:00Z', acknowledged_at = '2026-02-02T15:50:05Z'`,
);
await select(url, `update deadline set due_at = '2026-02-03T15:50:00Z' where kind = 'respond'`);
await select(url, 'vacuum analyze');
await using changed = await deskFile(configuration(url, { imapPort: 1, smtpPort: 1 }, { policy: 'd' }));
const other = await loadConfig(changed.file, {}, clock.now());
if (!other.ok) throw new Error('the changed configuration of this measurement is wrong');
await using anew = await openApp(other.config, pino({ level: 'silent' }), clock);
const waits: number[] = [];
const begin = performance.now();
const state = { isDone: false };
const reckoned = anew.clockwork.runOnce().finally(() => (state.isDone = true));
while (!state.isDone) {
  const asked = performance.now();
  await store.transact((transaction) => sql`select pg_advisory_xact_lock(${DECIDING})`.execute(transaction));
  waits.push(performance.now() - asked);
}
await reckoned;
console.log(
  `reckoned anew: ${((performance.now() - begin) / 1000).toFixed(1)} s; a mail waits meanwhile ${spread(waits)}`,
);

function spread(all: readonly number[]): string {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(2);
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms`;
}
