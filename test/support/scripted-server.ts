import { createServer, type AddressInfo, type Socket } from 'node:net';

export type ScriptedServer = AsyncDisposable & { readonly port: number; readonly heard: readonly string[] };

/** A server on loopback that greets and answers each line by a script; null hangs up, undefined says nothing. */
export async function scriptedServer(
  greeting: string | null,
  answer: (line: string) => string | null | undefined,
): Promise<ScriptedServer> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const say = (socket: Socket, text: string | null | undefined): void => {
    if (text === null) socket.destroy();
    else if (text !== undefined) socket.write(`${text}\r\n`);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let received = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      received += text;
      for (let end = received.indexOf('\r\n'); end >= 0; end = received.indexOf('\r\n')) {
        const line = received.slice(0, end);
        received = received.slice(end + 2);
        heard.push(line);
        say(socket, answer(line));
      }
    });
    say(socket, greeting ?? undefined);
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
