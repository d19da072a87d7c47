import { sql } from 'kysely';
import { ACTION, ALARM, ALARM_AFTER, type DueAction } from '../requests/decide/desk-day.ts';
import type { ListedMail } from '../requests/desk-list.ts';
import type { OpenAction } from '../requests/desk-list.ts';
import { openActions } from './actions.ts';
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

/** What colleagues have to do, whose time has come, and of which they have not been reminded. */
export async function dueActions(reader: Reader, now: Temporal.Instant): Promise<DueAction[]> {
  const due = (await openActions(reader)).filter(({ by }) => Temporal.Instant.compare(by, now) <= 0);
  if (due.length === 0) return [];
  const reminded = await reader
    .selectFrom('event')
    .select(sql<string>`data ->> 'deadline'`.as('deadline'))
    .where('request_number', 'is', null)
    .where('kind', '=', 'fired')
    .where(sql<boolean>`data ->> 'deadline' = any(${due.map(nameOf)})`)
    .execute();
  const known = new Set(reminded.map(({ deadline }) => deadline));
  return due
    .map(({ request, who, what, ...action }) => ({ name: nameOf(action), request, who, what }))
    .filter(({ name }) => !known.has(name))
    .slice(0, MOST_ACTIONS);
}

/** What was put off is reminded of again. */
function nameOf({ action, by, moved }: Pick<OpenAction, 'action' | 'by' | 'moved'>): string {
  return `${ACTION}${action}${moved ? `/${by.toString()}` : ''}`;
}
