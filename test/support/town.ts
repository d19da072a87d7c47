import { systemClock, type Clock } from '../../src/clock.ts';
import { startEmbeddedMail, type EmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { parse } from '../../src/ingest/parse.ts';
import type { Message } from '../../src/requests/message.ts';
import { mailbox, openDesk, type Desk } from './desk.ts';

const ACCOUNTS = [
  {
    user: 'support',
    password: 'secret',
    address: 'support@example.test',
    aliases: ['info@example.test'],
    folders: ['Done'],
  },
  { user: 'jane', password: 'secret', address: 'jane@client.test' },
  { user: 'ann', password: 'secret', address: 'ann@example.test' },
  { user: 'bob', password: 'secret', address: 'bob@example.test' },
];

export type Letter = { readonly octets: Buffer; readonly message: Message };

/** A client, a staff member, and the desk between them. */
export type Town = AsyncDisposable & {
  readonly post: EmbeddedMail;
  readonly desk: Desk;
  /** A mail arrives at the desk. */
  readonly write: (octets: Buffer, envelope?: { readonly from?: string; readonly to?: string }) => void;
  /** What lies in a mailbox, oldest first. */
  readonly letters: (user: 'support' | 'jane' | 'ann' | 'bob' | 'strangers', folder?: string) => Promise<Letter[]>;
};

/** The desk has looked into its empty mailbox once, unless `before` put something there. */
export async function town({
  changes = {},
  mailbox: mailboxChanges = {},
  clock = systemClock,
  plusAddressing = true,
  strangers = [],
  before = () => undefined,
}: {
  /** Keys of the configuration. */
  readonly changes?: Readonly<Record<string, unknown>>;
  /** Keys of its mailbox. */
  readonly mailbox?: Readonly<Record<string, unknown>>;
  readonly clock?: Clock;
  readonly plusAddressing?: boolean;
  /** Further addresses that exist; one user reads them all. */
  readonly strangers?: readonly string[];
  readonly before?: (post: EmbeddedMail) => void;
} = {}): Promise<Town> {
  await using resources = new AsyncDisposableStack();
  const [address, ...aliases] = strangers;
  const outside = address === undefined ? [] : [{ user: 'strangers', password: 'secret', address, aliases }];
  const post = resources.use(await startEmbeddedMail({ accounts: [...ACCOUNTS, ...outside], clock, plusAddressing }));
  before(post);
  const desk = resources.use(
    await openDesk(
      { imapPort: post.imap.port, smtpPort: post.smtpPort },
      { mailboxes: [mailbox(post.imap.port, mailboxChanges)], ...changes },
      clock,
    ),
  );
  await desk.pass();
  const open = resources.move();
  return {
    post,
    desk,
    write: (octets, { from = 'jane@client.test', to = 'support@example.test' } = {}) =>
      post.deliver({ from, to: [to] }, octets),
    letters: (user, folder = 'INBOX') =>
      Promise.all(
        post.imap.folder(user, folder).messages.map(async ({ raw }) => {
          const octets = Buffer.from(raw, 'latin1');
          return { octets, message: await parse(octets) };
        }),
      ),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

export type Shown = {
  readonly number: number;
  readonly subject: string;
  readonly client: { readonly name: string; readonly address: string };
  readonly state: string;
  readonly acknowledgedAt: string | null;
  readonly firstResponseAt: string | null;
  readonly deadlines: { readonly acknowledge: string; readonly respond: string; readonly resolve: string };
  readonly messages: readonly { readonly direction: string; readonly kind: string; readonly text: string }[];
  readonly events: readonly { readonly kind: string; readonly actor: string }[];
};

/** A request with its whole record, as `requests show` tells it. */
export async function shown(desk: Desk, number = 1001): Promise<Shown> {
  const [request] = await desk.json<Shown>('requests', 'show', String(number));
  if (!request) throw new Error(`requests show ${number} printed nothing`);
  return request;
}
