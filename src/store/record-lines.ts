import { sql } from 'kysely';
import type { Reader, Transaction } from './store.ts';

/** A line of a request's record as it is exported: `text` holds what was hashed verbatim. */
export type RecordLine = {
  readonly text: string;
  readonly hash: string;
  /** The sha-256 of the mail from which it follows. */
  readonly mail: string | null;
};

/** The log of a request as the chain that it is, in order. */
export async function recordLines(reader: Reader, number: number): Promise<RecordLine[]> {
  const rows = await reader
    .selectFrom('event')
    .select(['hash', 'mail_sha256', sql<string>`event_content(event)`.as('content')])
    .where('request_number', '=', number)
    .orderBy('line')
    .execute();
  return rows.map(({ hash, mail_sha256: mail, content }, index) => {
    const previous = rows[index - 1]?.hash ?? '';
    return { text: `{"previous":"${previous}","hash":"${hash ?? ''}","event":${content}}`, hash: hash ?? '', mail };
  });
}

/** For the rest of this transaction the record may be forgotten; nobody else may change or delete a line of it. */
export async function mayForget(transaction: Transaction): Promise<void> {
  await sql`select set_config('replydesk.forgetting', 'on', true)`.execute(transaction);
}

/**
 * What a person did and said in the requests of others is taken out of their lines. Each line keeps its hash and its place, and
 * another line says that it was emptied, so that the chain still shows any other change.
 */
export async function eraseActor(transaction: Transaction, address: string, now: Temporal.Instant): Promise<void> {
  await mayForget(transaction);
  await sql`
    with emptied as (
      update event set actor = 'erased', data = '{}', reasons = '[]' where actor = ${address}
      returning request_number, line, hash
    )
    insert into event (request_number, at, kind, actor, data)
    select request_number, ${now}, 'tombstone', 'replydesk erase',
           jsonb_build_object('lines', jsonb_agg(jsonb_build_array(line, hash) order by line))
      from emptied where request_number is not null group by request_number`.execute(transaction);
}
