import { sql } from 'kysely';
import type { Reader } from './store.ts';

/** Must be written as in the index `message_words`, or it is not used. */
const WORDS = sql`to_tsvector('simple', message.subject || ' ' || left(message.visible_text, 100000))`;

/** Requests in whose messages these words were written, the latest first, each with the place where they stand. */
export async function findMessages(reader: Reader, words: string, limit: number) {
  const query = sql`websearch_to_tsquery('simple', ${words})`;
  const rows = await reader
    .selectFrom('message')
    .innerJoin('request', 'request.number', 'message.request_number')
    .distinctOn(['request.last_activity_at', 'request.number'])
    .select(['request.number', 'request.state', 'request.client_address', 'request.subject', 'message.received_at'])
    .select(
      sql<string>`ts_headline('simple', left(message.visible_text, 100000), ${query}, 'MaxWords=18, MinWords=8, StartSel="", StopSel=""')`.as(
        'found',
      ),
    )
    .where(sql<boolean>`${WORDS} @@ ${query}`)
    .orderBy('request.last_activity_at', 'desc')
    .orderBy('request.number')
    .orderBy('message.received_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    number: row.number,
    state: row.state,
    client: row.client_address,
    subject: row.subject,
    at: row.received_at.toString(),
    found: row.found.replaceAll(/\s+/g, ' ').trim(),
  }));
}
