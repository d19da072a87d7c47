import { sql } from 'kysely';
import { canonicalAddress } from '../requests/address.ts';
import type { Feedback } from '../requests/feedback.ts';
import type { RaisedFeedback } from '../requests/question.ts';
import type { Reader } from './store.ts';

/** What was said longer ago is history. */
const WITHIN_DAYS = 366;
const MOST = 10_000;

/** Who said what of our work lately, the latest first; spam says nothing of it. */
export async function raisedFeedback(reader: Reader, now: Temporal.Instant): Promise<RaisedFeedback[]> {
  const rows = await reader
    .selectFrom('event')
    .innerJoin('request', 'request.number', 'event.request_number')
    .select(['event.actor', 'event.at', 'request.client_address', 'request.client_name'])
    .select(sql<Feedback>`event.data ->> 'feedback'`.as('feedback'))
    .where('event.kind', '=', 'feedback')
    .where('event.at', '>', now.subtract({ hours: 24 * WITHIN_DAYS }))
    .where(sql`event.data ->> 'feedback'`, 'is not', null)
    .where('request.category', 'is distinct from', 'spam')
    .orderBy('event.id', 'desc')
    .limit(MOST)
    .execute();
  return rows.map(({ actor, at, client_address, client_name, feedback }) => {
    const isClient = canonicalAddress(client_address) === canonicalAddress(actor);
    const by = isClient ? { name: client_name, address: client_address } : { name: '', address: actor };
    return { by, feedback, at };
  });
}
