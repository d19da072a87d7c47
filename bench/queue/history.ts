import { sql } from 'kysely';
import { systemClock } from '../../src/clock.ts';
import { claimDue, unclaim } from '../../src/store/sending.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { enqueueAcknowledgements, median, type Yard } from './yard.ts';

const CLAIMS = 100;
const WAITING = 2_000;

/** What claiming forty mails costs in a database with so many deliveries in history, in turns with one that has none. */
export async function benchHistory(yard: Yard, history: number): Promise<void> {
  await using young = await desk(yard, 'young', 0);
  await using old = await desk(yard, 'old', history);
  const times: { readonly young: number[]; readonly old: number[] } = { young: [], old: [] };
  for (let claim = 0; claim < CLAIMS; claim += 1) {
    times.young.push(await claiming(young));
    times.old.push(await claiming(old));
  }
  const [before, after] = [median(times.young), median(times.old)];
  const slower = Math.round((100 * after) / before - 100);
  console.log(
    `claiming 40 of ${WAITING}: ${before.toFixed(1)} ms, with ${history} deliveries in history ${after.toFixed(1)} ms: ` +
      `${slower <= 0 ? 'not slower' : `${slower} % slower`} (wanted: at most 10 %)`,
  );
}

async function desk(yard: Yard, name: string, history: number): Promise<Store> {
  await yard.store.alone((writer) => sql.raw(`create database ${name}`).execute(writer));
  const store = openStore(yard.url.replace(/\/postgres$/, `/${name}`), { connections: 2 });
  await store.migrate();
  await store.transact((transaction) =>
    sql`insert into delivery (kind, mail_id, token, rcpt, counted_rcpt, envelope_from, octets, state, attempts, created_at,
                              first_due, due_at, accepted_at, settled_at)
        select 'answer', 'h' || n, 'h' || n, 'h' || n || '@client.test', '', '', 'x', 'accepted', 1, now(), now(), now(), now(), now()
          from generate_series(1, ${history}::int) n`.execute(transaction),
  );
  await enqueueAcknowledgements(store, 0, WAITING, systemClock.now());
  return store;
}

async function claiming(store: Store): Promise<number> {
  const now = systemClock.now();
  const start = performance.now();
  const claimed = await store.alone((writer) =>
    claimDue(writer, { limit: 40 }, 'bench', now, now.add({ seconds: 20 })),
  );
  const took = performance.now() - start;
  const ids = claimed.map(({ id }) => id);
  await store.transact((transaction) => unclaim(transaction, 'bench', ids));
  return took;
}
