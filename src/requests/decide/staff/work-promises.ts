import { canonicalAddress } from '../../address.ts';
import type { WorkLine } from '../../command/work-lines.ts';
import type { StaffMember } from '../../staff.ts';
import { languageOf, wordsFor } from '../../staff-words.ts';
import { endOf, readWhen } from '../../when.ts';
import type { Facts, Step } from '../decision.ts';
import { isSamePerson } from './power.ts';
import { event, sayMoment, zoneOf } from './view.ts';
import type { Digest, Part } from './work-list.ts';

/** What the reader of a list had to do: done, put off or given up. */
export function onPromises(facts: Facts, member: StaffMember, { items }: Digest, lines: readonly WorkLine[]): Part[] {
  return items.flatMap((item) => {
    const line = 'action' in item ? lines.find(({ numbers }) => numbers.includes(item.n)) : undefined;
    return 'action' in item && line !== undefined ? [named(promise(facts, member, item, line), item.n)] : [];
  });
}

function promise(
  facts: Facts,
  member: StaffMember,
  { action, what, on }: { readonly action: number; readonly what: string; readonly on: number },
  { verb, argument, line }: WorkLine,
): Part {
  const words = wordsFor(facts.firm, member);
  const known = facts.answer.actions.find((one) => one.action === action);
  if (known === undefined) return done(null, [], words.done.promiseGone);
  const data = { action: String(action) };
  // What somebody left undone who is here no more may be done by whoever reads of it.
  const isOthers = facts.firm.staff.some((one) => !isSame(one, member) && isSamePerson(one, known.who));
  if (isOthers) return done(null, [], words.done.promiseGone);
  if (verb === 'resolve' || verb === 'close')
    return done(on, [event('action-done', member, data)], words.done.promiseKept(what));
  if (verb === 'drop' || verb === 'undo')
    return done(on, [event('action-dropped', member, data)], words.done.promiseDropped(what));
  if (verb !== 'wait') return problem(line, words.problem.onlyPromises);
  const language = languageOf(facts.firm, member);
  const when = readWhen(argument, { now: facts.now, timeZone: zoneOf(facts), language });
  if (when === null) return problem(line, words.problem.noMoment);
  const by = endOf(when, facts.firm.calendar, facts.firm.calendar.timeZone);
  return done(
    on,
    [event('action-moved', member, { ...data, by: by.toString() })],
    words.done.promiseMoved(what, sayMoment(by, facts, member)),
  );
}

function isSame(one: StaffMember, other: StaffMember): boolean {
  return canonicalAddress(one.address) === canonicalAddress(other.address);
}

/** Mails of ours that waited for a word: they leave, or never will. */
export function onDeliveries(facts: Facts, member: StaffMember, { items }: Digest, lines: readonly WorkLine[]): Part[] {
  const words = wordsFor(facts.firm, member);
  return items.flatMap((item) => {
    const line = 'delivery' in item ? lines.find(({ numbers }) => numbers.includes(item.n)) : undefined;
    if (!('delivery' in item) || line === undefined) return [];
    const { delivery, to, on } = item;
    if (!facts.answer.heldDeliveries.has(delivery)) return [named(done(null, [], words.done.decidedAlready), item.n)];
    const what = DECISIONS[line.verb];
    if (what === undefined) return [problem(line.line, words.problem.onlyRequests)];
    const record = event(what === 'let-go' ? 'delivery-let-go' : 'delivery-called-off', member, { delivery, to });
    const said = what === 'let-go' ? words.done.sentOff(to) : words.done.calledOff(to);
    return [named(done(on, [{ do: what, delivery }, record], said), item.n)];
  });
}

const DECISIONS: Partial<Record<WorkLine['verb'], 'let-go' | 'call-off'>> = {
  release: 'let-go',
  drop: 'call-off',
  spam: 'call-off',
  close: 'call-off',
};

function named(part: Part, n: number): Part {
  return { ...part, said: part.said.map((sentence) => `${n}: ${sentence}`) };
}

function done(request: number | null, steps: readonly Step[], said: string): Part {
  return { request, steps, more: [], said: [said], unclear: [], undo: false };
}

function problem(line: string, what: string): Part {
  return { request: null, steps: [], more: [], said: [], unclear: [{ line, problem: what }], undo: false };
}
