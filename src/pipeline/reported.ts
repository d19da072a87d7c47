import { subjectOf } from '../requests/decide/clock.ts';
import type { Firm } from '../requests/decide/decision.ts';
import { requestClock } from '../requests/request-clock.ts';
import type { ReportedRequest } from '../requests/sla-report.ts';
import { requestsOpened, type PeriodRequest } from '../store/sla-report.ts';
import type { Reader } from '../store/store.ts';
import { clockFacts } from './wake-ups.ts';

/** The requests that were opened in a period with their clocks, in the groups that a report asks for. */
export async function reportedRequests(
  reader: Reader,
  firm: Firm,
  { from, until }: { readonly from: Temporal.Instant; readonly until: Temporal.Instant },
  grouping: (one: PeriodRequest, firm: Firm) => string = () => 'all',
): Promise<readonly ReportedRequest[]> {
  const reported: ReportedRequest[] = [];
  for await (const batch of requestsOpened(reader, from, until))
    for (const one of batch) {
      const facts = clockFacts(one.request, one.log, firm);
      const clock = requestClock(facts.events, firm.policy, firm.calendar, subjectOf(facts));
      const { takenAt, acknowledgementReadyAt } = one;
      reported.push({ group: grouping(one, firm), clock, takenAt, acknowledgementReadyAt });
    }
  return reported;
}
