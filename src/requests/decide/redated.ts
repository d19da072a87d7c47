import type { Reason } from '../reason.ts';
import type { Run } from '../request-clock.ts';
import { requestClock } from '../request-clock.ts';
import type { ClockFacts } from './clock.ts';
import { subjectOf } from './clock.ts';
import type { Step } from './decision.ts';

/**
 * The open deadlines of a request that today's policy and calendar put on another moment: each is moved, and the log says from
 * when to when and why. What was kept, told or missed already stays as it was.
 */
export function redated(
  facts: Omit<ClockFacts, 'now' | 'lastText'>,
  open: ReadonlyMap<string, Temporal.Instant>,
): readonly Step[] {
  const { policy, calendar } = facts.firm;
  const clock = requestClock(facts.events, policy, calendar, subjectOf(facts));
  const runs: Readonly<Record<string, Run | null>> = {
    acknowledge: clock.acknowledge,
    respond: clock.respond.at(-1) ?? null,
    resolve: clock.resolve,
  };
  const moved = Object.entries(runs).flatMap(([kind, run]) => {
    const before = open.get(kind);
    const dueAt = run?.stoppedAt === null ? run.watchBy : null;
    return before === undefined || dueAt === null || before.equals(dueAt) ? [] : [{ kind, before, dueAt }];
  });
  if (moved.length === 0) return [];
  const source = `policy ${policy.name}, version ${policy.version}`;
  const reasons = moved.map(({ kind, before, dueAt }): Reason => ({
    code: 'reckoned-anew',
    detail: `${kind} is due ${String(dueAt)} instead of ${String(before)}`,
    source,
  }));
  return [
    ...moved.map(({ kind, dueAt }): Step => ({ do: 'deadline', kind, dueAt })),
    { do: 'event', kind: 'reckoned-anew', actor: 'replydesk', reasons, data: {} },
  ];
}
