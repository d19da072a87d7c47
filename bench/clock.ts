import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { startEmbeddedPostgres } from '../src/store/embedded-postgres.ts';
import { openStore } from '../src/store/store.ts';
import { configuration, deskFile, select } from '../test/support/desk.ts';
import { steppedClock } from '../test/support/stepped-clock.ts';

/**
 * What the clockwork costs on a desk with 100,000 open requests while nothing is due: the aim is a pass under 5 ms. Every request
 * has its row of when to look again, in the future, and a promised answer that is overdue, as on the worst of desks.
 *
 *     node bench/clock.ts
 */
const REQUESTS = 100_000;
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
times.sort((a, b) => a - b);
const at = (part: number): string => (times[Math.floor(times.length * part)] ?? 0).toFixed(2);
console.log(`idle pass over ${REQUESTS} open requests: median ${at(0.5)} ms, p95 ${at(0.95)} ms`);
