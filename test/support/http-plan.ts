import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type HeardCall = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
};

export type HttpPlanServer = AsyncDisposable & {
  readonly port: number;
  readonly url: string;
  /** Every request, whole, in order. */
  readonly heard: readonly HeardCall[];
};

/**
 * An HTTP server on loopback that plays by a plan, asked for each request: a status, `stall` (takes the request and never
 * answers) or `drop` (hangs up); or whatever the plan does with the response itself.
 */
export async function httpPlanServer(
  plan: (call: HeardCall, count: number) => number | 'stall' | 'drop' | ((response: ServerResponse) => void) = () =>
    200,
  port = 0,
): Promise<HttpPlanServer> {
  const heard: HeardCall[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const call = { path: request.url ?? '', headers, body: Buffer.concat(parts).toString('utf8') };
      heard.push(call);
      const play = plan(call, heard.length);
      if (typeof play === 'function') play(response);
      else if (play === 'drop') request.socket.destroy();
      else if (play !== 'stall') response.writeHead(play).end('noted');
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: taken } = server.address() as AddressInfo;
  return {
    port: taken,
    url: `http://127.0.0.1:${taken}/hook`,
    heard,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
