import type { ClockEvent } from './clock-event.ts';
import { inOrder } from './instant.ts';
import type { Feedback } from './policy.ts';

/** An event of a request's log. `at` is when it counts: the receipt of its mail, where it has one. */
export type LoggedEvent = {
  readonly at: Temporal.Instant;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/**
 * What the clocks must know of a request's log, in order; all other events leave time alone. `acknowledgedAt` is the
 * request's own: a server's acceptance is recorded there, and taken back when the acknowledgement bounces.
 */
export function clockHistory(
  log: readonly LoggedEvent[],
  acknowledgedAt: Temporal.Instant | null = null,
): readonly ClockEvent[] {
  const accepted: readonly ClockEvent[] = acknowledgedAt === null ? [] : [{ kind: 'acknowledged', at: acknowledgedAt }];
  return [...withoutShadow(withoutUndone(log)).flatMap((event) => clockEventOf(event) ?? []), ...accepted].toSorted(
    inOrder,
  );
}

/** What staff have taken back never was: the events of one mail, by its receipt and their kinds. */
function withoutUndone(log: readonly LoggedEvent[]): readonly LoggedEvent[] {
  const undone = new Set(
    log
      .filter((event) => event.kind === 'undone')
      .flatMap(({ data }) => (data['kinds'] as string[]).map((kind) => `${kind} ${text(data['at'])}`)),
  );
  return undone.size === 0 ? log : log.filter((event) => !undone.has(`${event.kind} ${event.at.toString()}`));
}

/** Of what time did in shadow mode nobody heard. (What had fired then is kept under another kind.) */
function withoutShadow(log: readonly LoggedEvent[]): readonly LoggedEvent[] {
  const end = log.findLastIndex(({ kind }) => kind === 'handed-over');
  return end < 0 ? log : log.filter(({ kind }, at) => at > end || !UNHEARD.has(kind));
}

const UNHEARD: ReadonlySet<string> = new Set(['told', 'informed', 'next-update', 'called']);

type Reader = (event: LoggedEvent) => ClockEvent | null;

/** Events of the log whose name or content differs from what the clocks call them. */
const READERS: Readonly<Record<string, Reader>> = {
  opened: ({ at, data }) => ({ at, kind: data['by'] === 'staff' ? 'begun' : 'received' }),
  acknowledged: named('acknowledged'),
  'acknowledgement-suppressed': named('acknowledgement-waived'),
  'acknowledgement-shadowed': named('acknowledgement-waived'),
  'handed-over': named('handed-over'),
  'acknowledgement-refused': ({ at, data }) => ({ at, kind: 'acknowledgement-failed', cause: text(data['cause']) }),
  'client-wrote': named('client-wrote'),
  reopened: named('client-wrote'),
  'merged-in': ({ at, data }) => {
    const [respondBy, resolveBy] = [instant(data['respondBy']), instant(data['resolveBy'])];
    return respondBy === null && resolveBy === null ? null : { at, kind: 'merged-in', respondBy, resolveBy };
  },
  answered: named('staff-answered'),
  waits: ({ at, data }) => ({ at, kind: 'staff-waits', until: instant(data['until']) }),
  'wait-over': named('wait-over'),
  resolved: named('staff-resolved'),
  agreed: named('client-agreed'),
  closed: named('closed'),
  told: ({ at, data }) => {
    const by = instant(data['by']);
    return by && { at, kind: 'told', by };
  },
  informed: named('informed'),
  'next-update': ({ at, data }) => {
    const by = instant(data['by']);
    return by && { at, kind: 'next-update', by };
  },
  feedback: ({ at, data }) => (data['negative'] === true ? { at, kind: 'negative-feedback' } : null),
  'escalation-asked': named('escalation-asked'),
  incident: named('incident'),
  called: named('called'),
  fired: ({ at, data }) => ({ at, kind: 'fired', deadline: text(data['deadline']) }),
};

/** Of all that the client said of us, what weighs most; null: nothing. */
export function feedbackIn(log: readonly LoggedEvent[]): Feedback | null {
  const said = new Set(log.filter(({ kind }) => kind === 'feedback').map(({ data }) => data['feedback']));
  return HEAVIEST_FIRST.find((one) => said.has(one)) ?? null;
}

const HEAVIEST_FIRST: readonly Feedback[] = ['urgent', 'constructive', 'suggestion', 'positive'];

/** Kinds of the log that the clocks must know. */
export const LOGGED_KINDS: readonly string[] = [...Object.keys(READERS), 'undone'];

type Plain = Exclude<
  ClockEvent['kind'],
  'acknowledgement-failed' | 'staff-waits' | 'told' | 'next-update' | 'merged-in' | 'fired'
>;

function named(kind: Plain): Reader {
  return ({ at }) => ({ at, kind });
}

function clockEventOf(event: LoggedEvent): ClockEvent | null {
  return Object.hasOwn(READERS, event.kind) ? (READERS[event.kind]?.(event) ?? null) : null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function instant(value: unknown): Temporal.Instant | null {
  try {
    return typeof value === 'string' ? Temporal.Instant.from(value) : null;
  } catch {
    return null;
  }
}
