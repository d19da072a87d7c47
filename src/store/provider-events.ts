import { sql } from 'kysely';
import type { Reader, Store, Transaction } from './store.ts';
import { markBounced } from './book-entries.ts';
import { suppress } from './suppressions.ts';

/** What a provider says later about a mail that it took. `gone`: the address itself is the reason. */
export type ProviderWord =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'bounced'; readonly gone: boolean; readonly detail: string }
  | { readonly kind: 'complained'; readonly detail: string };

export type ProviderEvent = {
  /** The Message-ID that the provider gave the mail. */
  readonly providerId: string;
  readonly recipients: readonly string[];
  readonly word: ProviderWord;
};

const LEFT_ALONE: Temporal.DurationLike = { hours: 30 * 24 };

/** What is about no mail of ours is forgotten after this. */
const EARLY_FOR: Temporal.DurationLike = { hours: 1 };

/**
 * Takes what a provider says. It may come before its own id for the mail is on record: then it is kept, and whoever records
 * that id looks for it. Both write before they look, so one of them finds the other's.
 */
export async function takeProviderEvent(
  store: Store,
  event: ProviderEvent,
  spared: ReadonlySet<string>,
  now: Temporal.Instant,
): Promise<number> {
  const known = await store.transact((transaction) => noteProviderEvent(transaction, event, spared, now));
  if (known > 0) return known;
  await store.transact((transaction) => keepEarly(transaction, event, now));
  return store.transact((transaction) => hearEarly(transaction, [event.providerId], spared, now));
}

async function keepEarly(
  transaction: Transaction,
  { providerId, recipients, word }: ProviderEvent,
  now: Temporal.Instant,
): Promise<void> {
  await transaction.deleteFrom('early_word').where('at', '<', now.subtract(EARLY_FOR)).execute();
  await transaction
    .insertInto('early_word')
    .values({
      provider_id: providerId,
      recipients: JSON.stringify(recipients),
      word: JSON.stringify(word),
      at: now,
    })
    .execute();
}

/** Ids on record of which something was said early that nobody has heard: whoever recorded them was killed before he looked. */
export async function unheard(reader: Reader): Promise<string[]> {
  const rows = await reader
    .selectFrom('early_word')
    .innerJoin('delivery', 'delivery.provider_id', 'early_word.provider_id')
    .select('early_word.provider_id as id')
    .distinct()
    .execute();
  return rows.map(({ id }) => id);
}

/** Hears what came before the ids of these mails were on record. Returns how many deliveries it was about. */
export async function hearEarly(
  transaction: Transaction,
  providerIds: readonly string[],
  spared: ReadonlySet<string>,
  now: Temporal.Instant,
): Promise<number> {
  const rows = await transaction
    .selectFrom('early_word')
    .select(['id', 'provider_id', 'recipients', 'word'])
    .where('provider_id', '=', sql<string>`any(${providerIds})`)
    .orderBy('id')
    .forUpdate()
    .execute();
  let heard = 0;
  for (const { id, provider_id: providerId, recipients, word } of rows) {
    const about = await noteProviderEvent(transaction, { providerId, recipients, word }, spared, now);
    if (about > 0) await transaction.deleteFrom('early_word').where('id', '=', id).execute();
    heard += about;
  }
  return heard;
}

/**
 * Notes what became of a mail, said however often. Only what we did send counts, and only for its own recipient. `spared`
 * addresses are never left alone: staff who hear nothing any more are worse. Returns how many deliveries it was about.
 */
async function noteProviderEvent(
  transaction: Transaction,
  { providerId, recipients, word }: ProviderEvent,
  spared: ReadonlySet<string>,
  now: Temporal.Instant,
): Promise<number> {
  const rows = await transaction
    .selectFrom('delivery')
    .select(['id', 'rcpt', 'kind', 'state', 'request_number'])
    .where('provider_id', '=', providerId)
    .where('rcpt', 'in', ['', ...recipients.map((address) => address.toLowerCase())])
    .forUpdate()
    .execute();
  for (const { id, rcpt, kind, state, request_number: request } of rows) {
    const leaveAlone = async (reason: 'bounce' | 'complaint', detail: string): Promise<void> => {
      const expiresAt = reason === 'bounce' ? now.add(LEFT_ALONE) : null;
      if (!spared.has(rcpt))
        await suppress(transaction, [{ address: rcpt, reason, detail, delivery: id, expiresAt }], now);
    };
    if (word.kind === 'delivered' && state === 'accepted')
      await transaction.updateTable('delivery').set({ state: 'delivered' }).where('id', '=', id).execute();
    if (word.kind === 'complained') await leaveAlone('complaint', `complained about the ${kind}: ${word.detail}`);
    if (word.kind === 'bounced' && ['accepted', 'delivered'].includes(state)) {
      await markBounced(transaction, id, word.detail, now);
      if (kind === 'acknowledgement' && request !== null) await wake(transaction, request, word.detail, now);
      if (word.gone) await leaveAlone('bounce', word.detail);
    }
  }
  return rows.length;
}

/** Nobody has got the acknowledgement: the clocks hear it at once. */
async function wake(transaction: Transaction, request: number, cause: string, now: Temporal.Instant): Promise<void> {
  await sql`
    with noted as (
      insert into event (request_number, at, kind, actor, data)
      values (${request}, ${now}, 'acknowledgement-refused', 'postmaster', jsonb_build_object('cause', ${cause}::text))
    )
    insert into deadline (request_number, kind, due_at, state) values (${request}, 'clockwork', ${now}, 'open')
    on conflict (request_number, kind) where state = 'open' do update set due_at = excluded.due_at`.execute(
    transaction,
  );
}
