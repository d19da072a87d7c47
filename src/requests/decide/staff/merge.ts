import { canonicalAddress } from '../../address.ts';
import { isBefore } from '../../instant.ts';
import type { OtherRequest } from '../../question.ts';
import { nextState, type Request } from '../../request.ts';
import { audience } from '../../staff.ts';
import { wordsFor } from '../../staff-words.ts';
import type { Facts, Step } from '../decision.ts';
import { toStaff } from './letters.ts';
import { event, type Done, type Problem, type View } from './view.ts';

/**
 * Two requests are one conversation: the one ends in the other, which from then on takes every mail that answers either. Nobody
 * is shown what is not his: both must be the same client's, or of somebody who takes part in the other already (rules I11).
 */
export function merge(view: View, argument: string): Done | Problem {
  const { facts, member, request, words } = view;
  const { problem } = words;
  const digits = /^#?(\d{1,9})$/.exec(argument.trim())?.[1];
  if (digits === undefined) return { problem: problem.noRequest };
  const into = facts.answer.others.get(finally_(facts, Number(digits)));
  if (!into) return { problem: problem.noSuchRequest(digits) };
  if (into.request.number === request.number) return { problem: problem.sameRequest };
  const client = canonicalAddress(request.client.address);
  if (!into.participants.some((one) => one.address === client))
    return {
      problem: problem.twoClients(into.request.number, into.request.client.address, client || words.unknownAddress),
    };
  const away = mergedAway(request, into.request.number, facts.letter.receivedAt);
  const said = words.done.merged(into.request.number);
  return {
    changes: away.changes,
    steps: away.steps(member.address),
    said,
    more: [
      {
        request: { number: into.request.number },
        steps: [
          ...mergedIn(
            request,
            into.request,
            member.address,
            facts.letter.receivedAt,
            carriedOver(facts, request, into),
          ),
          event('commanded', member, {
            at: facts.letter.receivedAt.toString(),
            said: [said],
            before: {},
            after: {},
            kinds: ['merged-in', 'next-update', 'action', 'client-wrote'],
            merged: { number: request.number, before: away.before, kinds: KINDS },
          }),
          ...noticesOf(view, into.request),
        ],
      },
    ],
  };
}

/** Where a request that was merged before has ended. */
function finally_({ answer }: Facts, number: number): number {
  let at = number;
  for (let steps = 0; steps < 20; steps++) {
    const next = answer.others.get(at)?.request.mergedInto ?? null;
    if (next === null) return at;
    at = next;
  }
  return at;
}

/** Events by which a request ends in another; they count no more once it is taken back. */
const KINDS = ['closed', 'merged'] as const;

/** How a request ends in another. */
export function mergedAway(request: Request, into: number, at: Temporal.Instant) {
  const { state, closedAt, mergedInto } = request;
  const changes: Partial<Request> = { state: nextState(state, 'closed-by-manager'), closedAt: at, mergedInto: into };
  return {
    changes,
    before: { state, closedAt, mergedInto },
    steps: (actor: string): Step[] => [
      { do: 'settle', kinds: ['respond', 'resolve'], as: 'cancelled' },
      { do: 'event', kind: 'closed', actor, reasons: [], data: { why: 'merged' } },
      { do: 'event', kind: 'merged', actor, reasons: [], data: { into } },
    ],
  };
}

/** What the other makes of it: where the next word was ours in either of them it is ours now. */
export function mergedIn(
  from: Request,
  into: Request,
  actor: string,
  at: Temporal.Instant,
  carried: Carried = NOTHING_CARRIED,
): Step[] {
  const wasOurs = from.state === 'new' || from.state === 'open';
  const isOurs = into.state === 'new' || into.state === 'open';
  const wakes = wasOurs && !isOurs;
  const owes = carried.due.map(({ kind, by }) => [`${kind}By`, by.toString()]);
  const data = { from: from.number, ...(Object.fromEntries(owes) as object) };
  return [
    ...(wakes ? [{ do: 'event', kind: 'client-wrote', actor: from.client.address, reasons: [], data } as const] : []),
    { do: 'event', kind: 'merged-in', actor, reasons: [], data },
    ...carried.due.map(({ kind, by }): Step => ({ do: 'deadline', kind, dueAt: by })),
    ...carried.events.map((one): Step => ({ do: 'event', actor, reasons: [], ...one })),
    {
      do: 'change',
      changes: {
        lastActivityAt: at,
        ...(wakes ? { state: nextState(into.state, 'client-wrote'), resolvedAt: null, closedAt: null } : {}),
      },
    },
  ];
}

/** What was promised in the one request, and is to be kept in the other. */
type Carried = {
  readonly due: readonly { readonly kind: 'respond' | 'resolve'; readonly by: Temporal.Instant }[];
  readonly events: readonly { readonly kind: string; readonly data: Readonly<Record<string, unknown>> }[];
};

const NOTHING_CARRIED: Carried = { due: [], events: [] };

/** A deadline that is earlier than the other's own, the next word that was promised, and what colleagues have to do. */
export function carriedOver({ answer, now }: Facts, from: Request, into: OtherRequest): Carried {
  const before = answer.others.get(from.number);
  const isSooner = (one: Temporal.Instant, other: Temporal.Instant | null | undefined): boolean =>
    other == null || isBefore(one, other);
  const owed = from.state === 'new' || from.state === 'open';
  const due = (['respond', 'resolve'] as const).flatMap((kind) => {
    const by = owed ? before?.due.get(kind) : undefined;
    return by !== undefined && isSooner(by, into.due.get(kind)) ? [{ kind, by }] : [];
  });
  const promised = before?.promised ?? null;
  const isToCome = promised !== null && isBefore(now, promised) && isSooner(promised, into.promised);
  return {
    due,
    events: [
      ...(isToCome ? [{ kind: 'next-update', data: { by: promised.toString() } }] : []),
      ...answer.actions
        .filter(({ request }) => request === from.number)
        .map(({ who, what, by }) => ({ kind: 'action', data: { who, what, by: by.toString() } })),
    ],
  };
}

/** Whoever has the other request hears what came into it. */
function noticesOf({ facts, member, request }: View, into: Request): Step[] {
  return audience(facts.firm.staff, into)
    .filter((one) => one !== member)
    .map((one) => ({
      do: 'mail',
      mail: toStaff(facts, one, {
        kind: 'notification',
        author: request.client,
        text: facts.answer.lastClientText,
        folded: '',
        notice: wordsFor(facts.firm, one).notice.mergedIn(member.name, request.number),
        changes: [],
        attachments: [],
      }),
    }));
}
