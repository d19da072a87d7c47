import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export type Envelope = { readonly from: string; readonly to: readonly string[] };

/** What a server does with mail: a refusal is what it says instead of 250. */
export type Reception = {
  /** Null: welcome. */
  recipient(address: string): { readonly code: number; readonly says: string } | null;
  take(envelope: Envelope, octets: Buffer): void;
  /** Who may sign in; mail is taken without, too. */
  signIn(user: string, password: string): boolean;
};

/** An SMTP server in this process, on loopback only. */
export async function startSmtpServer(
  reception: Reception,
  port = 0,
): Promise<AsyncDisposable & { readonly port: number }> {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth({ username, password }, _session, done) {
      if (reception.signIn(username ?? '', password ?? '')) done(null, { user: username ?? '' });
      else done(refusal(535, '5.7.8 wrong user or password'));
    },
    onRcptTo({ address }, _session, done) {
      const refused = reception.recipient(address);
      done(refused && refusal(refused.code, refused.says));
    },
    onData(stream, { envelope }, done) {
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      const to = envelope.rcptTo.map((one) => one.address);
      buffer(stream).then((octets) => {
        reception.take({ from, to }, octets);
        done(null, '2.0.0 taken');
      }, done);
    },
  });
  // A client that hangs up in the middle is its own affair.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
