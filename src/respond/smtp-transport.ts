import { createTransport } from 'nodemailer';
import type { SendOutcome } from '../requests/delivery.ts';
import type { Transport } from './transport.ts';

/** SMTP by nodemailer's pool. What is sent are ready bytes, so sending is SMTP and nothing else. */
export type SmtpServer = {
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls' | 'none';
  readonly user: string | null;
  readonly password: string | null;
  readonly connections: number;
};

/** nodemailer's defaults (120, 30 and 600 s) would eat an SLA of minutes. */
const CONNECTION_TIMEOUT_MS = 20_000;
const GREETING_TIMEOUT_MS = 20_000;
const SOCKET_TIMEOUT_MS = 60_000;

export function smtpTransport(server: SmtpServer): Transport {
  const pool = createTransport({
    pool: true,
    host: server.host,
    port: server.port,
    secure: server.tls === 'implicit',
    requireTLS: server.tls === 'starttls',
    ignoreTLS: server.tls === 'none',
    ...(server.user === null ? {} : { auth: { user: server.user, pass: server.password ?? '' } }),
    maxConnections: server.connections,
    maxMessages: 500,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    greetingTimeout: GREETING_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    connections: server.connections,
    async send({ envelopeFrom, rcpt, octets }) {
      try {
        const info = await pool.sendMail({ envelope: { from: envelopeFrom, to: [rcpt] }, raw: octets });
        // nodemailer resolves when one of several recipients was refused; with a single one, the list says it.
        if (info.rejected.length > 0) return { outcome: 'permanent', error: info.response, code: null };
        return { outcome: 'accepted', response: info.response, providerId: null };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close() {
      pool.close();
      return Promise.resolve();
    },
  };
}

type SmtpError = {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
};

/** What nodemailer says when a connection breaks: the same before the greeting and after the final dot, so it may have been taken. */
const BROKEN = /closed unexpectedly|closed the connection|^timeout$|ECONNRESET|EPIPE/i;
/** Ours to mend, not the recipient's fault, whatever the code. */
const OUR_FAULT = new Set(['EAUTH', 'ETLS', 'EPROTOCOL', 'ECONNECTION']);
/** Refused by our own side of the dialogue, so trying again would change nothing. */
const HOPELESS = new Set(['EENVELOPE', 'EMESSAGE']);

/** Reads an error of nodemailer: a refusal by the server is final for 5xx, all else is tried again; unknown means temporary. */
export function outcomeOf(error: unknown): SendOutcome {
  const { code = '', responseCode, response, message = 'unknown error' } = error as SmtpError;
  const said = (response ?? message).replaceAll(/\s+/g, ' ').slice(0, 300);
  if (responseCode === undefined && BROKEN.test(message)) return { outcome: 'unknown', error: said };
  const refused = responseCode === undefined ? HOPELESS.has(code) : responseCode >= 500 && !OUR_FAULT.has(code);
  return { outcome: refused ? 'permanent' : 'temporary', error: said, code: responseCode?.toString() ?? code };
}
