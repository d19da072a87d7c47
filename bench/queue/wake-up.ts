import type { Transport } from '../../src/respond/transport.ts';
import { dispatcherOf, median, type Yard } from './yard.ts';

const MAILS = 100;

/** From the commit of a mail to the moment when its envelope is handed to the connection, while the queue is idle. */
export async function benchWakeUp(yard: Yard): Promise<void> {
  let begun = Promise.withResolvers<number>();
  const transport: Transport = {
    connections: 5,
    async send({ ready }) {
      begun.resolve(performance.now());
      await ready;
      return { outcome: 'accepted', response: '250 ok', providerId: null };
    },
    close: () => Promise.resolve(),
  };
  const dispatcher = dispatcherOf(yard, undefined, transport);
  await dispatcher.start();
  const waits: number[] = [];
  for (let mail = 0; mail < MAILS; mail += 1) {
    begun = Promise.withResolvers();
    await yard.enqueue(1);
    const committed = performance.now();
    waits.push((await begun.promise) - committed);
  }
  await dispatcher.stop();
  const worst = waits.toSorted((a, b) => a - b)[Math.floor(MAILS * 0.95)] ?? 0;
  console.log(
    `wake-up from commit to MAIL FROM: p50 ${median(waits).toFixed(1)} ms (wanted: below 10), p95 ${worst.toFixed(1)} ms`,
  );
}
