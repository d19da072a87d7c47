import { clockHistory, feedbackIn, type LoggedEvent } from '../requests/clock-history.ts';
import { nextDue, wakeUp, type ClockFacts } from '../requests/decide/clock.ts';
import type { Firm } from '../requests/decide/decision.ts';
import { tierOf } from '../requests/decide/judgement.ts';
import type { Request } from '../requests/request.ts';
import type { Book } from '../store/book.ts';
import { clockLogs, lockWakeUps } from '../store/clockwork.ts';
import type { Transaction } from '../store/store.ts';

/** After mails were decided on: says when the clockwork must look again at each request that they concern. */
export async function setWakeUps(transaction: Transaction, book: Book, firm: Firm): Promise<void> {
  const fresh = book.logged();
  const numbers = [...fresh.keys()];
  await lockWakeUps(transaction, numbers);
  const logs = await clockLogs(transaction, numbers);
  for (const [number, events] of fresh) {
    const known = book.request(number);
    if (!known) continue;
    const next = nextDue(clockFacts(known.request, [...(logs.get(number) ?? []), ...events], firm));
    if (next !== null || known.due.has('clockwork')) book.follow(number, wakeUp(next));
  }
}

/** What the clocks of a request are reckoned from. */
export function clockFacts(
  request: Request,
  log: readonly LoggedEvent[],
  firm: Firm,
): Omit<ClockFacts, 'now' | 'lastText'> {
  // A request whose log does not tell of its receipt, as an imported one, still has one.
  const isComplete = log.some((event) => event.kind === 'opened');
  const opened = { at: request.openedAt, kind: 'opened', data: {} };
  const events = clockHistory(isComplete ? log : [opened, ...log], request.acknowledgedAt);
  return { request, tier: tierOf(firm, request.client.address), feedback: feedbackIn(log), events, firm };
}
