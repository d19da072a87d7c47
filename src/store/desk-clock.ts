import { sql } from 'kysely';
import type { DeskClockFacts } from '../requests/decide/desk-clock.ts';
import type { Reader, Transaction } from './store.ts';

/** Whoever was announced longer ago was welcomed, or asked about, or never will be. */
const ANNOUNCED_WITHIN_DAYS = 60;

/** What the clock of the desk as a whole is reckoned from: a look at a few indexes, however many requests there are. */
export async function deskClockFacts(reader: Reader, now: Temporal.Instant): Promise<Omit<DeskClockFacts, 'firm'>> {
  const beganAt = await began(reader, now);
  const reviewedAt = (await lastReview(reader)) ?? beganAt;
  const fired = await reader
    .selectFrom('event')
    .select(sql<string>`data ->> 'deadline'`.as('deadline'))
    .where('request_number', 'is', null)
    .where('kind', '=', 'fired')
    .where(sql<boolean>`data ->> 'deadline' like any (array['welcome%', 'review%', 'weekly%'])`)
    .execute();
  return {
    reviewedAt,
    beganAt,
    onboardings: await onboardings(reader, now.subtract({ hours: 24 * ANNOUNCED_WITHIN_DAYS })),
    incidents: await closedIncidents(reader, reviewedAt),
    fired: new Set(fired.map(({ deadline }) => deadline)),
  };
}

async function lastReview(reader: Reader): Promise<Temporal.Instant | null> {
  const reviewed = await reader
    .selectFrom('event')
    .select('at')
    .where('request_number', 'is', null)
    .where('kind', '=', 'reviewed')
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return reviewed?.at ?? null;
}

async function began(reader: Reader, now: Temporal.Instant): Promise<Temporal.Instant> {
  const opened = await reader.selectFrom('folder').select('opened_at').orderBy('opened_at').limit(1).executeTakeFirst();
  return opened?.opened_at ?? now;
}

/** Clients whom staff announced; the welcome counts when the first server took it. */
async function onboardings(reader: Reader, since: Temporal.Instant): Promise<DeskClockFacts['onboardings']> {
  const rows = await reader
    .selectFrom('event')
    .innerJoin('request', 'request.number', 'event.request_number')
    .leftJoin('delivery', (join) =>
      join.onRef('delivery.request_number', '=', 'request.number').on('delivery.kind', '=', 'welcome'),
    )
    .select(['request.client_name', 'request.client_address', 'event.at', 'delivery.accepted_at', 'delivery.state'])
    .where('event.kind', '=', 'onboarding')
    .where('event.at', '>', since)
    .orderBy('event.id')
    .execute();
  return rows.map((row) => ({
    client: { name: row.client_name, address: row.client_address },
    announcedAt: row.at,
    welcomedAt: row.state === 'bounced' ? null : row.accepted_at,
  }));
}

async function closedIncidents(reader: Reader, since: Temporal.Instant): Promise<DeskClockFacts['incidents']> {
  const rows = await reader
    .selectFrom('event')
    .innerJoin('request', 'request.number', 'event.request_number')
    .select(['request.number', 'request.closed_at'])
    .where('event.kind', '=', 'incident-opened')
    .where('request.closed_at', '>', since)
    .execute();
  return rows.flatMap(({ number, closed_at: closedAt }) => (closedAt ? [{ request: number, closedAt }] : []));
}

/** Notes that the procedure was reviewed. */
export async function recordReview(
  transaction: Transaction,
  data: Readonly<Record<string, string>>,
  now: Temporal.Instant,
): Promise<void> {
  await transaction
    .insertInto('event')
    .values({ at: now, kind: 'reviewed', actor: 'admin', data: JSON.stringify(data) })
    .execute();
}
