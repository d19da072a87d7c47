import type { Socket } from 'node:net';

/** A server's whole answer to one command. */
export type Answer = { readonly code: number; readonly text: string };

/** An answer that never ends is no answer. */
const LONGEST_ANSWER = 64 * 1024;

/**
 * Commands out, answers in, in the order of the commands, any number of them under way (RFC 2920). When the connection
 * breaks, all that still wait are told why.
 */
export class Dialogue {
  readonly #socket: Socket;
  readonly #onBreak: (error: Error) => void;
  readonly #waiting: PromiseWithResolvers<Answer>[] = [];
  #received = '';
  #lines: string[] = [];
  #broken: Error | null = null;

  constructor(socket: Socket, onBreak: (error: Error) => void) {
    this.#socket = socket;
    this.#onBreak = onBreak;
    socket.on('data', (chunk: Buffer) => this.#hear(chunk.toString('latin1')));
    socket.on('drain', () => this.#drained?.resolve());
  }

  get broken(): Error | null {
    return this.#broken;
  }

  /** Sends commands in one piece; the answer to each comes by itself. */
  ask(commands: readonly string[]): Promise<Answer>[] {
    const answers = commands.map(() => this.answer());
    if (this.#broken === null) this.#socket.write(`${commands.join('\r\n')}\r\n`);
    return answers;
  }

  /** The answer to what is sent next. */
  answer(): Promise<Answer> {
    const waiting = Promise.withResolvers<Answer>();
    // Whoever asked may hear of the break from an earlier answer and ask no more for this one.
    waiting.promise.catch(() => undefined);
    if (this.#broken) waiting.reject(this.#broken);
    else this.#waiting.push(waiting);
    return waiting.promise;
  }

  #drained: PromiseWithResolvers<void> | null = null;

  /** Resolves when there is room for more; rejects where the connection broke. */
  async send(octets: Buffer): Promise<void> {
    if (this.#broken) throw this.#broken;
    if (this.#socket.write(octets)) return;
    this.#drained = Promise.withResolvers();
    await this.#drained.promise;
  }

  break(error: Error): void {
    if (this.#broken) return;
    this.#broken = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
    this.#drained?.reject(error);
    this.#onBreak(error);
  }

  #hear(chunk: string): void {
    this.#received += chunk;
    for (let end = this.#received.indexOf('\n'); end >= 0; end = this.#received.indexOf('\n')) {
      const line = this.#received.slice(0, end).replace(/\r$/, '');
      this.#received = this.#received.slice(end + 1);
      this.#lines.push(line);
      if (/^\d{3}-/.test(line)) continue;
      this.#answered(this.#lines.join('\n'));
      this.#lines = [];
    }
    const unfinished = this.#lines.reduce((sum, line) => sum + line.length, this.#received.length);
    if (unfinished > LONGEST_ANSWER) this.break(new Error('the server gives an answer without an end'));
  }

  #answered(octets: string): void {
    const text = readable(octets);
    const code = /^[2-5]\d\d(?= |$)/.exec(text.slice(text.lastIndexOf('\n') + 1))?.[0];
    const waiting = this.#waiting.shift();
    if (code === undefined) {
      const error = new Error(`the server does not speak SMTP: ${text.slice(0, 100)}`);
      waiting?.reject(error);
      this.break(error);
    } else if (waiting) waiting.resolve({ code: Number(code), text });
    // Nobody asked: it says that it goes (RFC 5321 §3.8), or is out of step.
    else this.break(new Error(`the server closed the connection: ${text}`));
  }
}

/** Answers have no charset; most write UTF-8. */
function readable(octets: string): string {
  if (/^[\x00-\x7f]*$/.test(octets)) return octets;
  const utf8 = Buffer.from(octets, 'latin1').toString('utf8');
  return utf8.includes('\uFFFD') ? octets : utf8;
}
