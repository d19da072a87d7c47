import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import type { SendOutcome } from '../../requests/delivery.ts';
import { verdictOn, type Stage } from './replies.ts';

/**
 * One conversation with a server, used for many mails. It knows how far each mail got: only where the whole of it was handed
 * over and no answer came may it have been taken; whatever breaks before that is safe to repeat.
 */
export type SmtpServer = {
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls' | 'none';
  readonly user: string | null;
  readonly password: string | null;
  /** Signs in by XOAUTH2 in place of a password. */
  readonly tokens?: TokenSource | null;
  /** PEM of an own authority that the server's certificate is checked against. */
  readonly ca?: string | null;
  readonly patience?: Patience;
};

/** Gives out access tokens; `refused`: the server did not take the last one. */
export type TokenSource = { token(): Promise<string>; refused(): void };

/** Milliseconds. `end`: after the final dot, where giving up early makes duplicates (RFC 5321 §4.5.3.2.6 says 10 minutes). */
export type Patience = { readonly open: number; readonly command: number; readonly end: number };

const PATIENCE: Patience = { open: 20_000, command: 60_000, end: 600_000 };

export type Envelope = { readonly from: string; readonly to: string };

/** What came of a mail, and whether the connection is gone with nothing of it sent, so that another may carry it at once. */
export type Attempt = { readonly outcome: SendOutcome; readonly untouched: boolean };

/** Connects, secures and signs in. Never throws: where that fails, the outcome of the mail that wanted it is returned. */
export async function openSession(server: SmtpServer): Promise<Session | SendOutcome> {
  const patience = server.patience ?? PATIENCE;
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.tls === 'implicit',
    requireTLS: server.tls === 'starttls',
    ignoreTLS: server.tls === 'none',
    connectionTimeout: patience.open,
    greetingTimeout: patience.open,
    socketTimeout: patience.command,
    socketCloseTimeout: 500,
    ...(server.ca == null ? {} : { tls: { ca: server.ca } }),
  });
  const session = new Session(connection, patience);
  try {
    await session.untilBroken((resolve) => connection.connect((error) => resolve(error ?? null)));
    const auth = authOf(server);
    if (auth) await session.untilBroken((resolve) => connection.login(auth, (error) => resolve(error)));
    return session;
  } catch (error) {
    session.close();
    return refusal(error, 'session');
  }
}

function authOf({ user, password, tokens }: SmtpServer): object | null {
  if (user === null) return null;
  if (!tokens) return { user, pass: password ?? '' };
  return {
    user,
    oauth2: new XOAuth2({
      user,
      provisionCallback(_user, renew, done) {
        if (renew) tokens.refused();
        tokens.token().then((token) => done(null, token), done);
      },
    }),
  };
}

export class Session {
  readonly #connection: SMTPConnection;
  readonly #patience: Patience;
  #broken: Error | null = null;
  #onBreak: ((error: Error) => void) | null = null;
  #mails = 0;

  constructor(connection: SMTPConnection, patience: Patience) {
    this.#connection = connection;
    this.#patience = patience;
    const broke = (error: Error): void => {
      this.#broken ??= error;
      this.#onBreak?.(this.#broken);
    };
    connection.on('error', broke);
    connection.once('end', () => broke(new Error('the connection was closed')));
  }

  get usable(): boolean {
    return this.#broken === null;
  }

  get mails(): number {
    return this.#mails;
  }

  /** Sends one mail. `ready` is awaited between the envelope and the first octet of the mail. */
  async send({ from, to }: Envelope, octets: Buffer, ready: Promise<void>): Promise<Attempt> {
    this.#mails += 1;
    if (needsUtf8(from + to) && !this.#supports('SMTPUTF8'))
      return final('the server cannot take an address outside ASCII (SMTPUTF8)', '5.6.7');
    const body = new Body(octets, ready, () => this.#wait(this.#patience.end));
    try {
      const envelope = { from, to: [to], size: octets.length, use8BitMime: false };
      const response = await this.untilBroken<string>((resolve) =>
        this.#connection.send(envelope, body, (error, info) => resolve(error ?? info.response)),
      );
      this.#wait(this.#patience.command);
      return { outcome: { outcome: 'accepted', response: oneLine(response), providerId: null }, untouched: false };
    } catch (error) {
      return this.#failed(error, body);
    }
  }

  async #failed(error: unknown, body: Body): Promise<Attempt> {
    const { code = '', responseCode, command = '' } = error as SmtpError;
    if (responseCode === undefined) {
      this.close();
      // EMESSAGE without a reply: larger than the server said it takes (RFC 1870).
      if (code === 'EMESSAGE' || code === 'EENVELOPE') return final(words(error), code);
      const untouched = !body.begun;
      return body.complete
        ? { outcome: { outcome: 'unknown', error: `no answer after the mail was sent: ${words(error)}` }, untouched }
        : { outcome: { outcome: 'temporary', error: words(error), code }, untouched };
    }
    const stage = code === 'EMESSAGE' ? 'data' : (STAGES[command] ?? 'session');
    // Whoever says 421 hangs up (RFC 5321 §3.8), with nothing of the mail taken.
    if (responseCode === 421 || !this.usable) this.close();
    else await this.#reset();
    return { outcome: refusal(error, stage), untouched: responseCode === 421 && !body.begun };
  }

  async #reset(): Promise<void> {
    this.#wait(this.#patience.command);
    await this.untilBroken((resolve) => this.#connection.reset((error) => resolve(error))).catch(() => this.close());
  }

  /** Resolves as the work does, or rejects as the connection breaks, whichever comes first. */
  untilBroken<T>(work: (resolve: (result: T | Error | null) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#broken) {
        reject(this.#broken);
        return;
      }
      this.#onBreak = reject;
      work((result) => (result instanceof Error ? reject(result) : resolve(result as T)));
    }).finally(() => (this.#onBreak = null));
  }

  close(): void {
    this.#broken ??= new Error('closed by us');
    this.#connection.close();
    this.#onBreak?.(this.#broken);
  }

  /** Says goodbye to an idle server. */
  quit(): void {
    if (this.usable) this.#connection.quit();
  }

  #wait(ms: number): void {
    if (this.#connection._socket) this.#connection._socket.setTimeout(ms);
  }

  #supports(extension: string): boolean {
    const { _supportedExtensions: known } = this.#connection as unknown as { _supportedExtensions?: string[] };
    return known?.includes(extension) ?? false;
  }
}

type SmtpError = {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
  readonly command?: string;
};

const STAGES: Readonly<Record<string, Stage>> = { 'MAIL FROM': 'mail', 'RCPT TO': 'rcpt', DATA: 'data' };

/** A refusal in words of the queue. Without a reply it is the network's, which is nobody's last word. */
function refusal(error: unknown, stage: Stage): SendOutcome {
  const { responseCode, response, code } = error as SmtpError;
  const told = { error: words(error), code: responseCode?.toString() ?? code ?? null };
  if (responseCode === undefined) return { outcome: 'temporary', ...told, ...(stage === 'session' ? ROUTE : {}) };
  const verdict = verdictOn({ stage, code: responseCode, text: response ?? '' });
  if (verdict === 'give-up') return { outcome: 'permanent', ...told };
  if (verdict === 'retry') return { outcome: 'temporary', ...told };
  return { outcome: 'temporary', ...told, scope: verdict === 'suspend-route' ? 'route' : 'domain' };
}

const ROUTE = { scope: 'route' } as const;

function final(error: string, code: string): Attempt {
  return { outcome: { outcome: 'permanent', error, code }, untouched: false };
}

function words(error: unknown): string {
  const { response, message = 'unknown error' } = error as SmtpError;
  return oneLine(response ?? message);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
}

function needsUtf8(text: string): boolean {
  return /[^\0-\x7F]/.test(text);
}

const PIECE = 64 * 1024;

/** The octets of a mail, given out when the server asked for them and the sender is ready; remembers how far it came. */
class Body extends Readable {
  readonly #octets: Buffer;
  readonly #ready: Promise<void>;
  readonly #whole: () => void;
  #given = 0;
  /** Anything of it left. */
  begun = false;
  /** All of it left, so that the final dot followed. */
  complete = false;

  constructor(octets: Buffer, ready: Promise<void>, whole: () => void) {
    super({ highWaterMark: PIECE });
    this.#octets = octets;
    this.#ready = ready;
    this.#whole = whole;
    this.once('end', () => {
      this.complete = true;
      this.#whole();
    });
  }

  override _read(): void {
    if (this.begun) this.#next();
    else
      this.#ready.then(
        () => {
          this.begun = true;
          this.#next();
        },
        (error: unknown) => this.destroy(error as Error),
      );
  }

  #next(): void {
    if (this.#given >= this.#octets.length) {
      this.push(null);
      return;
    }
    const piece = this.#octets.subarray(this.#given, this.#given + PIECE);
    this.#given += piece.length;
    this.push(piece);
  }
}
