import { createServer, type AddressInfo, type Socket } from 'node:net';

/** Where in the dialogue the server is; `end` is the answer to the final dot. */
export type SmtpStep = 'greeting' | 'ehlo' | 'mail' | 'rcpt' | 'data' | 'end';

/** What it does there: says something else than usual, falls silent (`stall`) or hangs up (`drop`, `take and drop`); null: as usual. At `end`, `taken` says whether it keeps the mail. */
export type SmtpPlay = string | null;

export type TakenMail = { readonly from: string; readonly to: string; readonly octets: string; readonly at: number };

export type SmtpPlanServer = AsyncDisposable & {
  readonly port: number;
  /** Every mail for which it took responsibility, in order; a reply from 250 to 259 at `end` does, or `take and drop`. */
  readonly taken: readonly TakenMail[];
  readonly heard: readonly string[];
  readonly connections: () => number;
};

const USUAL: Readonly<Record<SmtpStep, string>> = {
  greeting: '220 plan.test ESMTP',
  ehlo: '250-plan.test\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES',
  mail: '250 2.1.0 ok',
  rcpt: '250 2.1.5 ok',
  data: '354 go ahead',
  end: '250 2.0.0 taken',
};

/** An SMTP server on loopback that plays by a plan; null from the plan: as usual. */
export async function smtpPlanServer(
  plan: (step: SmtpStep, rcpt: string) => SmtpPlay = () => null,
  port = 0,
): Promise<SmtpPlanServer> {
  const taken: TakenMail[] = [];
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    let received = '';
    let from = '';
    let to = '';
    let inData = false;
    let refused = false;
    let silent = false;

    const play = (step: SmtpStep, octets = ''): void => {
      const played = plan(step, to);
      const said = played ?? USUAL[step];
      if (step === 'end' && (said.startsWith('2') || said === 'take and drop'))
        taken.push({ from, to, octets, at: performance.now() });
      if (said === 'stall') silent = true;
      else if (said === 'drop' || said === 'take and drop') socket.destroy();
      else socket.write(`${said}\r\n`);
      if (step === 'mail' || step === 'rcpt') refused ||= !said.startsWith('2');
      if (step === 'data') inData = said.startsWith('3');
      if (said.startsWith('421')) socket.end();
    };
    const command = (line: string): void => {
      heard.push(line);
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') play('ehlo');
      else if (verb === 'MAIL') {
        [, from = ''] = /<([^>]*)>/.exec(line) ?? [];
        refused = false;
        play('mail');
      } else if (verb === 'RCPT') {
        [, to = ''] = /<([^>]*)>/.exec(line) ?? [];
        play('rcpt');
      } else if (verb === 'DATA') {
        if (refused) socket.write('554 5.5.1 no valid recipients\r\n');
        else play('data');
      } else if (verb === 'QUIT') socket.end('221 2.0.0 bye\r\n');
      else socket.write('250 2.0.0 ok\r\n');
    };

    socket.setEncoding('latin1').on('data', (text: string) => {
      received += text;
      while (!silent && !socket.destroyed) {
        const mark = inData ? '\r\n.\r\n' : '\r\n';
        const end = received.indexOf(mark);
        if (end < 0) return;
        const piece = received.slice(0, end);
        received = received.slice(end + mark.length);
        if (!inData) command(piece);
        else {
          inData = false;
          play('end', piece);
        }
      }
    });
    play('greeting');
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    taken,
    heard,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
