import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { systemClock, type Clock } from './clock.ts';
import type { Config, MailboxConfig } from './config.ts';
import { createWatch, type DeskWatch } from './admin/watch.ts';
import { alarmsOf, watchedDesk } from './app/watching.ts';
import { adminServer } from './admin/server.ts';
import { pageParts, snsParts } from './app/page-parts.ts';
import { studioParts } from './app/studio-parts.ts';
import { domainLimitsOf, routesOf } from './app/transport-of.ts';
import { copyToSent } from './app/copy-to-sent.ts';
import { housekeeping, type Chore } from './app/housekeeping.ts';
import { livingCalendar, type LivingCalendar } from './app/living-calendar.ts';
import { createEvents, type Events } from './events.ts';
import { systemTxtResolver } from './ingest/authenticity.ts';
import type { ImapAccount } from './ingest/imap-folder.ts';
import { Poller, type Watch } from './ingest/poller.ts';
import { createTokens, withTokens } from './oauth.ts';
import { createVoting } from './pipeline/voting.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { leaveShadow } from './pipeline/leave-shadow.ts';
import { createClockwork, type Clockwork } from './pipeline/clockwork.ts';
import { canonicalAddress, domainOf } from './requests/address.ts';
import type { Calendar } from './requests/calendar.ts';
import type { Firm } from './requests/decide/decision.ts';
import type { DeskFacts } from './requests/recognition.ts';
import type { Signer } from './requests/signer.ts';
import { dkimSigner } from './respond/dkim.ts';
import { Dispatcher } from './respond/dispatcher.ts';
import type { Letterhead } from './respond/outgoing.ts';
import { loadTemplates } from './respond/render.ts';
import { routed } from './respond/routes.ts';
import { TemplateShelf } from './respond/template-shelf.ts';
import { WebhookDispatcher } from './respond/webhook-dispatcher.ts';
import { base32, createSigner } from './signer.ts';
import { startEmbeddedPostgres } from './store/embedded-postgres.ts';
import type { KeptMail } from './store/intake.ts';
import { plusAddressed, restoredAt } from './store/known-facts.ts';
import { tidy } from './store/retention.ts';
import { noteRoute, type RouteTrouble } from './store/route-state.ts';
import { staffEpochs } from './store/staff-epochs.ts';
import { openStore, type Reader, type Store } from './store/store.ts';

/**
 * The composition root: every long-lived object is built here, once, from a configuration that was judged before, and
 * closed here in the opposite order. Nothing else in the program makes a connection or reads the clock on its own.
 */
export type App = AsyncDisposable & {
  readonly store: Store;
  readonly events: Events;
  readonly pipeline: Pipeline;
  readonly pollers: readonly Poller[];
  readonly clockwork: Clockwork;
  readonly dispatcher: Dispatcher;
  readonly watch: DeskWatch;
  /** Polls, decides and sends until disposed. Resolves when each folder was looked into: what arrives from then on is new. */
  start(): Promise<void>;
  /** One pass: takes what is in the mailboxes and sends all that is due. What fails is told when the rest is done. */
  runOnce(): Promise<void>;
};

const TEMPLATES = join(import.meta.dirname, '..', 'templates');
const SWEEP_MS = 3_000;

/** Opens the desk: database, schema, templates, connections. Throws with one line that says what is missing. */
export async function openApp(config: Config, log: Logger, clock: Clock = systemClock): Promise<App> {
  const resources = new AsyncDisposableStack();
  try {
    const store = await openDatabase(config, resources);
    const events = createEvents(log);
    const holder = `${hostname()} ${process.pid} ${base32(randomBytes(5))}`;
    const signer = signerOf(config);
    const desk = deskFacts(config, signer);
    const tagged = new Set<string>();
    const look = lookUpTagged(config, store, tagged);
    await look();
    const files = await loadTemplates(TEMPLATES, { own: config.templates, defaultLocale: config.locale });
    const shelf = await TemplateShelf.open(files, store.read);
    if (shelf.set.problems.length > 0) events.templateFellBack('own', shelf.set.problems);
    const calendar = await livingCalendar(config.calendar, config.calendarFeeds, { store, clock, events });
    const head = withCalendar(letterhead(config, signer, tagged, shelf), calendar);
    const renewHead = async (reader: Reader): Promise<void> => {
      await shelf.refresh(reader);
      signer.renew(await staffEpochs(reader));
    };
    await renewHead(store.read);
    const deciding = {
      store,
      clock,
      events,
      head,
      renewHead,
      firm: withCalendar(firmOf(config, desk), calendar),
      restoredAt: await restoredAt(store.read),
    };
    const pipeline = createPipeline({
      ...deciding,
      desk,
      resolver: config.trustedAuthservId === null ? null : systemTxtResolver(),
      mailLimit: config.limits.mail,
      attachmentLimit: config.limits.attachments,
    });
    const home = canonicalAddress(config.mailboxes[0]?.address ?? '');
    const ofClock = { ...deciding, webhooks: config.webhooks, home };
    const clockwork = createClockwork(ofClock);
    const leaveShadows = async (): Promise<void> => {
      const left = await leaveShadow(ofClock);
      if (left) events.shadowLeft(left.requests, left.answers);
    };
    const decideOn = async (mails: readonly KeptMail[], before: Promise<unknown>): Promise<void> => {
      await pipeline.process(mails, before);
      clockwork.wake();
    };
    const around = { store, clock, events, holder, process: decideOn };
    const tokens = createTokens(config.oauth, { store, secret: config.secret, clock });
    const mailboxes = config.mailboxes.map((mailbox) => ({ ...mailbox, account: withTokens(mailbox.imap, tokens) }));
    const pollers = mailboxes.flatMap(watches).map((watch) => new Poller(watch, around));
    const { outbound, retry } = config;
    const note = (route: string, trouble: RouteTrouble | null): void => {
      store
        .transact((transaction) => noteRoute(transaction, route, trouble, clock.now()))
        .catch((error: unknown) => events.loopFailed('routes', reasonOf(error)));
    };
    const transport = routed(routesOf(outbound, tokens), { clock, events, note });
    const spared = desk.staffAddresses;
    const sending = { store, clock, events, holder, transport, retry, spared, ...domainLimitsOf(outbound) };
    const dispatcher = new Dispatcher(sending);
    const { giveUpAfter } = retry;
    const webhooks = new WebhookDispatcher({ store, clock, events, holder, targets: config.webhooks, giveUpAfter });
    const sweep = sweeper(pipeline, events);
    const chores = housekeeping(
      [
        ...choresOf(config, mailboxes, store, clock, look),
        { name: 'calendar feeds', everyMs: 60_000, run: () => calendar.refresh() },
      ],
      { clock, events },
    );
    const watched = watchedDesk(config, { store, clock, events, pollers, dispatcher, clockwork });
    const watch = createWatch({ ...watched, ...alarmsOf(config, head, clock, tokens), holder });
    const parts = pageParts(
      watched,
      [
        createVoting({ ...deciding, wake: () => clockwork.wake() }),
        { company: config.company.name, locale: config.locale },
      ],
      [
        ...studioParts({ store, clock, events, config, head, transport, files }),
        ...snsParts(outbound, { store, clock, spared }),
      ],
    );
    const { listen, url } = config.admin;
    const pages = listen && resources.use(adminServer({ listen, url }, parts, events));
    resources.defer(async () => {
      await Promise.all([
        sweep.stop(),
        clockwork.stop(),
        chores.stop(),
        watch.stop(),
        dispatcher.stop(),
        webhooks.stop(),
        ...pollers.map((poller) => poller.stop()),
      ]);
    });
    return {
      store,
      events,
      pipeline,
      pollers,
      clockwork,
      dispatcher,
      watch,
      async start() {
        await leaveShadows();
        await pages?.start();
        await dispatcher.start();
        await webhooks.start();
        sweep.start();
        clockwork.start();
        chores.start();
        watch.start();
        await Promise.all(pollers.map((poller) => poller.start()));
      },
      async runOnce() {
        const failures: string[] = [];
        await leaveShadows();
        for (const poller of pollers) await poller.runOnce().catch((error: unknown) => failures.push(reasonOf(error)));
        while ((await pipeline.runOnce()) > 0);
        await clockwork.runOnce();
        await Promise.all([dispatcher.runOnce(), webhooks.runOnce()]);
        await chores.runOnce();
        await watch.runOnce();
        if (failures.length > 0) throw new Error(failures.join('; '));
      },
      [Symbol.asyncDispose]: () => resources.disposeAsync(),
    };
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
}

/** The calendar may change while the desk runs; whoever asks gets the one that counts. */
function withCalendar<T extends { readonly calendar: Calendar }>(value: T, living: LivingCalendar): T {
  return Object.defineProperty(value, 'calendar', { get: () => living.current, enumerable: true });
}

/** Opens the store of a configuration, the embedded server included; disposing closes both. */
export async function openConfiguredStore(config: Pick<Config, 'database'>): Promise<Store & AsyncDisposable> {
  const resources = new AsyncDisposableStack();
  const store = await openDatabase(config, resources);
  return { ...store, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

async function openDatabase(config: Pick<Config, 'database'>, resources: AsyncDisposableStack): Promise<Store> {
  const { url } = resources.use(await databaseUrl(config));
  const store = resources.use(openStore(url));
  await store.migrate();
  return store;
}

/** Where the database is; an embedded one is started and lives until this is disposed. */
export async function databaseUrl({ database }: Pick<Config, 'database'>): Promise<AsyncDisposable & { url: string }> {
  if (database.kind === 'folder') return startEmbeddedPostgres(database.folder);
  return { url: database.url, [Symbol.asyncDispose]: () => Promise.resolve() };
}

/** Signs with the secret of the configuration, in the name of the first mailbox's domain. */
export function signerOf({ secret, mailboxes, company }: Config): Signer {
  return createSigner(secret, domainOf(mailboxes[0]?.address ?? company.domain));
}

/** What recognition needs to know of this desk. */
export function deskFacts(config: Config, signer: Signer): DeskFacts {
  const own = [
    config.outbound.from.address,
    ...config.mailboxes.flatMap((mailbox) => [mailbox.address, ...mailbox.aliases]),
  ];
  return {
    ownAddresses: new Set(own.map(canonicalAddress)),
    staffAddresses: new Set(config.staff.flatMap((member) => [member.address, ...member.also]).map(canonicalAddress)),
    relays: config.relays,
    trustedAuthservId: config.trustedAuthservId,
    isOwnMessageId: (messageId) => signer.ownMessageId(messageId) !== null,
    isOwnMark: (mark) => signer.isOwnMark(mark),
    formAddresses: new Set(config.forms.map((form) => canonicalAddress(form.from))),
    formFields: new Map(
      config.forms.flatMap((form) =>
        form.client.in === 'field' ? [[canonicalAddress(form.from), form.client.field] as const] : [],
      ),
    ),
    clientDomains: new Set(config.clients.flatMap((client) => client.domain ?? [])),
    requireAddressed: true,
  };
}

/** What the decisions know of the firm. */
export function firmOf(config: Config, desk: DeskFacts): Firm {
  const { staff, policy, calendar, locale, acknowledgeUnauthenticated, budgets, clients, mailboxes } = config;
  return {
    staff,
    policy,
    calendar,
    locale,
    acknowledgeUnauthenticated,
    budgets,
    clients,
    weekly: config.weekly.to,
    attachmentLimit: config.limits.attachments,
    ownAddresses: desk.ownAddresses,
    shadow: new Set(mailboxes.filter(({ shadow }) => shadow).map(({ address }) => canonicalAddress(address))),
  };
}

/** What letters are written with. */
export function letterhead(
  config: Config,
  signer: Signer,
  plusAddressing: ReadonlySet<string>,
  shelf: TemplateShelf,
): Letterhead {
  return {
    company: { name: config.company.name },
    fromName: config.outbound.from.name || config.company.name,
    staff: config.staff,
    plusAddressing,
    calendar: config.calendar,
    clients: config.clients,
    get templates() {
      return shelf.set;
    },
    signer,
    url: config.admin.linkUrl,
    sign: config.outbound.dkim && dkimSigner(config.outbound.dkim),
    unique: () => base32(randomBytes(10)),
  };
}

/** Keeps the set of mailboxes with plus addressing: those of which the file says so, and where `auto` was shown to work. */
function lookUpTagged({ mailboxes }: Config, store: Store, tagged: Set<string>): () => Promise<void> {
  return async () => {
    const shown = await plusAddressed(store.read);
    for (const { address, plusAddressing } of mailboxes) {
      if (plusAddressing === 'yes' || (plusAddressing === 'auto' && shown.has(canonicalAddress(address))))
        tagged.add(address);
      else tagged.delete(address);
    }
  };
}

function choresOf(
  config: Config,
  mailboxes: readonly Connected[],
  store: Store,
  clock: Clock,
  lookUp: () => Promise<void>,
): Chore[] {
  const { outbound } = config;
  return [
    { name: 'plus addressing', everyMs: 5_000, run: lookUp },
    ...(outbound.copyToSent
      ? [{ name: 'copy to Sent', everyMs: 5_000, run: () => copyToSent(store, mailboxes, clock) }]
      : []),
    { name: 'retention', everyMs: 3_600_000, run: () => tidy(store, config.retention, clock.now()) },
  ];
}

type Connected = MailboxConfig & { readonly account: ImapAccount };

function watches(mailbox: Connected): Watch[] {
  const shared = {
    mailbox: canonicalAddress(mailbox.address),
    account: mailbox.account,
    since: mailbox.since === 'golive' ? null : mailbox.since,
  };
  // People go on working in a mailbox that is only shadowed: there nothing is moved under their hands.
  const afterwards = mailbox.shadow ? ({ do: 'keep' } as const) : mailbox.afterwards;
  const inbox: Watch = { ...shared, role: 'inbox', folder: mailbox.folder, afterwards };
  if (mailbox.sent === null) return [inbox];
  const folder = mailbox.sent === 'auto' ? { specialUse: '\\Sent' as const } : mailbox.sent.folder;
  return [inbox, { ...shared, role: 'sent', folder, afterwards: { do: 'keep' } }];
}

/** Takes up, every few seconds, what a process that died has left undecided. */
function sweeper(pipeline: Pipeline, events: Events) {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<unknown> = Promise.resolve();
  const sweep = (): void => {
    running = pipeline
      .runOnce()
      .catch((error: unknown) => events.loopFailed('pipeline', reasonOf(error)))
      .finally(() => {
        if (timer) timer = setTimeout(sweep, SWEEP_MS);
      });
  };
  return {
    start: () => void (timer ??= setTimeout(sweep, 0)),
    async stop(): Promise<void> {
      if (timer) clearTimeout(timer);
      timer = null;
      await running;
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
}
