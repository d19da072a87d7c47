import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does with a call: takes the mail, or answers with an error of the API, or hangs up, or says nothing. */
export type SesPlay =
  | { readonly status: number; readonly code: string; readonly message: string }
  | 'drop'
  | 'take and drop'
  | 'stall'
  | null;

export type SesCall = { readonly parameters: URLSearchParams; readonly raw: string; readonly id: string };

/** SES's Query API over HTTP on loopback, as much of it as sending raw mail needs. */
export async function sesServer(plan: (call: number) => SesPlay = () => null) {
  const taken: SesCall[] = [];
  const authorizations: string[] = [];
  let calls = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      authorizations.push(request.headers.authorization ?? '');
      const parameters = new URLSearchParams(Buffer.concat(chunks).toString());
      const raw = Buffer.from(parameters.get('RawMessage.Data') ?? '', 'base64').toString('latin1');
      const play = plan((calls += 1));
      const id = `0102018c-${String(calls).padStart(6, '0')}-000000`;
      if (play === 'stall') return;
      if (play === null || play === 'take and drop') taken.push({ parameters, raw, id });
      if (play === 'drop' || play === 'take and drop') {
        request.socket.destroy();
        return;
      }
      const [status, body] =
        play === null
          ? [
              200,
              `<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult><MessageId>${id}</MessageId></SendRawEmailResult></SendRawEmailResponse>`,
            ]
          : [
              play.status,
              `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${play.code}</Code><Message>${play.message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
            ];
      response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    authorizations,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
