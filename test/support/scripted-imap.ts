import { createServer, type AddressInfo, type Socket } from 'node:net';

/** What the server does with one mail of its `fetch`th FETCH. */
export type Deed = 'send' | 'keep back' | 'break in the middle' | 'stall';
export type FetchScript = (uid: number, fetch: number) => Deed;

export type ScriptedImap = AsyncDisposable & {
  readonly port: number;
  /** Commands that it heard, without their tags. */
  readonly heard: readonly string[];
};

/**
 * An IMAP server with one folder of fixed mails that does with each what a script says. It knows just what the desk asks:
 * a fetch of which it says OK with mails missing is what some servers really do.
 */
export async function startScriptedImap(mails: readonly Buffer[], script: FetchScript): Promise<ScriptedImap> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const folder = { mails, script, fetches: 0 };
  const server = createServer((socket) => {
    sockets.add(socket.setNoDelay(true));
    socket.on('error', () => undefined);
    let received = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      const lines = (received + text).split('\r\n');
      received = lines.pop() ?? '';
      for (const line of lines) {
        const [tag = '', ...words] = line.split(' ');
        const command = words.join(' ');
        heard.push(command);
        answer(socket, tag, command, folder);
      }
    });
    socket.write('* OK ready\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type ScriptedFolder = { readonly mails: readonly Buffer[]; readonly script: FetchScript; fetches: number };

function answer(socket: Socket, tag: string, command: string, folder: ScriptedFolder): void {
  const [verb = ''] = /^(?:UID )?\w+/.exec(command) ?? [];
  if (verb === 'UID FETCH') {
    if (fetch(socket, command, folder)) socket.write(`${tag} OK done\r\n`);
    return;
  }
  for (const line of told(verb, folder)) socket.write(`* ${line}\r\n`);
  socket.write(`${tag} OK done\r\n`);
  if (verb === 'LOGOUT') socket.end();
}

function told(verb: string, { mails }: ScriptedFolder): string[] {
  switch (verb) {
    case 'CAPABILITY':
      return ['CAPABILITY IMAP4rev1'];
    case 'LIST':
      return ['LIST () "/" INBOX'];
    case 'SELECT':
      // It has no mail from before go-live.
      return ['FLAGS (\\Seen)', `${mails.length} EXISTS`, 'OK [UIDVALIDITY 7] ok', 'OK [UIDNEXT 1] ok'];
    case 'UID SEARCH':
      return [`SEARCH ${mails.map((_, index) => index + 1).join(' ')}`];
    case 'LOGOUT':
      return ['BYE'];
    default:
      return [];
  }
}

/** Returns whether the command is to be answered with OK. */
function fetch(socket: Socket, command: string, folder: ScriptedFolder): boolean {
  const wanted = folder.mails.map((octets, index) => ({ octets, uid: index + 1 }));
  const asked = wanted.filter(({ uid }) => isIn(uid, command.split(' ')[2] ?? ''));
  if (!command.includes('BODY')) {
    for (const { uid, octets } of asked) socket.write(`* ${uid} FETCH (UID ${uid} RFC822.SIZE ${octets.length})\r\n`);
    return true;
  }
  folder.fetches += 1;
  for (const { uid, octets } of asked) {
    const deed = folder.script(uid, folder.fetches);
    if (deed === 'stall') return false;
    if (deed === 'keep back') continue;
    socket.write(`* ${uid} FETCH (UID ${uid} INTERNALDATE "${internalDate()}" BODY[] {${octets.length}}\r\n`);
    if (deed === 'break in the middle') {
      socket.write(octets.subarray(0, octets.length / 2), () => socket.destroy());
      return false;
    }
    socket.write(octets);
    socket.write(')\r\n');
  }
  return true;
}

function isIn(uid: number, set: string): boolean {
  return set.split(',').some((range) => {
    const [from = 0, to = from] = range.split(':').map((end) => (end === '*' ? Infinity : Number(end)));
    return uid >= from && uid <= to;
  });
}

function internalDate(): string {
  const [, day = '', month = '', year = '', time = ''] =
    /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(new Date().toUTCString()) ?? [];
  return `${day}-${month}-${year} ${time} +0000`;
}
