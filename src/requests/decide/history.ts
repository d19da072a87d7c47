import type { Decision, Step } from './decision.ts';

/**
 * A decision about a mail of long ago: it belongs where the decision says, with its participants and its part in the record,
 * but nobody is written to, no clock starts, and the request is closed. A later answer finds it there.
 */
export function asHistory(decision: Decision, at: Temporal.Instant): Decision {
  const { disposition, reasons, request, steps } = decision;
  const history = [{ code: 'history', detail: 'imported; nothing is sent', source: 'import' }, ...reasons];
  if (disposition === 'quarantined') return { disposition: 'filed', reasons: history, request: null, steps: [] };
  if (disposition === 'duplicate' || disposition === 'ignored') return decision;
  if (request === null) return { disposition, reasons: history, request, steps: [] };
  const kept = steps.filter(isRecord).map(asPast);
  const close: Step = { do: 'change', changes: { state: 'closed', resolvedAt: at, closedAt: at } };
  if (!('open' in request)) return { disposition, reasons: history, request, steps: [...kept, close] };
  const opened = { open: { ...request.open, state: 'closed' as const } };
  return { disposition, reasons: history, request: opened, steps: [...kept, nothingPromised(), close] };
}

/** Without it a later answer would find the acknowledgement of that day overdue. */
function nothingPromised(): Step {
  return { do: 'event', kind: 'acknowledgement-suppressed', actor: 'import', reasons: [], data: {} };
}

function isRecord(step: Step): boolean {
  if (step.do === 'event') return !step.kind.startsWith('acknowledgement-');
  return step.do === 'participant' || step.do === 'change';
}

function asPast(step: Step): Step {
  if (step.do === 'change') return withoutState(step);
  // What somebody found bad years ago starts no clock today.
  const isFeedback = step.do === 'event' && step.kind === 'feedback';
  return isFeedback ? { ...step, data: { ...step.data, negative: false } } : step;
}

function withoutState(step: Extract<Step, { do: 'change' }>): Step {
  const { lastActivityAt, firstResponseAt } = step.changes;
  return {
    do: 'change',
    changes: {
      ...(lastActivityAt === undefined ? {} : { lastActivityAt }),
      ...(firstResponseAt === undefined ? {} : { firstResponseAt }),
    },
  };
}
