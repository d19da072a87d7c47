import { sql } from 'kysely';
import { OWED_SINCE } from './desk-list.ts';
import type { Reader } from './store.ts';

/** What was counted of a period, besides its promises; lists hold the first few. */
export type Counted = {
  readonly opened: number;
  readonly solved: number;
  readonly open: number;
  readonly unowned: number;
  readonly held: number;
  readonly feedback: Readonly<Record<string, number>>;
  readonly overdue: { readonly count: number; readonly first: readonly OverdueRequest[] };
  readonly undelivered: { readonly count: number; readonly first: readonly UndeliveredMail[] };
};

export type OverdueRequest = {
  readonly number: number;
  readonly subject: string;
  readonly client: string;
  readonly owner: string | null;
  readonly dueAt: Temporal.Instant;
};

export type UndeliveredMail = {
  readonly request: number | null;
  readonly kind: string;
  readonly rcpt: string;
  readonly error: string;
};

/** A mail is read in a minute: so many lines of each, the rest as a number. */
const FIRST = 8;

/** Counts what happened from an instant until another, and how the desk stands now. */
export async function countStanding(
  reader: Reader,
  { from, until }: { readonly from: Temporal.Instant; readonly until: Temporal.Instant },
  now: Temporal.Instant,
): Promise<Counted> {
  const { rows } = await sql<Pick<Counted, 'opened' | 'solved' | 'open' | 'unowned' | 'held'>>`select
    (select count(*) from request where opened_at >= ${from} and opened_at < ${until})::int as opened,
    (select count(*) from request where coalesce(resolved_at, closed_at) >= ${from}
       and coalesce(resolved_at, closed_at) < ${until})::int as solved,
    (select count(*) from request where state in ('new', 'open', 'waiting'))::int as open,
    (select count(*) from request where state in ('new', 'open', 'waiting') and owner is null)::int as unowned,
    (select count(*) from intake where disposition = 'quarantined')::int as held`.execute(reader as never);
  const feedback = await reader
    .selectFrom('event')
    .select([sql<string>`data ->> 'feedback'`.as('kind'), ({ fn }) => fn.countAll<number>().as('count')])
    .where('kind', '=', 'feedback')
    .where(sql`data ->> 'feedback'`, 'is not', null)
    .where('at', '>=', from)
    .where('at', '<', until)
    .groupBy(sql`data ->> 'feedback'`)
    .execute();
  const [counts] = rows;
  if (!counts) throw new Error('counting gave no row');
  return {
    ...counts,
    feedback: Object.fromEntries(feedback.map(({ kind, count }) => [kind, count])),
    overdue: await overdue(reader, now),
    undelivered: await undelivered(reader, from, until),
  };
}

async function overdue(reader: Reader, now: Temporal.Instant): Promise<Counted['overdue']> {
  const owed = reader
    .selectFrom('request')
    .select(['number', 'subject', 'client_name', 'client_address', 'owner', OWED_SINCE.as('due')])
    .where('state', 'in', ['new', 'open']);
  const rows = await reader
    .selectFrom(owed.as('owed'))
    .select(['number', 'subject', 'client_name', 'client_address', 'owner'])
    .select(sql<Temporal.Instant>`due`.as('due'))
    .select(sql<number>`(count(*) over ())::int`.as('all'))
    .where('due', '<', now)
    .orderBy('due')
    .limit(FIRST)
    .execute();
  return {
    count: rows[0]?.all ?? 0,
    first: rows.map(({ number, subject, client_name: name, client_address: address, owner, due }) => ({
      number,
      subject,
      client: name || address,
      owner,
      dueAt: due,
    })),
  };
}

async function undelivered(
  reader: Reader,
  from: Temporal.Instant,
  until: Temporal.Instant,
): Promise<Counted['undelivered']> {
  const rows = await reader
    .selectFrom('delivery')
    .select(['request_number', 'kind', 'rcpt', 'last_error'])
    .select(sql<number>`(count(*) over ())::int`.as('all'))
    .where('state', 'in', ['failed', 'bounced'])
    .where('settled_at', '>=', from)
    .where('settled_at', '<', until)
    .orderBy('id')
    .limit(FIRST)
    .execute();
  return {
    count: rows[0]?.all ?? 0,
    first: rows.map((row) => ({
      request: row.request_number,
      kind: row.kind,
      rcpt: row.rcpt,
      error: row.last_error ?? '',
    })),
  };
}
