import { sql } from 'kysely';
import { ACTION, ALARM, ALARM_AFTER, type DueAction } from '../requests/decide/desk-day.ts';
import type { ListedMail } from '../requests/desk-list.ts';
import { heldMails } from './desk-list.ts';
import type { Reader } from './store.ts';

/** Whether this was done for the desk. */
export async function isFired(reader: Reader, deadline: string): Promise<boolean> {
  const row = await reader
    .selectFrom('event')
    .select('id')
    .where('request_number', 'is', null)
    .where('kind', '=', 'fired')
    .where(sql`data ->> 'deadline'`, '=', deadline)
    .executeTakeFirst();
  return row !== undefined;
}

/** Held mails that nobody decided on for an hour and of which nobody was alarmed. What the own filter calls spam can wait for the list. */
export async function heldTooLong(reader: Reader, now: Temporal.Instant): Promise<ListedMail[]> {
  return heldMails(reader, (query) =>
    query
      .where('intake.decided_at', '<=', now.subtract(ALARM_AFTER))
      .where(sql<boolean>`coalesce(intake.reasons -> 0 ->> 'code', '') <> 'spam-verdict'`)
      .where(
        sql<boolean>`not exists (select from event where request_number is null and kind = 'fired'
          and data ->> 'deadline' = ${ALARM}::text || intake.id)`,
      ),
  );
}

/** In one pass. */
const MOST_ACTIONS = 100;

/** What colleagues have to do for requests that are not closed, and have not been reminded of when its time had come. */
export async function dueActions(reader: Reader, now: Temporal.Instant): Promise<DueAction[]> {
  const rows = await reader
    .selectFrom('event')
    .innerJoin('request', 'request.number', 'event.request_number')
    .select(['event.id', 'request.number', 'event.data'])
    .where('event.kind', '=', 'action')
    .where('request.state', '<>', 'closed')
    .where(sql<boolean>`(event.data ->> 'by')::timestamptz <= ${now}`)
    .where(
      sql<boolean>`not exists (select from event as fired where fired.request_number is null and fired.kind = 'fired'
        and fired.data ->> 'deadline' = ${ACTION}::text || event.id)`,
    )
    .orderBy('event.id')
    .limit(MOST_ACTIONS)
    .execute();
  return rows.map(({ id, number, data }) => ({
    id,
    request: number,
    who: String(data['who']),
    what: String(data['what']),
  }));
}
