import { sql } from 'kysely';
import { ALARM, ALARM_AFTER } from '../requests/decide/desk-day.ts';
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
