import { sql } from 'kysely';
import type { Reader, Writer } from './store.ts';

/** No limit; written as one it keeps the planner from scanning all deliveries. */
const ALL = 1_000_000;

/**
 * What follows from deliveries that were settled: the promise of an accepted acknowledgement was kept, of one that was
 * refused for good the clockwork hears at once, a provider's own Message-ID leads to its request. It stands apart from
 * settling, which every mail waits for, and says the same however often it is run: whatever a killed process left out is
 * found by `unconcluded`.
 */
export async function conclude(writer: Writer, ids: readonly number[], now: Temporal.Instant): Promise<void> {
  // `lateral … limit 1`: written as a plain join, a planner that takes an empty table for what it will be scans all open
  // deadlines for each acknowledgement (16 ms instead of 1).
  await sql`
    with recursive settled as (
      select request_number, kind, state, mail_id, last_error, message_id, provider_id, accepted_at from delivery
       where id = any (${ids}::bigint[])
    ), combined as (
      select d.mail_id, d.request_number, settled.state, settled.last_error, settled.accepted_at
        from settled, lateral (select mail_id, request_number from delivery where combined_in = settled.mail_id limit ${ALL}) d
      union all
      select d.mail_id, d.request_number, combined.state, combined.last_error, combined.accepted_at
        from combined, lateral (select mail_id, request_number from delivery where combined_in = combined.mail_id limit ${ALL}) d
    ), known as (
      insert into identifier (id_key, request_number, how, message_id)
      select provider_id, request_number, 'provider', message_id from settled
       where provider_id is not null and request_number is not null
      on conflict do nothing
    ), refused as (
      select request_number, last_error from settled where kind = 'acknowledgement' and state = 'failed'
      union
      select request_number, last_error from combined where state = 'failed'
    ), noted as (
      insert into event (request_number, at, kind, actor, data)
      select request_number, ${now}, 'acknowledgement-refused', 'replydesk',
             jsonb_build_object('cause', coalesce(last_error, 'refused'))
        from refused
       where request_number is not null
         and not exists (select from event e where e.request_number = refused.request_number
                            and e.kind = 'acknowledgement-refused')
      returning request_number
    ), woken as (
      insert into deadline (request_number, kind, due_at, state)
      select distinct request_number, 'clockwork', ${now}::timestamptz, 'open' from noted
      on conflict (request_number, kind) where state = 'open' do update set due_at = excluded.due_at
    ), acknowledged as (
      select request_number, accepted_at from settled where kind = 'acknowledgement' and state = 'accepted'
      union
      select request_number, accepted_at from combined where state = 'accepted'
    ), kept as (
      update deadline set state = 'kept', settled_at = accepted_at
        from acknowledged,
             lateral (select id from deadline d where d.request_number = acknowledged.request_number
                         and d.kind = 'acknowledge' and d.state = 'open' limit 1) as promise
       where deadline.id = promise.id
    )
    update request set acknowledged_at = coalesce(acknowledged_at, accepted_at)
      from acknowledged where request.number = acknowledged.request_number`.execute(writer);
}

/** Deliveries settled since then whose consequences are missing. */
export async function unconcluded(reader: Reader, since: Temporal.Instant): Promise<number[]> {
  const rows = await reader
    .selectFrom('delivery as d')
    .select('d.id')
    .where('d.settled_at', '>', since)
    .where('d.state', 'in', ['accepted', 'failed'])
    .where(
      sql<boolean>`case
        when d.provider_id is not null and d.request_number is not null and not exists
             (select from identifier i where i.id_key = d.provider_id and i.request_number = d.request_number) then true
        when d.kind <> 'acknowledgement' then false
        when d.state = 'accepted' then
             exists (select from request r where r.number = d.request_number and r.acknowledged_at is null)
             or exists (select from delivery c join request r on r.number = c.request_number
                         where c.combined_in = d.mail_id and r.acknowledged_at is null)
        else not exists
             (select from event e where e.request_number = d.request_number and e.kind = 'acknowledgement-refused') end`,
    )
    .execute();
  return rows.map(({ id }) => id);
}
