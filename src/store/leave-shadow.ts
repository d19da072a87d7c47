import { sql } from 'kysely';
import { idKey } from './facts.ts';
import { IN_SHADOW, livesNow } from './shadow.ts';
import type { Reader, Transaction } from './store.ts';

/**
 * The end of shadow mode. What the desk wrote by itself is cancelled for good: whoever wrote meanwhile was answered by people,
 * and last week's acknowledgement helps nobody. What people wrote is theirs: it leaves or not as they choose at go-live, and
 * waits where nobody chose.
 */
export type RestingAnswer = {
  readonly id: number;
  readonly by: string;
  readonly to: string;
  readonly request: number | null;
  readonly subject: string | null;
  readonly at: Temporal.Instant;
  /** The client heard from somebody in another way since. */
  readonly answeredSince: boolean;
};

/** What became of an answer that rested in the shadow. */
export type Fate = 'sent' | 'dropped' | 'waits';

export type SettledAnswer = RestingAnswer & {
  readonly fate: Fate;
  readonly mailId: string;
  readonly octets: Buffer;
};

/** Beside the reason `shadow`: what was chosen at go-live. */
const CHOICES = { send: 'send-at-go-live', drop: 'drop-at-go-live' } as const;
const CHOSEN_TO = {
  send: sql<boolean>`delivery.reasons @> ${JSON.stringify([{ code: CHOICES.send }])}::jsonb`,
  drop: sql<boolean>`delivery.reasons @> ${JSON.stringify([{ code: CHOICES.drop }])}::jsonb`,
};
const WAITS = {
  code: 'written-in-shadow',
  detail: 'written by staff in shadow mode; nobody has said yet whether it is sent',
  source: 'shadow',
};
const SENT = { code: 'written-in-shadow', detail: 'written in shadow mode, sent at go-live', source: 'go-live' };

/** What a staff mail says to his client directly needs no desk. */
const ANSWERED_SINCE = sql<boolean>`exists (
  select from event where event.request_number = delivery.request_number and event.kind = 'answered'
     and event.data->>'direct' = 'true' and event.at > delivery.created_at)`;

/** The answers of people that rest in the shadow of mailboxes which will not be shadowed any more; one a mail. */
export async function restingAnswers(reader: Reader, shadowedThen: ReadonlySet<string>): Promise<RestingAnswer[]> {
  return answers(reader, shadowedThen);
}

async function answers(reader: Reader, shadowedThen: ReadonlySet<string>) {
  const rows = await reader
    .selectFrom('delivery')
    .leftJoin('request', 'request.number', 'delivery.request_number')
    .distinctOn('delivery.mail_id')
    .select(['delivery.id', 'delivery.mail_id', 'delivery.rcpt', 'delivery.request_number', 'delivery.octets'])
    .select(['delivery.created_at', 'delivery.written_by', 'request.subject', ANSWERED_SINCE.as('answered_since')])
    .where('delivery.state', '=', 'held')
    .where('delivery.written_by', 'is not', null)
    .where(IN_SHADOW)
    .where(livesNow(shadowedThen))
    .orderBy('delivery.mail_id')
    .orderBy('delivery.id')
    .execute();
  return rows
    .map((row) => ({
      id: row.id,
      by: row.written_by ?? '',
      to: row.rcpt,
      request: row.request_number,
      subject: row.subject,
      at: row.created_at,
      answeredSince: row.answered_since,
      mailId: row.mail_id,
      octets: row.octets,
    }))
    .toSorted((a, b) => a.id - b.id);
}

/** Notes what was chosen for an answer with all of its recipients; it is carried out when the shadow ends. */
export async function choose(transaction: Transaction, id: number, choice: keyof typeof CHOICES): Promise<void> {
  const reasons = [
    { code: 'shadow', detail: 'composed in shadow mode; not sent', source: 'shadow' },
    { code: CHOICES[choice], detail: `chosen at go-live: ${choice}`, source: 'go-live' },
  ];
  await sql`
    update delivery set reasons = ${JSON.stringify(reasons)}::jsonb
     where state = 'held' and ${IN_SHADOW} and mail_id = (select mail_id from delivery where id = ${id})`.execute(
    transaction,
  );
}

/**
 * Ends the shadow of every mailbox that is not shadowed now. The requests that something rested for and that are not closed
 * are noted as handed over, and the clockwork looks at them again; where an answer did not leave and nobody gave another,
 * the request is open again. Returns their number, and what became of the answers of people.
 */
export async function endShadow(
  transaction: Transaction,
  shadowedNow: ReadonlySet<string>,
  now: Temporal.Instant,
): Promise<{ readonly requests: number; readonly answers: readonly SettledAnswer[] }> {
  const found = await answers(transaction, shadowedNow);
  const { rows } = await sql<{ handed: number; sent: string[]; dropped: string[] }>`
    with resting as (
      select delivery.id, delivery.mail_id, delivery.request_number, delivery.written_by, delivery.created_at,
             ${CHOSEN_TO.send} as send, ${CHOSEN_TO.drop} as drop, ${ANSWERED_SINCE} as answered_since
        from delivery left join request on request.number = delivery.request_number
       where delivery.state = 'held' and ${IN_SHADOW} and ${livesNow(shadowedNow)}
    ), gone as (
      update delivery set state = 'cancelled', settled_at = ${now}
       where id in (select id from resting where written_by is null or drop)
    ), sent as (
      update delivery set state = 'queued', due_at = ${now}, reasons = ${JSON.stringify([SENT])}::jsonb
       where id in (select id from resting where written_by is not null and send)
    ), kept as (
      update delivery set reasons = ${JSON.stringify([WAITS])}::jsonb
       where id in (select id from resting where written_by is not null and not send and not drop)
    ), handed as (
      select number from request
       where number in (select request_number from resting) and state <> 'closed' and merged_into is null
    ), reopened as (
      update request set state = 'open', resolved_at = null
       where number in (select number from handed) and state in ('waiting', 'resolved')
         and number in (select request_number from resting where written_by is not null and not send and not answered_since)
         and number not in (select request_number from resting
                             where written_by is not null and send and request_number is not null)
    ), noted as (
      insert into event (request_number, at, kind, actor) select number, ${now}, 'handed-over', 'replydesk' from handed
    ), again as (
      update event set kind = 'fired-in-shadow' where kind = 'fired' and request_number in (select number from handed)
    ), woken as (
      insert into deadline (request_number, kind, due_at, state)
      select number, 'clockwork', ${now}::timestamptz, 'open' from handed
      on conflict (request_number, kind) where state = 'open' do update set due_at = excluded.due_at
    )
    select (select count(*) from handed) as handed,
           coalesce((select array_agg(mail_id) from resting where written_by is not null and send), '{}') as sent,
           coalesce((select array_agg(mail_id) from resting where written_by is not null and drop), '{}') as dropped
    `.execute(transaction);
  const { handed = 0, sent = [], dropped = [] } = rows[0] ?? {};
  const fate = (mailId: string): Fate =>
    sent.includes(mailId) ? 'sent' : dropped.includes(mailId) ? 'dropped' : 'waits';
  return { requests: handed, answers: found.map((answer) => ({ ...answer, fate: fate(answer.mailId) })) };
}

/** An answer that leaves now is a message of its request from now on, and answers the client from now on. */
export async function recordSent(
  transaction: Transaction,
  { request, by, to, mailId }: SettledAnswer,
  letter: { readonly subject: string; readonly text: string; readonly from: { name: string; address: string } },
  now: Temporal.Instant,
): Promise<void> {
  if (request === null) return;
  const { highest } = await transaction
    .selectFrom('message')
    .select(sql<number>`coalesce(max(id), 0)`.as('highest'))
    .executeTakeFirstOrThrow();
  const id = highest + 1;
  await transaction
    .insertInto('message')
    .values({
      id,
      direction: 'out',
      request_number: request,
      message_id: mailId,
      subject: letter.subject,
      from_name: letter.from.name,
      from_address: letter.from.address,
      recipients: JSON.stringify([{ name: '', address: to }]),
      kind: 'answer',
      reasons: JSON.stringify([SENT]),
      authentication: 'pass',
      text: letter.text,
      visible_text: letter.text,
      folded_text: '',
      attachments: '[]',
      sent_at: now,
      received_at: now,
    })
    .execute();
  await transaction.updateTable('delivery').set({ message_id: id }).where('mail_id', '=', mailId).execute();
  await transaction
    .insertInto('identifier')
    .values({ id_key: idKey(mailId), request_number: request, how: 'sent', message_id: id })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const data = JSON.stringify({ direct: false, decided: now.toString() });
  await sql`insert into event (request_number, at, kind, actor, data)
            values (${request}, ${now}, 'answered', ${by}, ${data}::jsonb)`.execute(transaction);
}
