import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Transport } from '../../src/respond/transport.ts';
import { dispatcherOf, type Yard } from './yard.ts';

/** What the process takes while so many mails wait that a server takes slowly: as much as for few. */
export async function benchMemory(yard: Yard, waiting: number): Promise<void> {
  const few = await whileSending(yard);
  await yard.enqueue(waiting);
  const many = await whileSending(yard);
  console.log(
    `memory in use while 2000 wait: ${few.toFixed(0)} MB; while ${waiting} more wait: ${many.toFixed(0)} MB (wanted: flat)`,
  );
}

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function whileSending(yard: Yard): Promise<number> {
  const slow: Transport = {
    connections: 5,
    async send({ ready }) {
      await ready;
      await sleep(50);
      return { outcome: 'accepted', response: '250 ok', providerId: null };
    },
    close: () => Promise.resolve(),
  };
  const dispatcher = dispatcherOf(yard, undefined, slow);
  await dispatcher.start();
  await sleep(3_000);
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  await dispatcher.stop();
  return (heapUsed + external) / 1_048_576;
}
