import type { AddressInfo, Socket } from 'node:net';
import hoodiecrow, { type HoodiecrowFolder, type HoodiecrowServer } from 'hoodiecrow-imap';

/** An account of the embedded servers. */
export type Account = {
  readonly address: string;
  readonly user: string;
  readonly password: string;
  /** Further addresses whose mail lands here. */
  readonly aliases?: readonly string[];
  /** Folders besides INBOX and Sent. */
  readonly folders?: readonly string[];
};

export type ImapServer = AsyncDisposable & {
  readonly port: number;
  /** A folder as it is, to look at or to change behind everybody's back. */
  folder(user: string, path: string): HoodiecrowFolder;
  append(user: string, path: string, octets: Buffer, at: Temporal.Instant, flags?: readonly string[]): void;
  /** Drops every connection, as a restart would. */
  disconnect(): void;
};

const PLUGINS = ['ID', 'IDLE', 'MOVE', 'UIDPLUS', 'SPECIAL-USE', 'UNSELECT', 'NAMESPACE', 'LITERALPLUS'];

/**
 * An IMAP server in this process: several accounts behind one port, nothing on disk. hoodiecrow knows one account a
 * server, so each gets a server of its own that never listens, and a connection is handed to it when it signs in.
 */
export async function startImapServer(accounts: readonly Account[], port = 0): Promise<ImapServer> {
  const homes = new Map(accounts.map((account) => [account.user, home(account)]));
  const front = hoodiecrow({ plugins: PLUGINS, users: {} });
  front.setMaxListeners(0);
  const login = front.getCommandHandler('LOGIN');
  front.setCommandHandler('LOGIN', (connection, command, data, done) => {
    const [user, password] = (command.attributes ?? []).map((attribute) => String(attribute.value));
    const own = homes.get(user ?? '');
    if (own && own.users[user ?? '']?.password === password) {
      front.removeListener('notify', connection._notificationCallback);
      connection.server = own;
      own.on('notify', connection._notificationCallback);
    }
    login(connection, command, data, done);
  });
  const sockets = new Set<Socket>();
  front.server.on('connection', (socket) => {
    // An IDLE client that waits 40 ms for Nagle's algorithm looks slow for no fault of its own.
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    front.server.once('error', reject);
    front.listen(port, '127.0.0.1', resolve);
  });
  const disconnect = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const folder = (user: string, path: string): HoodiecrowFolder => {
    const found = homes.get(user)?.getMailbox(path);
    if (!found) throw new Error(`no folder ${path} of ${user}`);
    return found;
  };
  return {
    port: (front.server.address() as AddressInfo).port,
    folder,
    append(user, path, octets, at, flags = []) {
      homes
        .get(user)
        ?.appendMessage(folder(user, path), [...flags], new Date(at.epochMilliseconds), octets.toString('latin1'));
    },
    disconnect,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => front.close(resolve));
      disconnect();
      await closed;
    },
  };
}

function home({ user, password, folders = [] }: Account): HoodiecrowServer {
  const own = Object.fromEntries(folders.map((name) => [name, {}]));
  const server = hoodiecrow({
    plugins: PLUGINS,
    users: { [user]: { password } },
    storage: { INBOX: {}, '': { folders: { Sent: { 'special-use': '\\Sent' }, ...own } } },
  });
  server.setMaxListeners(0);
  return server;
}
