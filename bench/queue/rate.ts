import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createTransport } from 'nodemailer';
import { BODY, CONNECTIONS, dispatcherOf, ENVELOPE, median, type Yard } from './yard.ts';

/**
 * How fast queued acknowledgements leave, beside nodemailer's pool with the same ready bytes, and Postfix's smtp-source: all to
 * smtp-sink over the same number of connections, one after the other. The ratio is of neighbours in time, its median counts.
 */
export async function benchRate(yard: Yard, mails: number, rounds: number): Promise<void> {
  const pool: number[] = [];
  const queue: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pool.push(await rateOf(mails, () => nodemailerPool(yard, mails)));
    queue.push(await ownQueue(yard, mails));
  }
  const source = await rateOf(mails, () => smtpSource(yard, mails));
  const ratios = queue.map((rate, round) => (100 * rate) / pool[round]!);
  const rates = (of: readonly number[]): string => of.map((rate) => Math.round(rate)).join(', ');
  console.log(
    `${mails} acknowledgements of ${BODY.length} octets to smtp-sink over ${CONNECTIONS} connections, mails a second:`,
  );
  console.log(`  queue from PostgreSQL   ${rates(queue)}`);
  console.log(`  nodemailer's pool       ${rates(pool)}`);
  console.log(
    `  the queue reaches       ${rates(ratios)} % of the pool, median ${Math.round(median(ratios))} (wanted: 80)`,
  );
  console.log(`  smtp-source (C)         ${Math.round(source)}`);
}

async function ownQueue(yard: Yard, mails: number): Promise<number> {
  await yard.enqueue(mails);
  const done = Promise.withResolvers<null>();
  let left = mails;
  const dispatcher = dispatcherOf(yard, () => {
    left -= 1;
    if (left === 0) done.resolve(null);
  });
  const rate = await rateOf(mails, async () => {
    await dispatcher.start();
    await done.promise;
  });
  await dispatcher.stop();
  return rate;
}

async function rateOf(mails: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (1000 * mails) / (performance.now() - start);
}

async function nodemailerPool({ port }: Yard, mails: number): Promise<void> {
  const server = { host: '127.0.0.1', port, ignoreTLS: true };
  const transport = createTransport({ ...server, pool: true, maxConnections: CONNECTIONS, maxMessages: 500 });
  const envelope = { from: ENVELOPE.from, to: [ENVELOPE.to] };
  await Promise.all(Array.from({ length: mails }, () => transport.sendMail({ envelope, raw: BODY })));
  transport.close();
}

async function smtpSource({ port }: Yard, mails: number): Promise<void> {
  const sizes = ['-d', '-s', String(CONNECTIONS), '-m', String(mails), '-l', String(BODY.length)];
  const words = [...sizes, '-f', ENVELOPE.from, '-t', ENVELOPE.to, `127.0.0.1:${port}`];
  await once(spawn('/usr/sbin/smtp-source', words, { stdio: 'ignore' }), 'exit');
}
