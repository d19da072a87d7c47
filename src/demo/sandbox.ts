import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { adminByAddress, newLink } from '../admin/sign-in.ts';
import { openApp, type App } from '../app.ts';
import type { Clock } from '../clock.ts';
import { loadConfig, problemLine } from '../config.ts';
import { parse } from '../ingest/parse.ts';
import type { Address } from '../requests/address.ts';
import type { Message } from '../requests/message.ts';
import { composeMime } from '../respond/mime.ts';
import { smtpTransport } from '../respond/smtp-transport.ts';
import { ACCOUNTS, ADMIN, CLIENTS, demoConfiguration, SAMPLES, STAFF, SUPPORT } from './cast.ts';
import { startEmbeddedMail, type EmbeddedMail } from './embedded-mail.ts';

/**
 * The whole system on one machine: database, mail servers and the desk, with a handful of people to play. It is the real
 * desk on a real configuration; only the post office is small. Everything is gone when it ends.
 */
export type Sandbox = AsyncDisposable & {
  readonly app: App;
  readonly post: EmbeddedMail;
  /** A link that opens the template studio; it works once. */
  studioLink(): Promise<string>;
  /** Mails of an account's folder, parsed, oldest first. */
  mails(account: 'client' | 'support' | 'staff', folder: 'INBOX' | 'Sent'): Promise<SandboxMail[]>;
  /** Writes as a client; `answerTo`: the UID of the mail in the client's mailbox that it answers. */
  writeAsClient(letter: {
    readonly client: number;
    readonly subject: string;
    readonly text: string;
    readonly answerTo: number | null;
  }): Promise<void>;
  /** Answers a notice as the staff member would in a mail program: to its reply address, quoting it. */
  answerAsStaff(letter: { readonly text: string; readonly answerTo: number }): Promise<void>;
};

export type SandboxMail = { readonly uid: number; readonly message: Message };

export type SandboxPorts = { readonly smtp: number; readonly imap: number };

/** Starts it all. `samples`: whether sample mails are sent in at the start. */
export async function startSandbox(
  log: Logger,
  clock: Clock,
  ports: SandboxPorts,
  { samples }: { readonly samples: boolean },
): Promise<Sandbox> {
  const resources = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'replydesk-demo-'));
    resources.defer(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, 'data'));
    const post = resources.use(
      await startEmbeddedMail({ accounts: ACCOUNTS, clock, imapPort: ports.imap, smtpPort: ports.smtp }),
    );
    const file = join(folder, 'replydesk.yaml');
    await writeFile(file, demoConfiguration(post.imap.port, post.smtpPort, await freePort()));
    const read = await loadConfig(file, { REPLYDESK_SECRET: randomBytes(32).toString('hex') }, clock.now());
    if (!read.ok) throw new Error(read.problems.map(problemLine).join('; '));
    const app = resources.use(await openApp(read.config, log, clock));
    const submission = smtpTransport({
      host: '127.0.0.1',
      port: post.smtpPort,
      tls: 'none',
      user: null,
      password: null,
      connections: 1,
    });
    resources.defer(() => submission.close());
    // The first look at an empty mailbox draws the go-live line; the samples arrive after it.
    await app.runOnce();
    await app.start();
    if (samples) for (const { from, text } of SAMPLES) post.deliver({ from, to: [SUPPORT] }, Buffer.from(text));
    const unread = reader(post);

    const send = async (from: Address, to: string, letter: Letter): Promise<void> => {
      const messageId = `<${randomBytes(9).toString('hex')}@${from.address.split('@')[1] ?? 'localhost'}>`;
      const octets = composeMime({
        messageId,
        date: clock.now(),
        from,
        to: [{ name: '', address: to }],
        autoSubmitted: null,
        ...letter,
      });
      const outcome = await submission.send({ envelopeFrom: from.address, rcpt: to, octets, mailId: messageId });
      if (outcome.outcome !== 'accepted') throw new Error(outcome.error);
    };
    return {
      app,
      post,
      async studioLink() {
        const { staff, admin: pages } = read.config;
        const admin = adminByAddress(staff, ADMIN.address);
        const link =
          admin && (await newLink({ store: app.store, clock, staff, url: pages.url }, admin, { by: 'sandbox' }));
        if (link === null) throw new Error('there is no admin');
        return link;
      },
      mails: unread,
      async writeAsClient({ client, subject, text, answerTo }) {
        const from = CLIENTS[client] ?? CLIENTS[0];
        const parent =
          answerTo === null
            ? null
            : ((await unread('client', 'INBOX')).find((mail) => mail.uid === answerTo)?.message ?? null);
        await send(from, replyAddress(parent), parent ? answering(parent, text) : { subject, text });
      },
      async answerAsStaff({ text, answerTo }) {
        const parent = (await unread('staff', 'INBOX')).find((mail) => mail.uid === answerTo)?.message;
        if (!parent) throw new Error('that mail is not in the mailbox');
        await send(STAFF, replyAddress(parent), answering(parent, text));
      },
      [Symbol.asyncDispose]: () => resources.disposeAsync(),
    };
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
}

/** A port on loopback that nobody uses now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

type Letter = {
  readonly subject: string;
  readonly text: string;
  readonly inReplyTo?: string | null;
  readonly references?: readonly string[];
};

/** Parses each mail once, however often the page asks. */
function reader({ imap }: EmbeddedMail): Sandbox['mails'] {
  const parsed = new Map<string, Message>();
  return async (account, folder) => {
    const mails: SandboxMail[] = [];
    for (const { uid, raw } of imap.folder(account, folder).messages) {
      const key = `${account} ${folder} ${uid}`;
      const message = parsed.get(key) ?? (await parse(Buffer.from(raw, 'latin1')));
      parsed.set(key, message);
      mails.push({ uid, message });
    }
    return mails;
  };
}

function replyAddress(parent: Message | null): string {
  return parent?.replyTo[0]?.address ?? parent?.from[0]?.address ?? SUPPORT;
}

/** As a mail program answers: the text, then the quoted mail. */
function answering(parent: Message, text: string): Letter {
  const writer = parent.from[0]?.name ?? parent.from[0]?.address ?? '';
  const quoted = parent.text
    .trimEnd()
    .split('\n')
    .map((line) => `> ${line}`);
  return {
    subject: /^re:/i.test(parent.subject) ? parent.subject : `Re: ${parent.subject}`,
    text: [text, '', `On ${parent.date ?? 'that day'}, ${writer} wrote:`, ...quoted, ''].join('\n'),
    inReplyTo: parent.messageId,
    references: [...parent.references, ...(parent.messageId === null ? [] : [parent.messageId])],
  };
}
