import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

/**
 * A conversation with a mail server line by line, without a mail library in between: where a connection fails, the doctor
 * must see at which step and with which words. Every wait is bounded.
 */
export type Server = { readonly host: string; readonly port: number; readonly tls: 'implicit' | 'starttls' | 'none' };

const LONGEST_ANSWER = 64 * 1024;

export class Wire implements AsyncDisposable {
  #socket: Socket | TLSSocket;
  #received = '';
  #wake: () => void = () => undefined;
  #error: Error | null = null;
  readonly #host: string;
  readonly #timeout: number;

  private constructor(socket: Socket, host: string, timeout: number) {
    this.#host = host;
    this.#timeout = timeout;
    this.#socket = socket;
    this.#listen();
  }

  /** Connects, with TLS from the first byte where the server is to have it. */
  static async open({ host, port, tls }: Server, timeout: number): Promise<Wire> {
    const secure = tls === 'implicit';
    const socket = secure ? connectTls({ port, ...names(host) }) : connectPlain({ host, port });
    await settled(socket, secure ? 'secureConnect' : 'connect', timeout);
    return new Wire(socket, host, timeout);
  }

  /** Goes on in TLS, after the server agreed to STARTTLS. What it sent before is not believed (CVE-2011-0411). */
  async secure(): Promise<void> {
    this.#socket.removeAllListeners();
    const socket = connectTls({ socket: this.#socket, ...names(this.#host) });
    await settled(socket, 'secureConnect', this.#timeout);
    this.#received = '';
    this.#socket = socket;
    this.#listen();
  }

  /** When the server's certificate ends; null without TLS. */
  get certificateEnd(): Temporal.Instant | null {
    if (!('getPeerCertificate' in this.#socket)) return null;
    const end = Date.parse(this.#socket.getPeerCertificate().valid_to);
    return Number.isNaN(end) ? null : Temporal.Instant.fromEpochMilliseconds(end);
  }

  write(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }

  /** The next lines up to the one that `isLast` accepts, that one included. */
  async read(isLast: (line: string) => boolean): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.#line();
      lines.push(line);
      if (isLast(line)) return lines;
    }
  }

  async #line(): Promise<string> {
    const deadline = AbortSignal.timeout(this.#timeout);
    for (;;) {
      const end = this.#received.indexOf('\n');
      if (end >= 0) {
        const line = this.#received.slice(0, end).replace(/\r$/, '');
        this.#received = this.#received.slice(end + 1);
        return line;
      }
      if (this.#error !== null) throw this.#error;
      if (deadline.aborted || this.#received.length > LONGEST_ANSWER) throw silence();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        deadline.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  #listen(): void {
    this.#socket.setEncoding('utf8');
    this.#socket.on('data', (text: string) => {
      this.#received += text;
      this.#wake();
    });
    const end = (error: Error): void => {
      this.#error ??= error;
      this.#wake();
    };
    this.#socket.on('error', end);
    this.#socket.on('close', () => end(Object.assign(new Error('the server hung up'), { code: 'EHUNGUP' })));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
    return Promise.resolve();
  }
}

/** SNI must not be an address (RFC 6066 §3). */
function names(host: string): { servername?: string; host: string } {
  return isIP(host) === 0 ? { servername: host, host } : { host };
}

function silence(): Error {
  return Object.assign(new Error('the server says nothing'), { code: 'ESILENCE' });
}

async function settled(socket: Socket, event: 'connect' | 'secureConnect', timeout: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      socket.setTimeout(timeout, () => reject(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
      socket.once('error', reject);
      socket.once('close', () => reject(Object.assign(new Error('the server hung up'), { code: 'EHUNGUP' })));
      socket.once(event, resolve);
    });
    socket.setTimeout(0);
    socket.removeAllListeners();
  } catch (error) {
    socket.on('error', () => undefined);
    socket.destroy();
    throw error;
  }
}
