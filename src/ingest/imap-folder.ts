import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import type { FetchedMail } from '../store/intake.ts';

/**
 * One folder of one IMAP account, watched over a connection of its own. The only user of imapflow. It promises that what
 * it returns is what the server said, and a connection that was lost never answers as if nothing were there.
 */
export type ImapAccount = {
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls' | 'none';
  readonly user: string | null;
  readonly password: string | null;
  /** Signs in by OAUTHBEARER or XOAUTH2 in place of a password, whichever the server takes (RFC 7628). */
  readonly tokens?: TokenSource | null;
};

/** Gives out access tokens; `refused`: the server did not take the last one. */
export type TokenSource = { token(): Promise<string>; refused(): void };

export type FolderStatus = {
  readonly path: string;
  readonly uidvalidity: number;
  readonly uidnext: number;
  readonly exists: number;
};

/** Half-open connections must not eat the SLA: the default of 300 s would. */
const SOCKET_TIMEOUT_MS = 60_000;
const MAX_IDLE_MS = 50_000;
const CONNECT_TIMEOUT_MS = 15_000;

export class ImapFolder {
  readonly #client: ImapFlow;
  readonly #status: FolderStatus;
  #wake: (() => void) | null = null;
  #news = false;

  private constructor(client: ImapFlow, status: FolderStatus) {
    this.#client = client;
    this.#status = status;
    const wake = (): void => {
      this.#news = true;
      this.#wake?.();
    };
    client.on('exists', wake);
    client.on('close', wake);
  }

  /**
   * Connects and selects the folder, by name or by special use (RFC 6154). Null: there is none. `hangUp` ends the
   * connection at any time, whatever it is waiting for.
   */
  static async open(
    account: ImapAccount,
    folder: string | { readonly specialUse: '\\Sent' },
    hangUp: AbortSignal = new AbortController().signal,
  ): Promise<ImapFolder | null> {
    hangUp.throwIfAborted();
    const client = new ImapFlow(
      options(account, account.tokens ? { accessToken: await account.tokens.token() } : null),
    );
    // Without a listener a late socket error would end the process; the pending call rejects by itself.
    client.on('error', () => undefined);
    const close = (): void => client.close();
    hangUp.addEventListener('abort', close);
    client.on('close', () => hangUp.removeEventListener('abort', close));
    try {
      await client.connect();
      const path = typeof folder === 'string' ? folder : await specialUse(client, folder.specialUse);
      if (path === null) {
        await client.logout();
        return null;
      }
      const mailbox = must(await client.mailboxOpen(path));
      return new ImapFolder(client, {
        path,
        uidvalidity: Number(mailbox.uidValidity),
        uidnext: await uidNext(client, mailbox),
        exists: mailbox.exists,
      });
    } catch (error) {
      client.close();
      if ((error as { authenticationFailed?: boolean }).authenticationFailed === true) account.tokens?.refused();
      throw error;
    }
  }

  /** How many mails the folder holds, as far as the server has told. */
  get exists(): number {
    return this.#client.mailbox === false ? 0 : this.#client.mailbox.exists;
  }

  /** As it was when the folder was selected. */
  get status(): FolderStatus {
    return this.#status;
  }

  /** Whether the server tells of new mail by itself (RFC 2177); else it has to be asked. */
  get tellsNews(): boolean {
    return this.#client.capabilities.has('IDLE');
  }

  get usable(): boolean {
    return this.#client.usable;
  }

  /** UIDs from `from` on. `FETCH n:*` and `SEARCH n:*` return the last mail even below n (RFC 3501 §6.4.8), so it is cut. */
  async uids(from = 1): Promise<number[]> {
    this.#news = false;
    const found = await this.#client.search(from === 1 ? { all: true } : { uid: `${from}:*` }, { uid: true });
    return must(found).filter((uid) => uid >= from);
  }

  /** UIDs of mails that nobody has read. */
  async unseen(): Promise<number[]> {
    return must(await this.#client.search({ seen: false }, { uid: true }));
  }

  /** Sizes of mails in octets, as the server states them; a mail expunged meanwhile is missing. */
  async sizes(uids: readonly number[]): Promise<Map<number, number>> {
    const sizes = new Map<number, number>();
    for await (const mail of this.#client.fetch([...uids], { uid: true, size: true }, { uid: true }))
      sizes.set(mail.uid, mail.size ?? 0);
    this.#mustBeUsable();
    return sizes;
  }

  /** Mails with their bytes. One is missing where it was expunged, or where the server says OK too early: search again to know. */
  async fetch(uids: readonly number[]): Promise<FetchedMail[]> {
    const mails: FetchedMail[] = [];
    for await (const mail of this.#client.fetch(
      [...uids],
      { uid: true, internalDate: true, source: true },
      { uid: true },
    )) {
      if (!mail.source) continue;
      mails.push({ uid: mail.uid, internalDate: instant(mail.internalDate), octets: mail.source });
    }
    this.#mustBeUsable();
    return mails;
  }

  async markSeen(uids: readonly number[]): Promise<void> {
    must(await this.#client.messageFlagsAdd([...uids], ['\\Seen'], { uid: true }));
  }

  async move(uids: readonly number[], folder: string): Promise<void> {
    must(await this.#client.messageMove([...uids], folder, { uid: true }));
  }

  /** Adds a mail to the folder as one that was read. */
  async append(octets: Buffer): Promise<void> {
    must(await this.#client.append(this.#status.path, octets, ['\\Seen']));
  }

  /** Resolves when the server says that something arrived, the connection is lost, or `signal` fires. */
  async untilNews(signal: AbortSignal): Promise<void> {
    if (this.#news || signal.aborted || !this.usable) return;
    const news = new Promise<void>((resolve) => {
      this.#wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    // Resolves when another command ends it; a server without IDLE is asked again by the caller's clock.
    void this.#client.idle().catch(() => undefined);
    await news;
    this.#wake = null;
  }

  /** Says goodbye, or hangs up where the server does not answer within a second. */
  async close(): Promise<void> {
    if (!this.usable) {
      this.#client.close();
      return;
    }
    const hangUp = setTimeout(() => this.#client.close(), 1000);
    await this.#client.logout().catch(() => undefined);
    clearTimeout(hangUp);
  }

  #mustBeUsable(): void {
    if (!this.usable) throw new Error('the IMAP connection was lost');
  }
}

function options(account: ImapAccount, granted: { readonly accessToken: string } | null): ImapFlowOptions {
  return {
    host: account.host,
    port: account.port,
    secure: account.tls === 'implicit',
    ...(account.tls === 'starttls' ? { doSTARTTLS: true } : {}),
    ...(account.tls === 'none' ? { doSTARTTLS: false } : {}),
    auth: { user: account.user ?? '', ...(granted ?? { pass: account.password ?? '' }) },
    logger: false,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    maxIdleTime: MAX_IDLE_MS,
    disableAutoIdle: true,
  };
}

/** RFC 3501 lets a server keep UIDNEXT to itself; then it is counted. */
async function uidNext(client: ImapFlow, { uidNext: told }: { readonly uidNext?: number }): Promise<number> {
  if (told) return told;
  return Math.max(0, ...must(await client.search({ all: true }, { uid: true }))) + 1;
}

async function specialUse(client: ImapFlow, use: string): Promise<string | null> {
  const folders = await client.list();
  return folders.find((folder) => folder.specialUse === use)?.path ?? null;
}

/** imapflow answers false or undefined where it failed or lost the connection. */
function must<T>(answer: T | false | undefined): T {
  if (answer === false || answer === undefined) throw new Error('the IMAP server refused, or the connection was lost');
  return answer;
}

function instant(date: Date | string | undefined): Temporal.Instant {
  if (date === undefined) throw new Error('the IMAP server sent a mail without INTERNALDATE');
  return (typeof date === 'string' ? new Date(date) : date).toTemporalInstant();
}
