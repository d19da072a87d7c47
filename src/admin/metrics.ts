import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import { figures } from '../store/figures.ts';
import { diagnose } from './diagnosis.ts';
import { lookAt, type Watched } from './signs.ts';

/**
 * Gauges of how the desk stands, read from the database when they are asked for; the counters of `events.ts` stand beside
 * them. A database that is away leaves the others as they are: `replydesk_up 0` says it.
 */
export function createMetrics(
  watched: Watched & { readonly events: { readonly registry: Registry } },
): () => Promise<string> {
  const { registry } = watched.events;
  const gauge = (name: string, help: string, labelNames: string[] = []): Gauge =>
    new Gauge({ name: `replydesk_${name}`, help, labelNames, registers: [registry] });
  const up = gauge('up', 'Whether the desk does its work: 1, or 0 where /readyz names a cause');
  const causes = gauge('health_cause', 'What /readyz names, by kind', ['cause']);
  const deliveries = gauge('queue_deliveries', 'Outgoing mails by state', ['state']);
  const oldestDue = gauge('queue_oldest_due_seconds', 'How long the mail waits that should have left first');
  const undecided = gauge('oldest_undecided_seconds', 'How long the oldest mail waits that is not decided on');
  const failed = gauge('deliveries_failed_last_hour', 'Outgoing mails that were given up in the last hour');
  const mails = gauge('mails', 'Mails taken, by where they ended', ['disposition']);
  const requests = gauge('requests', 'Requests by state', ['state']);
  const promises = gauge('acknowledgements', 'Acknowledgements against the promise', ['outcome']);
  const pollAge = gauge('poll_age_seconds', 'Since a folder was last looked into', ['mailbox', 'folder']);
  const free = gauge('disk_free_bytes', 'Room on the disk of the own database');
  collectDefaultMetrics({ register: registry });

  const each = (target: Gauge, label: string, counts: Readonly<Record<string, number>>): void => {
    target.reset();
    for (const [name, count] of Object.entries(counts)) target.set({ [label]: name }, count);
  };
  const tell = async (): Promise<void> => {
    const signs = await lookAt(watched);
    const found = diagnose(signs, watched.limits);
    up.set(found.length === 0 ? 1 : 0);
    causes.reset();
    for (const { code } of found) causes.inc({ cause: code });
    pollAge.reset();
    for (const { mailbox, folder, lookedAgo, standsBy } of signs.folders)
      if (lookedAgo !== null && !standsBy) pollAge.set({ mailbox, folder }, lookedAgo);
    if ('away' in signs.database) return;
    const now = await figures(watched.store.read, watched.clock.now());
    if (signs.disk) free.set(signs.disk.free);
    each(deliveries, 'state', now.deliveries);
    each(mails, 'disposition', now.mails);
    each(requests, 'state', now.requests);
    each(promises, 'outcome', now.acknowledgements);
    oldestDue.set(now.oldestDueSeconds);
    undecided.set(now.oldestUndecidedSeconds);
    failed.set(now.failedLastHour);
  };
  return async () => {
    await tell();
    return registry.metrics();
  };
}
