import { sql } from 'kysely';
import { forgetBytes, forgetMails, forgetRequests } from './forget.ts';
import { fact, rememberFact } from './known-facts.ts';
import type { Store } from './store.ts';

/** How long what is kept; null: for ever. */
export type Retention = {
  readonly raw: Temporal.Duration | null;
  readonly requests: Temporal.Duration | null;
  readonly automatic: Temporal.Duration | null;
  readonly outbox: Temporal.Duration | null;
};

/** Deletes what is kept no longer, at most once a day over all processes. Returns whether it was due. */
export async function tidy(store: Store, retention: Retention, now: Temporal.Instant): Promise<boolean> {
  const last = await fact(store.read, 'desk', 'tidied');
  if (last !== null && Temporal.Instant.compare(Temporal.Instant.from(last).add({ hours: 24 }), now) > 0) return false;
  const { raw, requests, automatic, outbox } = retention;
  if (requests) {
    const old = sql`state = 'closed' and coalesce(closed_at, last_activity_at) < ${before(requests, now)}`;
    await store.transact((transaction) => forgetRequests(transaction, old, 'expired'));
  }
  if (automatic) {
    const old = sql`request_number is null and disposition in ('automatic', 'duplicate', 'ignored', 'quarantined')
      and kept_at < ${before(automatic, now)}`;
    await store.transact((transaction) => forgetMails(transaction, old, 'expired'));
  }
  if (raw) {
    const old = sql`request_number in (select number from request where state = 'closed' and closed_at < ${before(raw, now)})`;
    await store.transact((transaction) => forgetBytes(transaction, old));
  }
  if (outbox)
    await store.transact((transaction) =>
      sql`update delivery set octets = '' where octets <> '' and settled_at < ${before(outbox, now)}
           and state in ('accepted', 'delivered', 'bounced', 'suppressed', 'cancelled')`.execute(transaction),
    );
  await store.transact((transaction) =>
    rememberFact(transaction, { about: 'desk', name: 'tidied', value: now.toString(), shownBy: 'retention' }, now),
  );
  return true;
}

function before(kept: Temporal.Duration, now: Temporal.Instant): Temporal.Instant {
  return now.toZonedDateTimeISO('UTC').subtract(kept).toInstant();
}
