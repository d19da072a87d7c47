import type { SESClient } from '@aws-sdk/client-ses';
import type { SendOutcome } from '../requests/delivery.ts';
import type { Transport } from './transport.ts';

/**
 * Amazon SES by its API, with the same ready bytes as SMTP. The SDK's own repeating is off: whether a mail may go again is
 * the queue's to say, and where no answer came it may have been taken. SES gives mails a Message-ID of its own, which
 * answers name, so it is kept.
 */
export type SesAccount = {
  readonly region: string;
  readonly endpoint: string | null;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
  readonly configurationSet: string | null;
  readonly connections: number;
  /** Milliseconds without an answer. */
  readonly patience?: number;
};

const PATIENCE_MS = 60_000;
const CONNECT_MS = 20_000;

export function sesTransport(account: SesAccount): Transport {
  let opened: Promise<SESClient> | null = null;
  const closing = new AbortController();
  return {
    connections: account.connections,
    async send({ envelopeFrom, rcpt, octets, ready = Promise.resolve() }) {
      ready.catch(() => undefined);
      // Some megabytes of program, loaded where SES is used.
      const [{ SendRawEmailCommand }, client] = await Promise.all([
        import('@aws-sdk/client-ses'),
        (opened ??= open(account)),
      ]);
      const command = new SendRawEmailCommand({
        ...(envelopeFrom === '' ? {} : { Source: envelopeFrom }),
        Destinations: [rcpt],
        RawMessage: { Data: octets },
        ...(account.configurationSet === null ? {} : { ConfigurationSetName: account.configurationSet }),
      });
      try {
        await ready;
      } catch (error) {
        return { outcome: 'temporary', error: messageOf(error), code: null };
      }
      try {
        const { MessageId: id = '' } = await client.send(command, { abortSignal: closing.signal });
        return { outcome: 'accepted', response: `SES ${id}`, providerId: sesMessageId(id, account.region) };
      } catch (error) {
        return outcomeOf(error as SesError);
      }
    },
    async close() {
      closing.abort();
      (await opened?.catch(() => null))?.destroy();
    },
  };
}

async function open({ region, endpoint, credentials, patience = PATIENCE_MS }: SesAccount): Promise<SESClient> {
  const { SESClient } = await import('@aws-sdk/client-ses');
  return new SESClient({
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: patience, throwOnRequestTimeout: true },
    ...(endpoint === null ? {} : { endpoint }),
    ...(credentials === null ? {} : { credentials }),
  });
}

/** The Message-ID that the recipient sees. */
export function sesMessageId(id: string, region: string): string {
  return `<${id}@${region === 'us-east-1' ? 'email' : region}.amazonses.com>`;
}

type SesError = Error & { readonly code?: string; readonly $metadata?: { readonly httpStatusCode?: number } };

type Row = {
  readonly names?: RegExp;
  readonly words?: RegExp;
  readonly status?: readonly number[];
  readonly verdict: 'retry' | 'give-up' | 'suspend-route';
};

/**
 * What an error of the API means for the queue, read from the top. Rate and quota are the account's, not the mail's; so are
 * identities that are not verified and whatever is wrong with the signature.
 */
const TABLE: readonly Row[] = [
  { names: /^(?:Throttling|TooManyRequests|LimitExceeded|RequestLimitExceeded)/, verdict: 'suspend-route' },
  { words: /maximum sending rate|quota exceeded|not verified|sending (?:is )?paused/i, verdict: 'suspend-route' },
  {
    names:
      /^(?:AccountSendingPaused|ConfigurationSet|InvalidConfigurationSet|MailFromDomain|FromEmailAddress|Production)/,
    verdict: 'suspend-route',
  },
  {
    names: /^(?:AccessDenied|InvalidClientTokenId|SignatureDoesNotMatch|ExpiredToken|InvalidAccessKeyId|Unrecognized)/,
    verdict: 'suspend-route',
  },
  {
    names: /^(?:IncompleteSignature|MissingAuthenticationToken|NotAuthorized|OptInRequired|RequestExpired|Credentials)/,
    verdict: 'suspend-route',
  },
  { names: /^(?:MessageRejected|InvalidParameter|Validation)/, verdict: 'give-up' },
  { status: [503, 429], verdict: 'suspend-route' },
];

/** Broken before anything of the mail left. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'CERT_HAS_EXPIRED']);

function outcomeOf(error: SesError): SendOutcome {
  const status = error.$metadata?.httpStatusCode;
  const told = { error: messageOf(error), code: error.code ?? error.name };
  const row = TABLE.find(
    ({ names, words, status: codes }) =>
      (names === undefined || names.test(error.name)) &&
      (words === undefined || words.test(error.message)) &&
      (codes === undefined || codes.includes(status ?? 0)),
  );
  const verdict = row?.verdict ?? (status === undefined ? null : status < 500 ? 'give-up' : 'retry');
  switch (verdict) {
    case 'give-up':
      return { outcome: 'permanent', ...told };
    case 'retry':
      return { outcome: 'temporary', ...told };
    case 'suspend-route':
      return { outcome: 'temporary', ...told, scope: 'route' };
    case null:
      if (
        NOT_SENT.has(error.code ?? '') ||
        /^connect |before secure TLS|without establishing|certificate/i.test(error.message)
      )
        return { outcome: 'temporary', ...told, scope: 'route' };
      return { outcome: 'unknown', error: `no answer after the mail was sent: ${told.error}` };
  }
}

function messageOf(error: unknown): string {
  const { name, message } = error as Error;
  return `${name}: ${message}`.replaceAll(/\s+/g, ' ').slice(0, 300);
}
