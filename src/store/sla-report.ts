import { sql } from 'kysely';
import type { LoggedEvent } from '../requests/clock-history.ts';
import type { Request } from '../requests/request.ts';
import { clockLogs } from './clockwork.ts';
import { loadRequests } from './known-requests.ts';
import type { Reader } from './store.ts';

/** A request of a period, with what its report needs besides. */
export type PeriodRequest = {
  readonly request: Request;
  readonly log: readonly LoggedEvent[];
  readonly takenAt: Temporal.Instant | null;
  readonly acknowledgementReadyAt: Temporal.Instant | null;
};

const BATCH = 500;

/** The requests that were opened in a period, a batch at a time: a year of a busy desk need not stand in memory. */
export async function* requestsOpened(
  reader: Reader,
  from: Temporal.Instant,
  until: Temporal.Instant,
): AsyncGenerator<readonly PeriodRequest[]> {
  for (let last = 0; ;) {
    const { rows } = await sql<{ number: number; taken: Temporal.Instant | null; ready: Temporal.Instant | null }>`
      select r.number,
             (select min(i.kept_at) from intake i where i.request_number = r.number and i.internaldate = r.opened_at) as taken,
             (select min(d.first_due) from delivery d where d.request_number = r.number and d.kind = 'acknowledgement') as ready
        from request r
       where r.opened_at >= ${from} and r.opened_at < ${until} and r.number > ${last}
       order by r.number limit ${BATCH}`.execute(reader as never);
    if (rows.length === 0) return;
    const numbers = rows.map(({ number }) => number);
    const known = await loadRequests(reader, new Set(numbers));
    const logs = await clockLogs(reader, numbers);
    yield rows.flatMap(({ number, taken, ready }) => {
      const request = known.get(number)?.request;
      const log = logs.get(number) ?? [];
      return request ? [{ request, log, takenAt: taken, acknowledgementReadyAt: ready }] : [];
    });
    last = numbers.at(-1) ?? last;
  }
}
