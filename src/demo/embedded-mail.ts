import type { Clock } from '../clock.ts';
import { canonicalAddress } from '../requests/address.ts';
import { startImapServer, type Account, type ImapServer } from './embedded-mail/imap-server.ts';
import { startSmtpServer, type Envelope } from './embedded-mail/smtp-server.ts';

/**
 * A mail system of a whole small world in this process: one SMTP server that knows all recipients, one IMAP server with
 * their mailboxes. It promises that nothing leaves the machine: mail for anybody else is refused.
 */
export type EmbeddedMail = AsyncDisposable & {
  readonly imap: ImapServer;
  readonly smtpPort: number;
  /** Every mail that was taken by SMTP, in order. */
  readonly taken: readonly TakenMail[];
  /** Puts a mail into the mailboxes of its recipients, as the SMTP server does. */
  deliver(envelope: Envelope, octets: Buffer): void;
};

export type TakenMail = Envelope & { readonly octets: Buffer };

export type EmbeddedMailOptions = {
  readonly accounts: readonly Account[];
  readonly clock: Clock;
  /** Whether `name+tag@` is delivered to `name@`. */
  readonly plusAddressing?: boolean;
  readonly imapPort?: number;
  readonly smtpPort?: number;
};

export async function startEmbeddedMail(options: EmbeddedMailOptions): Promise<EmbeddedMail> {
  const { accounts, clock, plusAddressing = true } = options;
  const userOf = new Map(
    accounts.flatMap(({ user, address, aliases = [] }) =>
      [address, ...aliases].map((own) => [canonicalAddress(own), user] as const),
    ),
  );
  const recipient = (address: string): string | undefined => {
    const plain = canonicalAddress(address);
    return userOf.get(plusAddressing ? plain.replace(/\+[^@]*@/, '@') : plain);
  };
  await using resources = new AsyncDisposableStack();
  const imap = resources.use(await startImapServer(accounts, options.imapPort));
  const deliver = (envelope: Envelope, octets: Buffer): void => {
    const at = clock.now();
    for (const to of envelope.to) {
      const user = recipient(to);
      if (user !== undefined) imap.append(user, 'INBOX', Buffer.concat([trace(envelope.from, to, at), octets]), at);
    }
  };
  const taken: TakenMail[] = [];
  const smtp = resources.use(
    await startSmtpServer(
      {
        recipient: (address) =>
          recipient(address) === undefined ? { code: 550, says: '5.1.1 nobody of that name here' } : null,
        signIn: (user, password) => accounts.some((one) => one.user === user && one.password === password),
        take(envelope, octets) {
          taken.push({ ...envelope, octets });
          deliver(envelope, octets);
        },
      },
      options.smtpPort,
    ),
  );
  const open = resources.move();
  return { imap, smtpPort: smtp.port, taken, deliver, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

/** What the last server writes at the top of a mail (RFC 5321 §4.4). */
function trace(from: string, to: string, at: Temporal.Instant): Buffer {
  const date = new Date(at.epochMilliseconds).toUTCString().replace('GMT', '+0000');
  const lines = [
    `Return-Path: <${from}>`,
    `Delivered-To: ${to}`,
    `Received: from localhost (localhost [127.0.0.1]) by mx.localhost with ESMTP for <${to}>; ${date}`,
  ];
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
}
