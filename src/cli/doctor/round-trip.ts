import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import type { Clock } from '../../clock.ts';
import type { Config, MailboxConfig, SmtpConfig } from '../../config.ts';
import { domainOf } from '../../requests/address.ts';
import { smtpTransport } from '../../respond/smtp-transport.ts';
import { base32, createSigner } from '../../signer.ts';
import { fail, ok, said, skip, warn, type Finding } from './finding.ts';
import { clientOf } from './imap.ts';
import type { Granted } from './oauth.ts';

/** A probe on its way: where it was sent to and how it is known when it arrives. */
type Probe = { readonly to: string; readonly messageId: string };
type Arrival = { readonly uid: number; readonly seconds: number; readonly authservId: string | null };

const ASK_EVERY_MS = 500;

type Trip = {
  readonly timeout: number;
  readonly patience: number;
  readonly clock: Clock;
  readonly granted: Granted;
  /** Notes whether mail to a tagged address arrives. */
  readonly remember: (mailbox: string, works: boolean) => Promise<void>;
};

/**
 * Two mails to ourselves by the real way out: one to the mailbox's address, one to the same address with a tag. They show
 * that mail arrives, how long it takes, whether plus addressing works, and whose word on authentication the mailbox's server
 * adds. A desk that runs knows them as its own, and they are taken out of the mailbox again.
 */
export async function roundTrip(
  config: Config,
  mailbox: MailboxConfig,
  index: number,
  { timeout, patience, clock, remember, granted }: Trip,
): Promise<Finding[]> {
  const title = `round trip ${mailbox.address}`;
  const { route } = config.outbound;
  if (route.kind === 'ses') return [skip(title, 'mail leaves by Amazon SES')];
  const client = clientOf(mailbox, timeout, granted);
  const transport = smtpTransport({ ...route, connections: 1, tokens: source(route, granted) });
  try {
    await client.connect();
    const { uidNext } = await client.mailboxOpen(mailbox.folder);
    const [plain, tagged] = probes(config, mailbox);
    const start = clock.monotonic();
    for (const probe of [plain, tagged]) {
      const outcome = await transport.send({
        envelopeFrom: mailbox.address,
        rcpt: probe.to,
        octets: letter(config, probe, clock.now()),
        mailId: probe.messageId,
      });
      if (outcome.outcome !== 'accepted' && probe === plain)
        return [fail(title, `not sent: ${said(outcome.error)}`, 'see the SMTP checks above')];
    }
    const arrived = await arrivals(client, uidNext, [plain, tagged], { start, patience, clock });
    await takeOut(
      client,
      [...arrived.values()].map(({ uid }) => uid),
    );
    const works = arrived.has(tagged);
    if (arrived.has(plain)) await remember(mailbox.address, works);
    return conclusions(title, config, index, arrived.get(plain) ?? null, works, patience);
  } catch (error) {
    return [skip(title, said(error instanceof Error ? error.message : String(error)))];
  } finally {
    client.close();
    await transport.close();
  }
}

/** The token that the checks before were given lasts for the trip. */
function source({ oauth }: SmtpConfig, granted: Granted) {
  const token = oauth === null ? undefined : granted.get(oauth);
  return token === undefined ? null : { token: () => Promise.resolve(token), refused: () => undefined };
}

function probes(config: Config, { address }: MailboxConfig): [Probe, Probe] {
  const signer = createSigner(config.secret, domainOf(config.mailboxes[0]?.address ?? address));
  const unique = (): string => base32(randomBytes(10));
  const messageId = (): string =>
    signer.messageId({ kind: 'doctor', request: null, role: 'staff', participant: address, unique: unique() });
  const tagged = messageId();
  // A tag as our mails bear it, so that a desk that runs meanwhile learns from it as well.
  return [
    { to: address, messageId: messageId() },
    { to: address.replace('@', `+${signer.bounceToken(tagged)}@`), messageId: tagged },
  ];
}

function letter({ outbound }: Config, { to, messageId }: Probe, now: Temporal.Instant): Buffer {
  const date = new Date(now.epochMilliseconds).toUTCString().replace('GMT', '+0000');
  return Buffer.from(
    [
      `Date: ${date}`,
      `From: ${outbound.from.address}`,
      `To: ${to}`,
      'Subject: Replydesk looks whether mail arrives',
      `Message-ID: ${messageId}`,
      'Auto-Submitted: auto-generated',
      'X-Auto-Response-Suppress: All',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=us-ascii',
      '',
      'replydesk doctor sent this mail to itself. It may be deleted.',
      '',
    ].join('\r\n'),
  );
}

async function arrivals(
  client: ImapFlow,
  first: number,
  probes: readonly Probe[],
  { start, patience, clock }: { readonly start: number; readonly patience: number; readonly clock: Clock },
): Promise<Map<Probe, Arrival>> {
  const found = new Map<Probe, Arrival>();
  for (;;) {
    const seconds = (clock.monotonic() - start) / 1000;
    const range = { uid: `${first}:*` };
    for await (const mail of client.fetch(range, { uid: true, headers: ['message-id', 'authentication-results'] })) {
      const headers = mail.headers?.toString('latin1') ?? '';
      const probe = probes.find(({ messageId }) => headers.includes(messageId));
      if (probe !== undefined && !found.has(probe))
        found.set(probe, { uid: mail.uid, seconds, authservId: authservId(headers) });
    }
    if (found.size === probes.length || seconds >= patience || !client.usable) return found;
    await sleep(ASK_EVERY_MS);
    await client.noop();
  }
}

/** Who speaks in the topmost Authentication-Results: the mailbox's own server (RFC 8601 §5). */
function authservId(headers: string): string | null {
  return /^authentication-results:\s*([^\s;]+)/im.exec(headers)?.[1] ?? null;
}

/** Without UIDPLUS an EXPUNGE would also remove what others have marked. */
async function takeOut(client: ImapFlow, uids: readonly number[]): Promise<void> {
  if (uids.length === 0 || !client.usable) return;
  if (client.capabilities.has('UIDPLUS')) await client.messageDelete([...uids], { uid: true });
  else await client.messageFlagsAdd([...uids], ['\\Seen'], { uid: true });
}

function conclusions(
  title: string,
  config: Config,
  index: number,
  arrival: Arrival | null,
  tagged: boolean,
  patience: number,
): Finding[] {
  const key = `mailboxes[${index}]`;
  const mailbox = config.mailboxes[index]!;
  if (arrival === null)
    return [
      warn(
        title,
        `the mail did not arrive within ${patience} s`,
        'wait with --wait 120, and look into the spam folder',
      ),
    ];
  return [
    ok(title, `arrived after ${arrival.seconds.toFixed(1)} s`),
    plusAddressing(mailbox, tagged, key),
    authentication(config.trustedAuthservId, arrival.authservId),
  ].filter((finding) => finding !== null);
}

function plusAddressing({ address, plusAddressing: configured }: MailboxConfig, works: boolean, key: string): Finding {
  const title = `plus addressing ${address}`;
  const set = (value: string): string => `replydesk config set ${key}.plusAddressing ${value}`;
  if (works)
    return configured === 'no'
      ? warn(title, 'works, but is not used', `${set('auto')} makes answers find their request more surely`)
      : ok(title, configured === 'yes' ? 'works' : 'works, and is used from now on');
  return configured === 'yes'
    ? fail(title, 'mail to a tagged address does not arrive: answers would be lost', set('no'))
    : ok(title, 'does not work here, and is not used');
}

function authentication(trusted: string | null, seen: string | null): Finding | null {
  const title = 'authentication of senders';
  if (seen === null)
    return trusted === null
      ? null
      : warn(title, `no Authentication-Results of ${trusted} in the mail`, 'check trustedAuthservId');
  if (trusted === seen) return ok(title, `${seen} tells who is proven`);
  return warn(
    title,
    `${seen} tells who is proven, and is not trusted`,
    `replydesk config set trustedAuthservId ${seen}`,
  );
}
