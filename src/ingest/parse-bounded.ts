import { Worker } from 'node:worker_threads';
import type { Message } from '../requests/message.ts';
import { NoMail, parse, parseHeader } from './parse.ts';

/**
 * Parses mails of strangers without ever holding up the process: a mail of ordinary size here, within 250 ms whatever it
 * holds, a bigger one in one worker thread that is ended when it takes too long or too much. Such a mail keeps its header,
 * and `cuts` says "too-complex" (S16): it can still be answered, and a person can open the original.
 */
export class BoundedParser {
  readonly #bounds: Bounds;
  #worker: Worker | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(bounds: Partial<Bounds> = {}) {
    this.#bounds = { ...BOUNDS, ...bounds };
  }

  /** The same as `parse`, and like it refuses only what is no mail. */
  parse(raw: Buffer): Promise<Message> {
    if (raw.length <= this.#bounds.here) return parse(raw);
    const turn = this.#queue.then(() => this.#parseInWorker(raw));
    this.#queue = turn.catch(() => null);
    return turn;
  }

  /** Ends the worker. The parser may be used again: a new one is started when it is needed. */
  async [Symbol.asyncDispose](): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  async #parseInWorker(raw: Buffer): Promise<Message> {
    const answer = await this.#ask(raw);
    if (answer === null) throw new NoMail();
    if (typeof answer !== 'string') return answer;
    await this[Symbol.asyncDispose]();
    return parseHeader(raw, { code: 'too-complex', detail: answer, source: 'limits of the parser' });
  }

  /** The message; null where there is no mail; words where the worker came to no answer. */
  #ask(raw: Buffer): Promise<Message | null | string> {
    const worker = (this.#worker ??= this.#start());
    const { promise, resolve } = Promise.withResolvers<Message | null | string>();
    const timer = setTimeout(
      () => resolve(`no answer within ${this.#bounds.milliseconds} ms`),
      this.#bounds.milliseconds,
    );
    const listeners = {
      message: (answer: Answer) => resolve('error' in answer ? answer.error : answer.message),
      error: (error: Error) => resolve(error.message),
      exit: () => resolve('the worker ended'),
    };
    for (const [event, listener] of Object.entries(listeners)) worker.on(event, listener);
    // While it works the process waits for it; an idle worker keeps no process alive.
    worker.ref();
    const octets = new Uint8Array(raw);
    worker.postMessage(octets, [octets.buffer]);
    return promise.finally(() => {
      clearTimeout(timer);
      for (const [event, listener] of Object.entries(listeners)) worker.off(event, listener);
      worker.unref();
    });
  }

  #start(): Worker {
    const file = import.meta.url.endsWith('.ts') ? './parse/worker.ts' : './parse/worker.js';
    const worker = new Worker(new URL(file, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.#bounds.megabytes },
    });
    // It may die while nobody listens, of memory that the last mail left behind.
    worker.on('error', () => this.#forget(worker));
    worker.on('exit', () => this.#forget(worker));
    return worker;
  }

  #forget(worker: Worker): void {
    if (this.#worker === worker) this.#worker = null;
  }
}

/** What a worker answers: `message: null` where there is no mail. */
export type Answer = { readonly message: Message | null } | { readonly error: string };

type Bounds = {
  /** Mails of up to so many octets are parsed in this thread. */
  readonly here: number;
  readonly milliseconds: number;
  /** Memory of the worker. */
  readonly megabytes: number;
};

const BOUNDS: Bounds = { here: 256 * 1024, milliseconds: 10_000, megabytes: 256 };

const shared = new BoundedParser();

/** Parses a mail by the process's one bounded parser. */
export function parseBounded(raw: Buffer): Promise<Message> {
  return shared.parse(raw);
}
