import type { Logger } from 'pino';
import { Counter, Gauge, Registry } from 'prom-client';

/**
 * What happens in the desk, one function an event: a structured log line and a metric, so that nothing is told in one and
 * forgotten in the other. No secret, no body and no subject of a mail passes through here: ids, counts and reasons only.
 */
export type Events = ReturnType<typeof createEvents>;

/** Binds the events to a log and a registry of metrics. */
export function createEvents(log: Logger, registry: Registry = new Registry()) {
  const counter = (name: string, help: string, labelNames: string[] = []): Counter =>
    new Counter({ name: `replydesk_${name}`, help, labelNames, registers: [registry] });
  const kept = counter('mails_kept_total', 'Mails taken from mailboxes and kept', ['mailbox']);
  const decided = counter('mails_decided_total', 'Mails decided on, by what they are and where they ended', [
    'kind',
    'disposition',
  ]);
  const quarantined = counter('mails_quarantined_total', 'Mails that could not be decided on');
  const pollFailures = counter('poll_failures_total', 'Polls that failed', ['mailbox']);
  const sent = counter('deliveries_total', 'Attempts to send, by outcome', ['kind', 'outcome']);
  const called = counter('webhooks_total', 'Calls to other systems, by what came of them', ['target', 'state']);
  const composed = counter('deliveries_composed_total', 'Mails composed, by the state they began in', [
    'kind',
    'state',
  ]);
  const fallbacks = counter('template_fallbacks_total', 'Mails for which a better template failed', ['template']);
  const pageFailures = counter('page_failures_total', 'Requests to the pages that ended in an error');
  const routeUp = new Gauge({
    name: 'replydesk_route_up',
    help: 'Whether a route carries mail; 0 while it is left alone after a failure',
    labelNames: ['route'],
    registers: [registry],
  });

  const suspended = new Map<string, string>();
  return {
    registry,
    /** The routes that are left alone at present, each with the failure. */
    suspended: suspended as ReadonlyMap<string, string>,
    ready: () => log.info('ready'),
    stopping: (signal: string) => log.info({ signal }, 'stopping'),
    mailsKept(mailbox: string, folder: string, count: number) {
      kept.inc({ mailbox }, count);
      log.info({ mailbox, folder, count }, 'mails kept');
    },
    mailDecided(mail: {
      intake: number;
      kind: string;
      disposition: string;
      reason: string | null;
      request: number | null;
    }) {
      decided.inc({ kind: mail.kind, disposition: mail.disposition });
      log.info(mail, 'mail decided');
    },
    mailPutBack: (intake: number, error: string) => log.warn({ intake, error }, 'mail put back'),
    mailQuarantined(intake: number, reason: string) {
      quarantined.inc();
      log.warn({ intake, reason }, 'mail quarantined');
    },
    pollFailed(mailbox: string, folder: string, error: string, again: number) {
      pollFailures.inc({ mailbox });
      log.warn({ mailbox, folder, error, againInMs: again }, 'poll failed');
    },
    /** The next state is told by `deliverySettled`, or by whoever keeps it from leaving. */
    deliveryComposed(delivery: { kind: string; request: number | null; state: string; reason: string | null }) {
      composed.inc({ kind: delivery.kind, state: delivery.state });
      log.info(delivery, 'delivery composed');
    },
    deliverySettled(delivery: {
      id: number;
      kind: string;
      request: number | null;
      outcome: string;
      attempts: number;
      error: string | null;
    }) {
      sent.inc({ kind: delivery.kind, outcome: delivery.outcome });
      log[delivery.outcome === 'accepted' ? 'info' : 'warn'](delivery, 'delivery');
    },
    webhookSettled(call: {
      id: number;
      target: string;
      event: string;
      request: number | null;
      state: string;
      attempts: number;
      error: string | null;
    }) {
      called.inc({ target: call.target, state: call.state });
      log[call.state === 'accepted' ? 'info' : 'warn'](call, 'webhook');
    },
    leasesExpired: (count: number) => log.warn({ count }, 'deliveries taken back from a process that ended'),
    signInLinkNotSent: (admin: string, error: string) => log.warn({ admin, error }, 'sign-in link not sent'),
    templateFellBack(template: string, reasons: readonly string[]) {
      fallbacks.inc({ template });
      log.error({ template, reasons }, 'template fell back');
    },
    routeSuspended(route: string, error: string, pauseMs: number) {
      routeUp.set({ route }, 0);
      suspended.set(route, error);
      log.error({ route, error, pauseMs }, 'route suspended');
    },
    routeOpen(route: string) {
      routeUp.set({ route }, 1);
      suspended.delete(route);
      log.info({ route }, 'route open');
    },
    domainDeferred: (domain: string, count: number, error: string) =>
      log.warn({ domain, count, error }, 'domain deferred'),
    pagesServed: (at: string) => log.info({ at }, 'pages served'),
    pagesNotServed: (error: string) => log.error({ error }, 'pages not served'),
    pageFailed(path: string, error: string) {
      pageFailures.inc();
      log.error({ path, error }, 'page failed');
    },
    shadowLeft: (requests: number, answers: number) =>
      log.info({ requests, answers }, 'shadow mode ended; open requests handed over, chosen answers sent'),
    troubleSeen: (cause: string) => log.error({ cause }, 'trouble'),
    troubleGone: (cause: string) => log.info({ cause }, 'trouble over'),
    alarmNotSent: (subject: string, error: string) => log.error({ subject, error }, 'alarm not sent'),
    heartbeatFailed: (error: string) => log.warn({ error }, 'heartbeat failed'),
    loopFailed: (loop: string, error: string) => log.error({ loop, error }, 'loop failed'),
  };
}
