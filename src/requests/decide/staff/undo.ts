import { promises } from '../../deadline.ts';
import { STAYING, type LastCommand } from '../../question.ts';
import type { Request } from '../../request.ts';
import { asSentence } from '../../sentence.ts';
import type { Step } from '../decision.ts';
import { tierOf } from '../judgement.ts';
import { isSamePerson } from './power.ts';
import { takeBack } from './take-back.ts';
import { event, type Done, type Problem, type View } from './view.ts';

/**
 * Takes back what the writer last changed by commands on this request. What somebody changed since stays as it is, and
 * a mail that has left cannot be taken back; both are said.
 */
export function undo(view: View): Done | Problem {
  const { facts, member, request, words } = view;
  const stays = staying(view);
  if (stays !== null) return { said: asSentence(stays) };
  const last = facts.answer.lastCommand;
  if (last === null) return { problem: words.problem.nothingToUndo };
  if (!isSamePerson(member, last.by)) return { problem: words.problem.undoOfAnother(last.by) };
  const { merged } = last;
  if (merged !== null && !facts.answer.others.has(merged.number))
    return { problem: words.problem.undoOfMerge(merged.number) };
  const keys = Object.keys(last.before) as (keyof Request)[];
  const same = keys.filter((key) => isSame(request[key], last.after[key]));
  const changes = Object.fromEntries(same.map((key) => [key, last.before[key]]));
  const changed = keys.length - same.length;
  const parts = last.further.map((one) => takeBack(view, one));
  const refused = parts.flatMap((part) => part.refused ?? []);
  if (refused.length > 0 && keys.length === 0) return { said: refused.map(asSentence).join(' ') };
  return {
    changes,
    steps: [
      event('undone', member, { at: last.at.toString(), kinds: last.kinds }),
      ...dueAgain(view, last.kinds),
      ...parts.flatMap((part) => part.steps ?? []),
    ],
    more: [...(merged === null ? [] : [partAgain(view, merged)]), ...parts.flatMap((part) => part.more ?? [])],
    said: [
      words.done.undone(last.said.join(' ')),
      ...parts.flatMap((part) => part.said ?? []),
      ...refused.map(asSentence),
      ...(changed > 0 ? [words.done.undoneInPart] : []),
      ...(last.answered ? [words.done.answerStays] : []),
    ].join(' '),
  };
}

/** Why nothing is taken back: what was done last cannot be, and the mail that this one answers is not older than that. */
function staying({ facts: { answer }, member, words }: View): string | null {
  const { lastStaying: last, answering } = answer;
  if (last === null || !isSamePerson(member, last.by)) return null;
  const meansEarlier = answering !== null && Temporal.Instant.compare(answering, last.at) < 0;
  return meansEarlier ? null : words.problem.stays[STAYING[last.kind]];
}

/** The request that was merged is one of its own again. */
function partAgain({ facts, member }: View, { number, before, kinds }: NonNullable<LastCommand['merged']>) {
  const at = facts.answer.lastCommand?.at.toString() ?? '';
  return {
    request: { number },
    steps: [
      { do: 'change', changes: { ...before, lastActivityAt: facts.letter.receivedAt } } as const,
      event('undone', member, { at, kinds }),
    ],
  };
}

/** Deadlines that the undone command had settled run again. */
function dueAgain({ facts, request }: View, kinds: readonly string[]): Step[] {
  if (!kinds.some((kind) => kind === 'closed' || kind === 'resolved')) return [];
  const { policy, calendar } = facts.firm;
  const { priority, category, client, openedAt, firstResponseAt } = request;
  const tier = tierOf(facts.firm, client.address);
  const due = promises(policy, calendar, { priority, category, tier, feedback: null }, openedAt);
  return [
    ...(due.respond !== null && firstResponseAt === null
      ? [{ do: 'deadline', kind: 'respond', dueAt: due.respond } as const]
      : []),
    ...(due.resolve !== null ? [{ do: 'deadline', kind: 'resolve', dueAt: due.resolve } as const] : []),
  ];
}

function isSame(a: unknown, b: unknown): boolean {
  return a instanceof Temporal.Instant && b instanceof Temporal.Instant ? a.equals(b) : (a ?? null) === (b ?? null);
}
