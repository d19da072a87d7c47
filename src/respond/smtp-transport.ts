import { domainToASCII } from 'node:url';
import type { SendOutcome } from '../requests/delivery.ts';
import { domainOf } from '../requests/address.ts';
import { openSession, Session, type SmtpServer, type TlsDemand } from './smtp/session.ts';
import type { Transport } from './transport.ts';

export type { SmtpServer } from './smtp/session.ts';

/**
 * SMTP over a few connections that are opened when needed, used for many mails and closed when idle. What is sent are ready
 * bytes, so sending is SMTP and nothing else. A connection that a server closed while it was idle costs no attempt.
 */
const MAILS_A_CONNECTION = 500;
const IDLE_MS = 30_000;

export type SmtpWay = SmtpServer & {
  readonly connections: number;
  /** What mail to certain domains asks of the connection; by domain, in ASCII. */
  readonly demands?: ReadonlyMap<string, TlsDemand>;
};

export function smtpTransport(server: SmtpWay): Transport {
  const idle: { session: Session; timer: NodeJS.Timeout }[] = [];
  const busy = new Set<Session>();
  let closed = false;

  const take = async (): Promise<Session | SendOutcome> => {
    for (let spare = idle.pop(); spare; spare = idle.pop()) {
      clearTimeout(spare.timer);
      if (spare.session.usable) return spare.session;
    }
    return openSession(server);
  };
  const giveBack = (session: Session): void => {
    busy.delete(session);
    if (!session.usable) return;
    if (closed || session.mails >= MAILS_A_CONNECTION) {
      session.quit();
      return;
    }
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((one) => one.session === session),
        1,
      );
      session.quit();
    }, IDLE_MS);
    idle.push({ session, timer: timer.unref() });
  };

  return {
    connections: server.connections,
    async send({ envelopeFrom, rcpt, octets, ready = Promise.resolve() }) {
      // Waited for only when a server asks for the mail, which it may never do.
      ready.catch(() => undefined);
      const to = inAscii(rcpt);
      const envelope = { from: inAscii(envelopeFrom), to, tls: server.demands?.get(domainOf(to)) ?? null };
      for (;;) {
        const session = await take();
        if (!(session instanceof Session)) return session;
        if (closed) session.close();
        const reused = session.mails > 0;
        busy.add(session);
        const { outcome, untouched } = await session.send(envelope, octets, ready);
        giveBack(session);
        if (!(reused && untouched && outcome.outcome === 'temporary') || closed) return outcome;
      }
    },
    close() {
      closed = true;
      for (const { session, timer } of idle.splice(0)) {
        clearTimeout(timer);
        session.quit();
      }
      for (const session of busy) session.close();
      return Promise.resolve();
    },
  };
}

/** Names of servers travel in ASCII (RFC 5890); the part before the @ stays as it is. */
function inAscii(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? address : `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1)) || address.slice(at + 1)}`;
}
