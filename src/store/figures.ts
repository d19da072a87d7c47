import { sql } from 'kysely';
import type { Reader } from './store.ts';

/** How the desk stands, in numbers: what those see who watch over it. Nobody's name and no text is in it. */

/** What is looked at every few seconds; each of these is one step into an index. */
export type Vitals = {
  /** How long the delivery waits that should have left first, in seconds: it is due, or only the way out is shut. */
  readonly oldestDueSeconds: number;
  /** How long the oldest mail waits that is kept and not decided on, in seconds. */
  readonly oldestUndecidedSeconds: number;
  /** Deliveries that were given up in the last hour. */
  readonly failedLastHour: number;
  /** Acknowledgements that the breaker holds until a person has looked. */
  readonly heldByBreaker: number;
};

export async function vitals(reader: Reader, now: Temporal.Instant): Promise<Vitals> {
  const due = await reader
    .selectFrom('delivery as d')
    .select(
      sql<Temporal.Instant | null>`min(case when d.waits_for = 'route' then d.first_due else d.due_at end)`.as('since'),
    )
    .where('d.state', 'in', ['queued', 'sending'])
    .where((eb) => eb.or([eb('d.due_at', '<=', now), eb('d.waits_for', '=', 'route')]))
    // What waits behind an earlier mail of its request is not late for a reason of its own.
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('delivery as e')
            .select('e.id')
            .whereRef('e.request_number', '=', 'd.request_number')
            .whereRef('e.rcpt', '=', 'd.rcpt')
            .whereRef('e.id', '<', 'd.id')
            .where('e.state', 'in', ['queued', 'sending']),
        ),
      ),
    )
    .executeTakeFirst();
  const undecided = await reader
    .selectFrom('intake')
    .select(({ fn }) => fn.min('kept_at').as('since'))
    .where('disposition', '=', 'waiting')
    .executeTakeFirst();
  const { failed } = await reader
    .selectFrom('delivery')
    .select(({ fn }) => fn.countAll<number>().as('failed'))
    .where('state', '=', 'failed')
    .where('settled_at', '>', now.subtract({ hours: 1 }))
    .executeTakeFirstOrThrow();
  const { held } = await reader
    .selectFrom('delivery')
    .select(({ fn }) => fn.countAll<number>().as('held'))
    .where('state', '=', 'held')
    .where(sql<boolean>`reasons @> '[{"code": "late-burst"}]' and not reasons @> '[{"code": "shadow"}]'`)
    .executeTakeFirstOrThrow();
  return {
    oldestDueSeconds: age(due?.since ?? null, now),
    oldestUndecidedSeconds: age(undecided?.since ?? null, now),
    failedLastHour: failed,
    heldByBreaker: held,
  };
}

function age(since: Temporal.Instant | null, now: Temporal.Instant): number {
  return since === null ? 0 : Math.max(0, (now.epochMilliseconds - since.epochMilliseconds) / 1000);
}

export type Figures = Vitals & {
  readonly deliveries: Readonly<Record<string, number>>;
  readonly requests: Readonly<Record<string, number>>;
  readonly mails: Readonly<Record<string, number>>;
  /** First answers against what was promised: `open` and `overdue` ones still wait. */
  readonly acknowledgements: Readonly<Record<'within' | 'late' | 'open' | 'overdue', number>>;
};

/** All of it; counting costs a walk over each table. */
export async function figures(reader: Reader, now: Temporal.Instant): Promise<Figures> {
  return {
    ...(await vitals(reader, now)),
    deliveries: counts(await reader.selectFrom('delivery').select(['state as name', COUNT]).groupBy('state').execute()),
    requests: counts(await reader.selectFrom('request').select(['state as name', COUNT]).groupBy('state').execute()),
    mails: counts(
      await reader.selectFrom('intake').select(['disposition as name', COUNT]).groupBy('disposition').execute(),
    ),
    acknowledgements: await reader
      .selectFrom('deadline')
      .select([
        sql<number>`count(*) filter (where state = 'kept' and settled_at <= due_at)`.as('within'),
        sql<number>`count(*) filter (where state = 'missed' or (state = 'kept' and settled_at > due_at))`.as('late'),
        sql<number>`count(*) filter (where state = 'open' and due_at >= ${now})`.as('open'),
        sql<number>`count(*) filter (where state in ('open', 'told') and due_at < ${now})`.as('overdue'),
      ])
      .where('kind', '=', 'acknowledge')
      .executeTakeFirstOrThrow(),
  };
}

const COUNT = sql<number>`count(*)`.as('count');

function counts(rows: readonly { readonly name: string; readonly count: number }[]): Record<string, number> {
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}
