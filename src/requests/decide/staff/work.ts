import type { Commands, Unclear } from '../../command.ts';
import type { Undoing } from '../../question.ts';
import type { Request } from '../../request.ts';
import type { StaffMember } from '../../staff.ts';
import type { Decision, Facts, Step } from '../decision.ts';
import { wordsFor } from '../../staff-words.ts';
import { EFFECTS } from './effects.ts';
import { confirmation } from './letters.ts';
import { event, type View } from './view.ts';

export type Worked = {
  /** The request as the commands leave it. */
  readonly request: Request;
  readonly steps: readonly Step[];
  /** What follows for other requests. */
  readonly more: NonNullable<Decision['more']>;
  readonly said: readonly string[];
  readonly help: readonly string[];
  readonly canUndo: boolean;
};

/** Carries out the commands in order, each on the request as the one before left it; nothing where one of them is unclear. */
export function work(asked: Omit<View, 'words'>): Worked | { readonly unclear: readonly Unclear[] } {
  const words = wordsFor(asked.facts.firm, asked.member);
  const view: View = { ...asked, words };
  const { facts, member, read } = view;
  let { request } = view;
  const steps: Step[] = [];
  const more: NonNullable<Decision['more']>[number][] = [];
  const said: string[] = [];
  const help: string[] = [];
  const unclear: Unclear[] = [];
  const further: Undoing[] = [];
  for (const { name, argument, line } of read.commands) {
    const done = EFFECTS[name]?.({ ...view, request }, argument) ?? { problem: words.problem.notHere };
    if ('problem' in done) {
      unclear.push({ line, problem: done.problem });
      continue;
    }
    request = { ...request, ...done.changes };
    steps.push(...(done.steps ?? []));
    more.push(...(done.more ?? []));
    if (done.undo !== undefined) further.push(done.undo);
    if (done.said !== '') said.push(done.said);
    help.push(...(done.help ?? []));
  }
  if (unclear.length > 0) return { unclear };
  const { before, after } = difference(view.request, request);
  const kinds = steps.flatMap((step) => (step.do === 'event' ? step.kind : []));
  const canUndo = Object.keys(before).length + further.length > 0 && !kinds.includes('undone');
  const at = facts.letter.receivedAt.toString();
  if (canUndo)
    steps.push(event('commanded', member, { at, said, before, after, kinds, further, answered: view.answers }));
  return { request, steps, more, said, help, canUndo };
}

/** What differs between a request before and after. */
export function difference(from: Request, to: Request): { before: Partial<Request>; after: Partial<Request> } {
  const keys = (Object.keys(to) as (keyof Request)[]).filter((key) => from[key] !== to[key]);
  const pick = (request: Request): Partial<Request> => Object.fromEntries(keys.map((key) => [key, request[key]]));
  return { before: pick(from), after: pick(to) };
}

/** Where something changed its writer hears what was understood, and how to take it back. */
export function saidBack(facts: Facts, member: StaffMember, read: Commands, { said, help, canUndo }: Worked): Step[] {
  if (read.commands.length === 0 || said.length + help.length === 0) return [];
  return [{ do: 'mail', mail: confirmation(facts, member, { done: said, help, undo: canUndo }) }];
}
