import type { Clock } from '../clock.ts';
import type { Events } from '../events.ts';
import { keep, type FetchedMail, type KeptMail } from '../store/intake.ts';
import { knownUids, openFolder, polled, takenUids, type Folder } from '../store/folders.ts';
import { holdLease, releaseLease } from '../store/leases.ts';
import type { Store } from '../store/store.ts';
import { batches } from './batches.ts';
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
  /** Reads kept mails at once and decides on them after `before`; never rejects for the sake of a single mail. */
  readonly process: (mails: readonly KeptMail[], before: Promise<unknown>) => Promise<void>;
};

/** A killed poller is followed by another within 30 s: its lease, the other's pause, and a connection. */
const LEASE: Temporal.DurationLike = { seconds: 16 };
const HEARTBEAT_MS = 4_000;
/** How long a batch is held to be decided on by this process. */
const DECIDING: Temporal.DurationLike = { seconds: 20 };
const IDLE_MS = 25_000;
const ASK_MS = 3_000;
const NO_FOLDER_MS = 60_000;
const FULL_SEARCH_MS = 5 * 60_000;
const LONGEST_PAUSE_MS = 15_000;
/** Time for what is in flight at the end; a server that stalls is hung up on then. */
const GRACE_MS = 4_000;

/** How reading a folder goes. Milliseconds are those of the monotonic clock. */
export type PollerState = {
  readonly mailbox: string;
  readonly folder: string;
  /** When it was last looked into, or a batch was taken; null: not yet. */
  readonly lookedAt: number | null;
  /** Another process reads this folder. */
  readonly standsBy: boolean;
  /** Why the last look failed; null: it did not. */
  readonly failure: { readonly error: string; readonly credentials: boolean } | null;
};

export class Poller {
  readonly #watch: Watch;
  readonly #around: PollerSurroundings;
  readonly #lease: string;
  readonly #stopping = new AbortController();
  readonly #hangUp = new AbortController();
  readonly #looked = Promise.withResolvers<null>();
  #connection: ImapFolder | null = null;
  #folder: Folder | null = null;
  #known = new Set<number>();
  #highest = 0;
  #fullSearchDue = 0;
  #counted = -1;
  /** Whether the server may be trusted to tell of news: it can, and never kept silent about a mail. */
  #trustsNews = true;
  #told = true;
  readonly #withheld = new Set<number>();
  #pass: Promise<unknown> = Promise.resolve();
  #running: Promise<void> | null = null;
  #state: PollerState;

  constructor(watch: Watch, around: PollerSurroundings) {
    this.#watch = watch;
    this.#around = around;
    const folder = typeof watch.folder === 'string' ? watch.folder : watch.folder.specialUse;
    this.#lease = `poll ${watch.mailbox} ${folder}`;
    this.#state = { mailbox: watch.mailbox, folder, lookedAt: null, standsBy: false, failure: null };
  }

  /** How it goes, for those who watch over the desk. */
  get state(): PollerState {
    return this.#state;
  }

  /** One pass: takes what is new. Returns how many mails, or null where another process polls this folder. */
  runOnce(): Promise<number | null> {
    const pass = this.#takeNews();
    this.#pass = pass.catch(() => undefined);
    return pass;
  }

  /**
   * Repeats `runOnce` whenever the server tells of news, until `stop`. Resolves when the folder was looked into once, or
   * could not be: from then on what arrives is new.
   */
  async start(): Promise<void> {
    this.#running ??= this.#loop();
    await this.#looked.promise;
  }

  /** Finishes the batch in flight, gives the lease back and disconnects. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const hangUp = setTimeout(() => this.#hangUp.abort(new Error('the desk is being stopped')), GRACE_MS);
    await this.#running;
    await this.#pass;
    clearTimeout(hangUp);
    await this.#disconnect();
    await this.#around.store
      .transact((transaction) => releaseLease(transaction, this.#lease, this.#around.holder))
      .catch(() => undefined);
  }

  async #loop(): Promise<void> {
    let failures = 0;
    const heartbeat = setInterval(() => void this.#hold().catch(() => undefined), HEARTBEAT_MS);
    while (!this.#isStopping()) {
      try {
        const taken = await this.runOnce();
        failures = 0;
        if (taken === null) await this.#pause(HEARTBEAT_MS);
        else await this.#untilNews();
      } catch (error) {
        failures += 1;
        const again = Math.min(1000 * 2 ** (failures - 1), LONGEST_PAUSE_MS);
        if (!this.#isStopping())
          this.#around.events.pollFailed(this.#watch.mailbox, this.#lease, reasonOf(error), again);
        this.#looked.resolve(null);
        await this.#pause(again);
      }
    }
    clearInterval(heartbeat);
    this.#looked.resolve(null);
  }

  async #takeNews(): Promise<number | null> {
    if (this.#isStopping()) return null;
    try {
      if (!(await this.#hold())) {
        // Whoever has the lease keeps mails that are unknown here.
        await this.#disconnect();
        this.#looked.resolve(null);
        this.#state = { ...this.#state, standsBy: true, failure: null };
        return null;
      }
      const connection = await this.#connect();
      this.#looked.resolve(null);
      if (!connection) return this.#hasLooked(0);
      const uids = await this.#newUids(connection);
      this.#hasLooked(uids.length);
      if (uids.length > 0 && !this.#told) this.#trustsNews = false;
      await this.#takeAll(connection, uids);
      return uids.length;
    } catch (error) {
      await this.#disconnect();
      const credentials = (error as { authenticationFailed?: boolean }).authenticationFailed === true;
      this.#state = { ...this.#state, standsBy: false, failure: { error: reasonOf(error), credentials } };
      throw new Error(`${this.#watch.mailbox}: ${reasonOf(error)}`, { cause: error });
    }
  }

  #hasLooked(found: number): number {
    this.#state = { ...this.#state, lookedAt: this.#around.clock.monotonic(), standsBy: false, failure: null };
    return found;
  }

  #hold(): Promise<boolean> {
    const now = this.#around.clock.now();
    return this.#around.store.transact((transaction) =>
      holdLease(transaction, this.#lease, this.#around.holder, now, now.add(LEASE)),
    );
  }

  async #connect(): Promise<ImapFolder | null> {
    if (this.#connection?.usable) return this.#connection;
    const { account, folder, mailbox, role, since } = this.#watch;
    const { store, clock } = this.#around;
    this.#connection = await ImapFolder.open(account, folder, this.#hangUp.signal);
    if (!this.#connection) return null;
    const { path, uidvalidity, uidnext } = this.#connection.status;
    const place = { mailbox, folder: path, role, uidvalidity, since, goliveUid: since === null ? uidnext : 1 };
    const opened = await store.transact((transaction) => openFolder(transaction, place, clock.now()));
    this.#folder = opened;
    this.#known = await knownUids(store.read, opened.id);
    this.#highest = Math.max(0, ...this.#known);
    this.#fullSearchDue = 0;
    this.#trustsNews = this.#connection.tellsNews;
    return this.#connection;
  }

  /** UIDs that are not kept yet, the newest arrivals before what lay there before go-live. */
  async #newUids(connection: ImapFolder): Promise<number[]> {
    const now = this.#around.clock.monotonic();
    const full = now >= this.#fullSearchDue;
    const uids = await connection.uids(full ? 1 : this.#highest + 1);
    if (full) {
      this.#fullSearchDue = now + FULL_SEARCH_MS;
      await this.#tidyLeftovers(connection, uids);
    }
    await this.#count(full ? uids.length : connection.exists);
    const { goliveUid } = this.#opened();
    const unknown = uids.filter((uid) => !this.#known.has(uid)).sort((a, b) => a - b);
    return [...unknown.filter((uid) => uid >= goliveUid), ...unknown.filter((uid) => uid < goliveUid)];
  }

  async #count(exists: number): Promise<void> {
    if (exists === this.#counted) return;
    const { store, clock } = this.#around;
    await store.transact((transaction) => polled(transaction, this.#opened().id, exists, clock.now()));
    this.#counted = exists;
  }

  /**
   * Takes the mails and asks again for those that did not come: they were expunged meanwhile, or the server said OK too
   * early. One that it lists and keeps back fails the pass once; later full searches try it again.
   */
  async #takeAll(connection: ImapFolder, uids: readonly number[]): Promise<void> {
    const missing = await this.#take(connection, uids);
    if (missing.length === 0) return;
    const listed = new Set(await connection.uids());
    const there = missing.filter((uid) => listed.has(uid));
    const withheld = (await this.#take(connection, there)).filter((uid) => !this.#withheld.has(uid));
    for (const uid of withheld) this.#withheld.add(uid);
    if (withheld.length > 0)
      throw new Error(`the server lists mails that it does not hand out: UID ${withheld.slice(0, 5).join(', ')}`);
  }

  /**
   * Fetches batch by batch: while one is decided on, the next is kept and read, and the one after it is on its way. They are
   * decided on in their order. Returns what did not come.
   */
  async #take(connection: ImapFolder, uids: readonly number[]): Promise<number[]> {
    const missing: number[] = [];
    let before: Promise<void> = Promise.resolve();
    let deciding: Promise<void> = Promise.resolve();
    try {
      for (const batch of await batches(connection, uids)) {
        if (this.#isStopping()) break;
        const mails = await connection.fetch(batch);
        const came = new Set(mails.map((mail) => mail.uid));
        missing.push(...batch.filter((uid) => !came.has(uid)));
        await before;
        const kept = await this.#keep(connection, mails);
        before = deciding;
        deciding = this.#decide(connection, kept, before);
        // Awaited above or below; without this a failure in between would count as unhandled.
        deciding.catch(() => undefined);
      }
    } finally {
      await deciding;
    }
    return missing;
  }

  async #keep(connection: ImapFolder, mails: readonly FetchedMail[]): Promise<KeptMail[]> {
    if (!(await this.#hold())) throw new Error('another process polls this folder now');
    const { store, clock, events } = this.#around;
    const folder = this.#opened();
    const now = clock.now();
    const kept = await store.transact((transaction) => keep(transaction, folder, mails, now, now.add(DECIDING)));
    for (const { uid } of mails) {
      this.#known.add(uid);
      this.#highest = Math.max(this.#highest, uid);
    }
    if (kept.length > 0) events.mailsKept(folder.mailbox, connection.status.path, kept.length);
    return kept;
  }

  async #decide(connection: ImapFolder, kept: readonly KeptMail[], before: Promise<void>): Promise<void> {
    if (kept.length === 0) return before;
    await this.#around.process(kept, before);
    this.#hasLooked(kept.length);
    const taken = kept.filter((mail) => !mail.beforeGolive).map((mail) => mail.uid);
    await this.#tidy(connection, taken);
  }

  /** What the owner of the mailbox wants done with a mail that is safely kept. Old mail is left as it lies. */
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

  /** A process that was killed between keeping and tidying has left mails as they were. */
  async #tidyLeftovers(connection: ImapFolder, uids: readonly number[]): Promise<void> {
    const { afterwards, role } = this.#watch;
    if (role === 'sent' || afterwards.do === 'keep') return;
    const here = new Set(afterwards.do === 'seen' ? await connection.unseen() : uids);
    const taken = await takenUids(this.#around.store.read, this.#opened());
    await this.#tidy(
      connection,
      taken.filter((uid) => here.has(uid)),
    );
  }

  #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  #opened(): Folder {
    if (!this.#folder) throw new Error('the folder is not open');
    return this.#folder;
  }

  /** Waits for the server's word; one that stayed silent about a mail is asked every few seconds from then on. */
  async #untilNews(): Promise<void> {
    const connection = this.#connection;
    if (!connection) return this.#pause(NO_FOLDER_MS);
    const patience = AbortSignal.timeout(this.#trustsNews ? IDLE_MS : ASK_MS);
    await connection.untilNews(AbortSignal.any([this.#stopping.signal, patience]));
    this.#told = !patience.aborted;
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

function reasonOf(error: unknown): string {
  const { responseText, message } = error as { responseText?: string; message?: string };
  return (responseText ?? message ?? 'unknown').split('\n')[0]?.slice(0, 300) ?? 'unknown';
}
