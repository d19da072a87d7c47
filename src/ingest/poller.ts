import type { Clock } from '../clock.ts';
import type { Events } from '../events.ts';
import { keep, knownUids, openFolder, polled, type FetchedMail, type Folder, type KeptMail } from '../store/intake.ts';
import { holdLease, releaseLease } from '../store/leases.ts';
import type { Store } from '../store/store.ts';
import { ImapFolder, type ImapAccount } from './imap-folder.ts';

/**
 * Takes new mail out of one folder. It promises that each mail is kept, bytes and bookkeeping in one transaction, before
 * the mailbox is touched or anything is parsed; that what is new is found by comparing UIDs, never by the Seen flag; and
 * that exactly one process polls a folder at a time. A database that is down leaves the mailbox as it is.
 */
export type Watch = {
  readonly mailbox: string;
  readonly role: 'inbox' | 'sent';
  readonly account: ImapAccount;
  readonly folder: string | { readonly specialUse: '\\Sent' };
  readonly since: Temporal.Instant | null;
  readonly afterwards:
    { readonly do: 'keep' } | { readonly do: 'seen' } | { readonly do: 'move'; readonly folder: string };
};

export type PollerSurroundings = {
  readonly store: Store;
  readonly clock: Clock;
  readonly events: Events;
  /** Names this process among all that share the database. */
  readonly holder: string;
  /** Decides on kept mails; never rejects for the sake of a single mail. */
  readonly process: (mails: readonly KeptMail[]) => Promise<void>;
};

const BATCH_MAILS = 50;
const BATCH_OCTETS = 16 * 1024 * 1024;
const LEASE: Temporal.DurationLike = { seconds: 20 };
const HEARTBEAT_MS = 5_000;
/** How long a batch is held to be decided on by this process. */
const DECIDING: Temporal.DurationLike = { seconds: 25 };
const IDLE_MS = 30_000;
const ASK_MS = 3_000;
const FULL_SEARCH_MS = 5 * 60_000;

export class Poller {
  readonly #watch: Watch;
  readonly #around: PollerSurroundings;
  readonly #lease: string;
  readonly #stopping = new AbortController();
  #connection: ImapFolder | null = null;
  #folder: Folder | null = null;
  #known = new Set<number>();
  #highest = 0;
  #fullSearchDue = 0;
  #running: Promise<void> | null = null;

  constructor(watch: Watch, around: PollerSurroundings) {
    this.#watch = watch;
    this.#around = around;
    this.#lease = `poll ${watch.mailbox} ${typeof watch.folder === 'string' ? watch.folder : watch.folder.specialUse}`;
  }

  /** One pass: takes what is new. Returns how many mails, or null where another process polls this folder. */
  async runOnce(): Promise<number | null> {
    if (!(await this.#hold())) return null;
    const connection = await this.#connect();
    if (!connection) return 0;
    const uids = await this.#newUids(connection);
    await this.#take(connection, uids);
    return uids.length;
  }

  /** Repeats `runOnce` whenever the server tells of news, until `stop`. */
  start(): void {
    this.#running ??= this.#loop();
  }

  /** Finishes the batch in flight, gives the lease back and disconnects. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#disconnect();
    await this.#around.store
      .transact((transaction) => releaseLease(transaction, this.#lease, this.#around.holder))
      .catch(() => undefined);
  }

  async #loop(): Promise<void> {
    let failures = 0;
    const heartbeat = setInterval(() => void this.#hold().catch(() => undefined), HEARTBEAT_MS);
    while (!this.#stopping.signal.aborted) {
      try {
        const taken = await this.runOnce();
        failures = 0;
        if (taken === null) await this.#pause(HEARTBEAT_MS);
        else await this.#untilNews();
      } catch (error) {
        failures += 1;
        const again = Math.min(1000 * 2 ** (failures - 1), 30_000);
        this.#around.events.pollFailed(this.#watch.mailbox, this.#lease, reasonOf(error), again);
        await this.#disconnect();
        await this.#pause(again);
      }
    }
    clearInterval(heartbeat);
  }

  #hold(): Promise<boolean> {
    const now = this.#around.clock.now();
    return this.#around.store.transact((transaction) =>
      holdLease(transaction, this.#lease, this.#around.holder, now, now.add(LEASE)),
    );
  }

  async #connect(): Promise<ImapFolder | null> {
    if (this.#connection?.usable) return this.#connection;
    this.#connection = await ImapFolder.open(this.#watch.account, this.#watch.folder);
    if (!this.#connection) return null;
    const { path, uidvalidity, uidnext } = this.#connection.status;
    const place = {
      mailbox: this.#watch.mailbox,
      folder: path,
      role: this.#watch.role,
      uidvalidity,
      goliveUid: uidnext,
      since: this.#watch.since,
    };
    const since = this.#watch.since === null ? place : { ...place, goliveUid: 1 };
    this.#folder = await this.#around.store.transact((transaction) =>
      openFolder(transaction, since, this.#around.clock.now()),
    );
    this.#known = await knownUids(this.#around.store.read, this.#folder.id);
    this.#highest = Math.max(0, ...this.#known);
    this.#fullSearchDue = 0;
    return this.#connection;
  }

  /** UIDs that are not kept yet, the newest arrivals before what lay there before go-live. */
  async #newUids(connection: ImapFolder): Promise<number[]> {
    const full = this.#around.clock.monotonic() >= this.#fullSearchDue;
    const uids = await connection.uids(full ? 1 : this.#highest + 1);
    if (full) {
      this.#fullSearchDue = this.#around.clock.monotonic() + FULL_SEARCH_MS;
      await this.#around.store.transact((transaction) =>
        polled(transaction, this.#opened().id, uids.length, this.#around.clock.now()),
      );
    }
    const { goliveUid } = this.#opened();
    const unknown = uids.filter((uid) => !this.#known.has(uid)).sort((a, b) => a - b);
    return [...unknown.filter((uid) => uid >= goliveUid), ...unknown.filter((uid) => uid < goliveUid)];
  }

  /** Fetches batch by batch; while one is decided on, the next is on its way. */
  async #take(connection: ImapFolder, uids: readonly number[]): Promise<void> {
    let deciding: Promise<void> = Promise.resolve();
    try {
      for (const batch of await batches(connection, uids)) {
        if (this.#stopping.signal.aborted) break;
        const mails = await connection.fetch(batch);
        if (mails.length < batch.length) this.#fullSearchDue = 0;
        await deciding;
        if (!(await this.#hold())) throw new Error('another process polls this folder now');
        deciding = this.#keepAndDecide(connection, mails);
        // Awaited above or below; without this a failure in between would count as unhandled.
        deciding.catch(() => undefined);
      }
    } finally {
      await deciding;
    }
  }

  async #keepAndDecide(connection: ImapFolder, mails: readonly FetchedMail[]): Promise<void> {
    const { store, clock, events, process } = this.#around;
    const folder = this.#opened();
    const now = clock.now();
    const kept = await store.transact((transaction) => keep(transaction, folder, mails, now, now.add(DECIDING)));
    for (const { uid } of mails) {
      this.#known.add(uid);
      this.#highest = Math.max(this.#highest, uid);
    }
    if (kept.length === 0) return;
    events.mailsKept(folder.mailbox, connection.status.path, kept.length);
    await process(kept);
    await this.#tidy(
      connection,
      mails.map((mail) => mail.uid),
    );
  }

  /** What the owner of the mailbox wants done with a mail that is safely kept. */
  async #tidy(connection: ImapFolder, uids: readonly number[]): Promise<void> {
    const { afterwards, role } = this.#watch;
    if (role === 'sent' || uids.length === 0) return;
    switch (afterwards.do) {
      case 'keep':
        return;
      case 'seen':
        return connection.markSeen(uids);
      case 'move':
        return connection.move(uids, afterwards.folder);
    }
  }

  #opened(): Folder {
    if (!this.#folder) throw new Error('the folder is not open');
    return this.#folder;
  }

  async #untilNews(): Promise<void> {
    if (!this.#connection) return this.#pause(60_000);
    const patience = AbortSignal.timeout(this.#connection.tellsNews ? IDLE_MS : ASK_MS);
    await this.#connection.untilNews(AbortSignal.any([this.#stopping.signal, patience]));
  }

  async #disconnect(): Promise<void> {
    await this.#connection?.close().catch(() => undefined);
    this.#connection = null;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#stopping.signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#stopping.signal.addEventListener('abort', done);
      if (this.#stopping.signal.aborted) done();
    });
  }
}

/** Groups of UIDs bounded by count and, where there are many, by size, so that memory stays bounded. */
async function batches(connection: ImapFolder, uids: readonly number[]): Promise<number[][]> {
  const sizes = uids.length > 4 ? await connection.sizes(uids) : new Map<number, number>();
  const groups: number[][] = [];
  let octets = 0;
  for (const uid of uids) {
    const last = groups.at(-1);
    octets += sizes.get(uid) ?? 0;
    if (last && last.length < BATCH_MAILS && octets <= BATCH_OCTETS) last.push(uid);
    else {
      groups.push([uid]);
      octets = sizes.get(uid) ?? 0;
    }
  }
  return groups;
}

function reasonOf(error: unknown): string {
  const { responseText, message } = error as { responseText?: string; message?: string };
  return (responseText ?? message ?? 'unknown').split('\n')[0]?.slice(0, 300) ?? 'unknown';
}
