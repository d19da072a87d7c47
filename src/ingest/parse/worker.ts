import { parentPort } from 'node:worker_threads';
import { NoMail, parse } from '../parse.ts';
import type { Answer } from '../parse-bounded.ts';

/** Runs in a thread of its own: octets in, an answer out, one after the other. */
parentPort?.on('message', (octets: Uint8Array) => {
  void answer(Buffer.from(octets.buffer, octets.byteOffset, octets.length)).then((result) =>
    parentPort?.postMessage(result),
  );
});

async function answer(raw: Buffer): Promise<Answer> {
  try {
    return { message: await parse(raw) };
  } catch (error) {
    return error instanceof NoMail ? { message: null } : { error: String(error) };
  }
}
