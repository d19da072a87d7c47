import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import type { SendOutcome } from '../../requests/delivery.ts';
import { Dialogue, type Answer } from './dialogue.ts';
import { verdictOn, type Stage } from './replies.ts';
import { onTheWire } from './wire.ts';

/**
 * One conversation with a server, used for many mails. nodemailer opens, secures and signs in; the mails are ours, since
 * only so it is known how far each got: where the whole of it was handed over and no answer came it may have been taken,
 * whatever breaks before that is safe to repeat. And in two writes a mail: envelope and DATA, then all the rest.
 */
export type SmtpServer = {
  readonly host: string;
  readonly port: number;
  /** starttls: encrypted or not at all; opportunistic: encrypted where the server offers it. */
  readonly tls: 'implicit' | 'starttls' | 'opportunistic' | 'none';
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

/**
 * What a mail asks of the connection. required: encrypted, to a server whose certificate is right; requiretls: and that server
 * hands it on in the same way or not at all (RFC 8689).
 */
export type TlsDemand = 'required' | 'requiretls';

export type Envelope = { readonly from: string; readonly to: string; readonly tls: TlsDemand | null };

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
    opportunisticTLS: server.tls === 'opportunistic',
    connectionTimeout: patience.open,
    greetingTimeout: patience.open,
    socketTimeout: patience.command,
    socketCloseTimeout: 500,
    // Whoever would take no encryption at all need not know by whom it is (RFC 7435).
    tls: { ...(server.ca == null ? {} : { ca: server.ca }), rejectUnauthorized: server.tls !== 'opportunistic' },
  });
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  connection.on('error', (error) => broken.reject(error));
  connection.once('end', () => broken.reject(new Error('the connection was closed')));
  const step = (work: (done: (error?: Error | null) => void) => void): Promise<void> =>
    Promise.race([
      broken.promise,
      new Promise<void>((resolve, reject) => work((error) => (error ? reject(error) : resolve()))),
    ]);
  try {
    await step((done) => connection.connect(done));
    const auth = authOf(server);
    if (auth) await step((done) => connection.login(auth, done));
    return new Session(connection, patience);
  } catch (error) {
    connection.close();
    return refusal(error as SmtpError, 'session');
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

/** What nodemailer knows after signing in, and the listener that is taken from it; checked by the tests of each version. */
type Inside = {
  readonly _socket: Socket;
  readonly _onSocketData: (chunk: Buffer) => void;
  readonly _supportedExtensions: readonly string[];
  readonly _maxAllowedSize: number;
};

const PIECE = 64 * 1024;

export class Session {
  readonly #inside: Inside;
  readonly #patience: Patience;
  readonly #dialogue: Dialogue;
  #mails = 0;

  constructor(connection: SMTPConnection, patience: Patience) {
    this.#inside = connection as unknown as Inside;
    this.#patience = patience;
    const { _socket: socket, _onSocketData: listener } = this.#inside;
    socket.removeListener('data', listener);
    this.#dialogue = new Dialogue(socket, () => connection.close());
    connection.on('error', (error: Error) => this.#dialogue.break(error));
    connection.once('end', () => this.#dialogue.break(new Error('the connection was closed')));
  }

  get usable(): boolean {
    return this.#dialogue.broken === null;
  }

  get mails(): number {
    return this.#mails;
  }

  /** Sends one mail. `ready` is awaited between the envelope and the first octet of the mail. */
  async send(envelope: Envelope, octets: Buffer, ready: Promise<void>): Promise<Attempt> {
    this.#mails += 1;
    const impossible = this.#unsafe(envelope) ?? this.#impossible(envelope, octets.length);
    if (impossible) return { outcome: impossible, untouched: false };
    const progress: Progress = { begun: false, complete: false };
    try {
      const refused = await this.#envelope(this.#commands(envelope, octets.length));
      if (refused) return await this.#refused(refused, progress);
      await this.#orBroken(ready);
      const answer = await this.#content(onTheWire(octets), progress);
      this.#wait(this.#patience.command);
      if (answer.code < 300)
        return {
          outcome: { outcome: 'accepted', response: oneLine(answer.text), providerId: null },
          untouched: false,
        };
      return await this.#refused({ stage: 'data', ...answer }, progress);
    } catch (error) {
      this.close();
      const told = { error: words(error as SmtpError), code: (error as SmtpError).code ?? null };
      const outcome: SendOutcome = progress.complete
        ? { outcome: 'unknown', error: `no answer after the mail was sent: ${told.error}` }
        : { outcome: 'temporary', ...told };
      return { outcome, untouched: !progress.begun };
    }
  }

  /** What can be said without asking: the server told what it takes (RFC 1870, RFC 6531). */
  #impossible({ from, to }: Envelope, size: number): SendOutcome | null {
    const { _maxAllowedSize: most } = this.#inside;
    if (UNSAFE.test(from) || UNSAFE.test(to)) return final('the address cannot be written in SMTP', '5.1.3');
    if (needsUtf8(from + to) && !this.#supports('SMTPUTF8'))
      return final('the server cannot take an address outside ASCII (SMTPUTF8)', '5.6.7');
    if (most > 0 && size > most)
      return final(`the mail has ${size} octets, the server takes ${most} at most (SIZE)`, '5.3.4');
    return null;
  }

  /** A demand that this connection does not meet. Servers and settings can be mended, so the mail waits. */
  #unsafe({ to, tls }: Envelope): SendOutcome | null {
    if (tls === null) return null;
    const { _socket: socket } = this.#inside;
    const isProven = socket instanceof TLSSocket && socket.authorized;
    const lacks = isProven ? 'offers no REQUIRETLS (RFC 8689)' : 'is not encrypted, or its certificate is not right';
    if (isProven && (tls === 'required' || this.#supports('REQUIRETLS'))) return null;
    const error = `mail to ${to.slice(to.lastIndexOf('@') + 1)} must be safe on its way, and this server ${lacks}`;
    return { outcome: 'temporary', error, code: '5.7.30', scope: 'domain', unfit: true };
  }

  #commands({ from, to, tls }: Envelope, size: number): readonly string[] {
    const words = [`MAIL FROM:<${from}>`];
    if (this.#supports('SIZE')) words.push(`SIZE=${size}`);
    if (needsUtf8(from + to)) words.push('SMTPUTF8');
    if (tls === 'requiretls') words.push('REQUIRETLS');
    return [words.join(' '), `RCPT TO:<${to}>`, 'DATA'];
  }

  /** Null where the server asks for the mail, else who refused it. */
  async #envelope(commands: readonly string[]): Promise<Refused | null> {
    if (!this.#supports('PIPELINING')) {
      for (const [index, command] of commands.entries()) {
        const refused = judged(index, await this.#dialogue.ask([command])[0]!);
        if (refused) return refused;
      }
      return null;
    }
    const refusals: Refused[] = [];
    let asksForMail = false;
    for (const [index, answer] of this.#dialogue.ask(commands).entries()) {
      const refused = judged(index, await answer);
      if (refused) refusals.push(refused);
      if (refused?.code === 421) break;
      asksForMail = index === STAGES.length - 1 && refused === null;
    }
    // It refused its recipient and asks for the mail all the same: an empty one ends that (RFC 2920 §3.1).
    if (refusals.length > 0 && asksForMail) await this.#dialogue.ask(['.'])[0];
    return refusals[0] ?? null;
  }

  /** The whole mail and the final dot; from the last piece on it counts as handed over. */
  async #content(octets: Buffer, progress: Progress): Promise<Answer> {
    const answer = this.#dialogue.answer();
    const early = { heard: false };
    answer.then(
      () => (early.heard = true),
      () => undefined,
    );
    progress.begun = true;
    for (let start = 0; start < octets.length && !early.heard; start += PIECE) {
      const last = start + PIECE >= octets.length;
      if (last) {
        progress.complete = true;
        this.#wait(this.#patience.end);
      }
      await this.#dialogue.send(octets.subarray(start, start + PIECE));
    }
    const heard = await answer;
    // An answer before the end: the server reads no further.
    if (!progress.complete) this.close();
    if (!progress.complete && heard.code < 300) throw new Error(`half a mail was answered with ${heard.text}`);
    return heard;
  }

  async #refused({ stage, code, text }: Refused, { begun }: Progress): Promise<Attempt> {
    const outcome = refusal({ responseCode: code, response: text, message: text }, stage);
    // Whoever says 421 hangs up (RFC 5321 §3.8), with nothing of the mail taken.
    if (code === 421) this.close();
    else if (this.usable) await this.#reset();
    return { outcome, untouched: code === 421 && !begun };
  }

  async #reset(): Promise<void> {
    this.#wait(this.#patience.command);
    const answer = await this.#dialogue.ask(['RSET'])[0]!.catch(() => null);
    if (answer === null || answer.code >= 300) this.close();
  }

  /** The connection may break while nothing is asked. */
  async #orBroken(ready: Promise<void>): Promise<void> {
    await ready;
    const { broken } = this.#dialogue;
    if (broken) throw broken;
  }

  close(): void {
    this.#dialogue.break(new Error('closed by us'));
  }

  /** Says goodbye to an idle server. */
  quit(): void {
    if (!this.usable) return;
    this.#dialogue
      .ask(['QUIT'])[0]!
      .finally(() => this.close())
      .catch(() => undefined);
  }

  #wait(ms: number): void {
    this.#inside._socket.setTimeout(ms);
  }

  #supports(extension: string): boolean {
    return this.#inside._supportedExtensions.includes(extension);
  }
}

type Progress = {
  /** Anything of it left. */
  begun: boolean;
  /** All of it left, the final dot included. */
  complete: boolean;
};

type Refused = Answer & { readonly stage: Stage };

const STAGES = ['mail', 'rcpt', 'data'] as const;

function judged(index: number, answer: Answer): Refused | null {
  const stage = STAGES[index] ?? 'data';
  const willing = stage === 'data' ? answer.code >= 300 && answer.code < 400 : answer.code < 300;
  return willing ? null : { stage, ...answer };
}

type SmtpError = {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
};

/** A refusal in words of the queue. Without a reply it is the network's, which is nobody's last word. */
function refusal(error: SmtpError, stage: Stage): SendOutcome {
  const { responseCode, response, code } = error;
  const told = { error: words(error), code: responseCode?.toString() ?? code ?? null };
  if (responseCode === undefined) return { outcome: 'temporary', ...told, ...(stage === 'session' ? ROUTE : {}) };
  const verdict = verdictOn({ stage, code: responseCode, text: response ?? '' });
  if (verdict === 'give-up')
    return { outcome: 'permanent', ...told, ...(stage === 'rcpt' && NO_SUCH_ADDRESS.test(response ?? '') ? GONE : {}) };
  if (verdict === 'retry') return { outcome: 'temporary', ...told };
  return { outcome: 'temporary', ...told, scope: verdict === 'suspend-route' ? 'route' : 'domain' };
}

const ROUTE = { scope: 'route' } as const;
const GONE = { noSuchAddress: true } as const;

/** RFC 3463 X.1.1: no such mailbox; 5.1.10 (RFC 7505): its domain takes no mail at all. */
const NO_SUCH_ADDRESS = /^5\d\d[ -]5\.1\.(?:1|10)(?!\d)/;

function final(error: string, code: string): SendOutcome {
  return { outcome: 'permanent', error, code };
}

function words({ response, message = 'unknown error' }: SmtpError): string {
  return oneLine(response ?? message);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
}

/** What would end the command or its brackets early. */
const UNSAFE = /[\0-\x20<>\x7f]/;

function needsUtf8(text: string): boolean {
  return /[^\0-\x7F]/.test(text);
}
