import { fail, ok, said, warn, type Finding } from './finding.ts';
import { Wire, type Server } from './wire.ts';

/** Which key of the configuration a server stands under, and how its protocol begins. */
export type Door = {
  readonly key: string;
  readonly name: string;
  readonly server: Server;
  /** Reads the greeting and, where TLS begins later, asks for it; resolves to a complaint or null. */
  readonly greet: (wire: Wire) => Promise<string | null>;
};

/** Connects to a server and says how that went; the connection is null where it did not. */
export async function reach(
  door: Door,
  timeout: number,
  now: Temporal.Instant,
): Promise<{ readonly wire: Wire | null; readonly findings: readonly Finding[] }> {
  const { name, server, key } = door;
  const at = `${server.host}:${server.port}`;
  let wire: Wire | null = null;
  try {
    wire = await Wire.open(server, timeout);
    const complaint = await door.greet(wire);
    if (complaint !== null) {
      await wire[Symbol.asyncDispose]();
      return { wire: null, findings: [fail(`${name}: connection`, `${at} says: ${said(complaint)}`, TLS_ADVICE(key))] };
    }
    return { wire, findings: [ok(`${name}: connection`, `${at} answers`), security(door, wire, now)] };
  } catch (error) {
    await wire?.[Symbol.asyncDispose]();
    const { code = '', message } = error as NodeJS.ErrnoException;
    return { wire: null, findings: [fail(`${name}: connection`, `${at}: ${said(message)}`, adviceFor(code, door))] };
  }
}

const TLS_ADVICE = (key: string): string => `set ${key}.tls as the provider says: implicit, starttls or none`;

function security({ name, server, key }: Door, wire: Wire, now: Temporal.Instant): Finding {
  const title = `${name}: TLS`;
  const end = wire.certificateEnd;
  if (end === null) {
    const near = /^(localhost|127\.|::1$|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|fd|\/)/.test(server.host);
    return near
      ? ok(title, 'none, in the own network')
      : warn(title, `passwords and mail go to ${server.host} unencrypted`, `set ${key}.tls to implicit or starttls`);
  }
  const days = Math.floor(end.since(now).total('days'));
  return days < 14
    ? warn(title, `the certificate of ${server.host} ends in ${days} days`, 'have it renewed; mail stops when it ends')
    : ok(title, `certificate valid for ${days} days`);
}

type Advice = (door: Door) => string;
const ask = ({ server: { host, port } }: Door): string =>
  `ask whoever runs the network: "Please allow outgoing TCP connections to ${host}, port ${port}."`;
const certificate: Advice = ({ server: { host } }) =>
  `if ${host} is your own server, name its CA: NODE_EXTRA_CA_CERTS=/path/ca.pem; else the provider must mend its certificate`;

const ADVICE: Readonly<Record<string, Advice>> = {
  ENOTFOUND: ({ key, server }) => `there is no server ${server.host}: check ${key}.host`,
  EAI_AGAIN: () => 'names cannot be looked up: check this machine’s DNS',
  ECONNREFUSED: ({ key, server }) => `nothing listens on port ${server.port} there: check ${key}.port`,
  EHOSTUNREACH: ask,
  ENETUNREACH: ask,
  ETIMEDOUT: ask,
  ESILENCE: ({ key, server }) =>
    server.tls === 'implicit' ? TLS_ADVICE(key) : `it may expect TLS at once: set ${key}.tls to implicit`,
  EHUNGUP: ({ key, server }) =>
    server.tls === 'implicit' ? `it may expect no TLS at once: set ${key}.tls to starttls` : TLS_ADVICE(key),
  ECONNRESET: ({ key }) => TLS_ADVICE(key),
  ERR_SSL_WRONG_VERSION_NUMBER: ({ key }) => `it does not begin with TLS: set ${key}.tls to starttls (or none)`,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ({ key }) => `it does not begin with TLS: set ${key}.tls to starttls (or none)`,
  CERT_HAS_EXPIRED: () => 'its certificate has ended, or this machine’s clock is wrong',
  CERT_NOT_YET_VALID: () => 'its certificate begins later: is this machine’s clock right?',
  ERR_TLS_CERT_ALTNAME_INVALID: ({ key }) => `its certificate is for another name: write that name as ${key}.host`,
  DEPTH_ZERO_SELF_SIGNED_CERT: certificate,
  SELF_SIGNED_CERT_IN_CHAIN: certificate,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: certificate,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: certificate,
};

function adviceFor(code: string, door: Door): string {
  return (ADVICE[code] ?? (({ key }: Door) => `check ${key}.host, .port and .tls`))(door);
}
