import type { AddressInfo, Socket } from 'node:net';
import hoodiecrow from 'hoodiecrow-imap';
import { SMTPServer } from 'smtp-server';

/**
 * A small post office in memory: one IMAP account a person or desk, one SMTP server that delivers to them and to nobody
 * else. Nothing leaves the machine: mail to any other address is refused. Real mail programs can connect to both.
 */
export type Account = {
  readonly name: string;
  readonly password: string;
  /** Canonical addresses whose mail it receives; `name+tag@` counts as `name@`. */
  readonly addresses: readonly string[];
};

export type StoredMail = { readonly uid: number; readonly octets: Buffer };

export type PostOffice = AsyncDisposable & {
  readonly smtpPort: number;
  imapPort(account: string): number;
  /** What lies in a folder, oldest first. */
  mails(account: string, folder: 'INBOX' | 'Sent'): StoredMail[];
  /** Puts a mail into a folder, as a server that received it would. */
  put(account: string, folder: 'INBOX' | 'Sent', octets: Buffer): void;
};

const PLUGINS = [
  'ID',
  'SASL-IR',
  'AUTH-PLAIN',
  'NAMESPACE',
  'IDLE',
  'ENABLE',
  'LITERALPLUS',
  'UNSELECT',
  'SPECIAL-USE',
  'CREATE-SPECIAL-USE',
  'MOVE',
  'UIDPLUS',
];

/** Starts the servers on loopback. Port 0 takes any free one. */
export async function startPostOffice(
  accounts: readonly Account[],
  ports: { readonly smtp: number; readonly imap: number } = { smtp: 0, imap: 0 },
): Promise<PostOffice> {
  const mailboxes = new Map<string, Awaited<ReturnType<typeof startImap>>>();
  for (const [index, account] of accounts.entries())
    mailboxes.set(account.name, await startImap(account, ports.imap === 0 ? 0 : ports.imap + index));
  const mailbox = (name: string) => {
    const found = mailboxes.get(name);
    if (!found) throw new Error(`there is no account ${name}`);
    return found;
  };
  const accountOf = (address: string): Account | undefined => {
    const plain = address.toLowerCase().replace(/\+[^@]*@/, '@');
    return accounts.find((account) => account.addresses.includes(plain));
  };
  const smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo({ address }, _session, done) {
      done(accountOf(address) ? null : Object.assign(new Error('5.1.1 no such mailbox here'), { responseCode: 550 }));
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        for (const { address } of envelope.rcptTo) {
          const account = accountOf(address);
          const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
          const trace = `Return-Path: <${sender}>\r\nDelivered-To: ${address}\r\n`;
          if (account)
            mailbox(account.name).server.appendMessage(
              'INBOX',
              [],
              null,
              trace + Buffer.concat(chunks).toString('latin1'),
            );
        }
        done();
      });
    },
  });
  const smtpPort = await new Promise<number>((resolve, reject) => {
    smtp.on('error', reject);
    const listening = smtp.listen(ports.smtp, '127.0.0.1', () => resolve((listening.address() as AddressInfo).port));
  });
  return {
    smtpPort,
    imapPort: (name) => mailbox(name).port,
    mails: (name, folder) =>
      mailbox(name)
        .server.getMailbox(folder)
        .messages.map(({ uid, raw }) => ({ uid, octets: Buffer.from(raw, 'latin1') })),
    put: (name, folder, octets) =>
      mailbox(name).server.appendMessage(folder, folder === 'Sent' ? ['\\Seen'] : [], null, octets.toString('latin1')),
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
      for (const { close } of mailboxes.values()) await close();
    },
  };
}

async function startImap({ name, password }: Account, port: number) {
  const server = hoodiecrow({
    plugins: PLUGINS,
    users: { [name]: { password } },
    storage: { INBOX: { messages: [] }, '': { folders: { Sent: { 'special-use': '\\Sent', messages: [] } } } },
  });
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    // Without this every answer waits 40 ms for the acknowledgement of the one before.
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.server.on('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { server, port: (server.server.address() as AddressInfo).port, close };
}
