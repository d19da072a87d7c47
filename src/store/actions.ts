import { sql } from 'kysely';
import type { OpenAction } from '../requests/desk-list.ts';
import type { Reader } from './store.ts';

/** More than that nobody works off. */
const MOST = 500;

/** What colleagues have to do for requests that are not closed: neither done, nor given up, nor taken back. */
export async function openActions(reader: Reader): Promise<OpenAction[]> {
  const rows = await reader
    .selectFrom('event')
    .innerJoin('request', 'request.number', 'event.request_number')
    .select(['event.id', 'request.number', 'request.subject', 'event.data'])
    .select(
      sql<string | null>`(
        select moved.data ->> 'by' from event as moved
         where moved.request_number = request.number and moved.kind = 'action-moved'
           and moved.data ->> 'action' = event.id::text
         order by moved.id desc limit 1)`.as('moved_to'),
    )
    .where('event.kind', '=', 'action')
    .where('request.state', '<>', 'closed')
    .where(
      sql<boolean>`not exists (
        select from event as ended
         where ended.request_number = request.number
           and ((ended.kind in ('action-done', 'action-dropped') and ended.data ->> 'action' = event.id::text)
             or (ended.kind = 'undone' and ended.id > event.id and jsonb_exists(ended.data -> 'kinds', 'action')
                 and (ended.data ->> 'at')::timestamptz = event.at)))`,
    )
    .orderBy('event.id')
    .limit(MOST)
    .execute();
  return rows.map(({ id, number, subject, data, moved_to }) => ({
    action: id,
    request: number,
    subject,
    who: String(data['who']),
    what: String(data['what']),
    by: Temporal.Instant.from(moved_to ?? String(data['by'])),
    moved: moved_to !== null,
  }));
}
