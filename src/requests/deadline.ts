/**
 * From a policy and a calendar to instants. What is promised to a client is computed here once, at receipt, and in the
 * same way by `sla due`, the acknowledgement and the clockwork.
 */
import type { Calendar } from './calendar.ts';
import { addOpenMilliseconds, openMillisecondsBetween } from './calendar.ts';
import { inOrder, isBefore } from './instant.ts';
import type { EscalationStep, Policy, Promised, Subject } from './policy.ts';
import { applies, clocksFor } from './policy.ts';
import type { Span } from './span.ts';
import { addSpan } from './span.ts';

/** When a request's promises are due; null where the policy makes none. */
export type Promises = {
  readonly acknowledge: Temporal.Instant | null;
  readonly respond: Temporal.Instant | null;
  readonly resolve: Temporal.Instant | null;
  /** In order of time. */
  readonly escalate: readonly { readonly step: EscalationStep; readonly at: Temporal.Instant }[];
};

/** What a request that arrives at `at` is promised, as long as nothing pauses it. */
export function promises(policy: Policy, calendar: Calendar, subject: Subject, at: Temporal.Instant): Promises {
  const clocks = clocksFor(policy, subject);
  const due = (promised: Promised | null): Temporal.Instant | null =>
    promised === null ? null : addSpan(calendar, at, promised.within);
  const dates = { acknowledge: due(clocks.acknowledge), respond: due(clocks.respond), resolve: due(clocks.resolve) };
  const escalate = policy.escalation
    .filter((step) => applies(step.when, subject))
    .flatMap((step) => {
      const from = step.from === 'receipt' ? at : dates[step.from];
      return from === null ? [] : [{ step, at: addSpan(calendar, from, step.after) }];
    })
    .toSorted(inOrder);
  return { ...dates, escalate };
}

/** When to warn of a deadline: `lead` before it, but never before this part of its time has passed. */
export function warningAt(
  calendar: Calendar,
  from: Temporal.Instant,
  due: Temporal.Instant,
  lead: Span,
  part = 0.5,
): Temporal.Instant {
  return later(before(calendar, due, lead), partWay(calendar, from, due, part));
}

/** The moment `lead` before an instant. */
function before(calendar: Calendar, at: Temporal.Instant, lead: Span): Temporal.Instant {
  if (lead.unit === 'business-days') throw new RangeError('a warning is counted back in business hours, not in days');
  return addSpan(calendar, at, { amount: -lead.amount, unit: lead.unit });
}

/** By when this part of the opening time between two instants has passed; where none lies between, of the wall time. */
function partWay(calendar: Calendar, from: Temporal.Instant, due: Temporal.Instant, part: number): Temporal.Instant {
  const opened = openMillisecondsBetween(calendar, from, due);
  return opened > 0
    ? addOpenMilliseconds(calendar, from, Math.floor(opened * part))
    : from.add({ milliseconds: Math.floor((due.epochMilliseconds - from.epochMilliseconds) * part) });
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return isBefore(a, b) ? b : a;
}
