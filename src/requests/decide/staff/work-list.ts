import type { Command, Unclear } from '../../command.ts';
import { readWork, type Work, type WorkLine } from '../../command/work-lines.ts';
import { isAnswerable } from '../../address.ts';
import type { HeldMail, Question } from '../../question.ts';
import { staffByAddress, type StaffMember } from '../../staff.ts';
import { languageOf, wordsFor } from '../../staff-words.ts';
import type { Decision, Facts, Step } from '../decision.ts';
import { answer } from './answer.ts';
import { afterAnswer } from './carry-out.ts';
import { confirmation } from './letters.ts';
import { onDeliveries, onPromises } from './work-promises.ts';
import { difference, work } from './work.ts';

export type Digest = Question & { readonly kind: 'digest' };

/** What became of a part of the work. */
export type Outcome = {
  readonly steps: readonly Step[];
  readonly more: NonNullable<Decision['more']>;
  readonly said: readonly string[];
  readonly unclear: readonly Unclear[];
  /** The request on which something was changed that can be taken back. */
  readonly undo: boolean;
};

export type Part = Outcome & { readonly request: number | null };

/**
 * A numbered list, worked through in the answer: `take 2`, `later 4 monday`, `release 5`. What is clear is done at once, each
 * request as if its own notice had been answered; what is not clear is asked back in the same mail, whose answer is read
 * with the same numbers. Null: the answer is about something else.
 */
export function workList(facts: Facts, member: StaffMember, question: Digest): Decision | null {
  const most = Math.max(0, ...question.items.map(({ n }) => n));
  const words = wordsFor(facts.firm, member);
  const read = readWork(facts.letter.ownText, languageOf(facts.firm, member), most);
  if (read === null) return null;
  const lines = read.lines.flatMap((line) => (line.numbers.length > 0 ? [line] : undoing(line, question)));
  const bare = read.lines.filter((line) => line.numbers.length === 0 && undoing(line, question).length === 0);
  const parts = [
    ...onRequests(facts, member, question, { ...read, lines }),
    ...onHeld(facts, member, question, { ...read, lines }),
    ...onPromises(facts, member, question, lines),
    ...onDeliveries(facts, member, question, lines),
  ];
  const unclear = [
    ...read.unclear,
    ...bare.map(({ line }) => ({ line, problem: words.problem.whichLine(words.commands.undo[0].slice(1)) })),
    ...parts.flatMap((part) => part.unclear),
  ];
  const nothing = lines.length === 0 && unclear.length === 0;
  const said = parts.flatMap((part) => part.said);
  const done = parts.flatMap((part) => (part.undo && part.request !== null ? [part.request] : []));
  const mail = confirmation(facts, member, {
    done: nothing ? [words.done.nothing] : said,
    unclear,
    undo: done.length > 0,
  });
  const asks = { kind: 'digest', items: question.items, done: linesOf(question, done) } as const;
  return {
    disposition: 'staff',
    reasons: [{ code: 'works-list', detail: `${lines.length} lines of a list`, source: 'commands' }],
    request: null,
    steps: [
      ...parts.filter(({ request }) => request === null).flatMap(({ steps }) => steps),
      { do: 'mail', mail: { ...mail, asks } },
    ],
    more: parts.flatMap(({ request, steps, more }) => [
      ...(request === null ? [] : [{ request: { number: request }, steps }]),
      ...more,
    ]),
  };
}

/** `undo` without a number: on every line on which the answer before did something. */
function undoing(line: WorkLine, { done = [] }: Digest): WorkLine[] {
  return done.length === 0 ? [] : [{ ...line, numbers: done }];
}

function linesOf({ items }: Digest, requests: readonly number[]): number[] {
  return items.flatMap((item) => ('request' in item && requests.includes(item.request) ? [item.n] : []));
}

/** The lines that concern each request, in order, done together. */
function onRequests(facts: Facts, member: StaffMember, { items }: Digest, { lines, rest }: Work): Part[] {
  const wanted = items.flatMap((item) => {
    const own = lines.filter(({ numbers }) => numbers.includes(item.n));
    return 'request' in item && own.length > 0 ? [{ ...item, own }] : [];
  });
  return wanted.map(({ n, request, own }) => {
    const other = facts.answer.others.get(request);
    if (!other) return { ...problem(own[0]!, wordsFor(facts.firm, member).problem.requestGone), request: null };
    const about: Facts = {
      ...facts,
      ...other,
      threading: { outcome: 'join', request, strength: 'certain', joinsAs: 'staff', alsoJoins: [], reasons: [] },
      answer: { ...facts.answer, ...other },
    };
    return { ...named(onRequest(about, member, own, rest), `${n}, #${request}`), request };
  });
}

function named(outcome: Outcome, name: string): Outcome {
  return { ...outcome, said: outcome.said.map((sentence) => `${name}: ${sentence}`) };
}

function onRequest(facts: Facts, member: StaffMember, lines: readonly WorkLine[], rest: string): Outcome {
  const request = facts.request!;
  const words = wordsFor(facts.firm, member);
  const wrong = lines.find(({ verb }) => verb === 'release' || verb === 'drop');
  if (wrong) return problem(wrong, words.problem.onlyHeldMails);
  const answering = lines.find(({ verb }) => verb === 'answer');
  const text = answering ? [answering.argument, rest].filter(Boolean).join('\n') : '';
  if (answering && text === '') return problem(answering, words.problem.noAnswerText);
  if (answering && request.client.address === '') return problem(answering, words.problem.clientUnwritable);
  const commands = lines.flatMap(({ verb, argument, line }): Command[] =>
    verb === 'release' || verb === 'drop' || verb === 'answer' ? [] : [{ name: verb, argument, line }],
  );
  const texts = commands.filter(({ name }) => isText(name)).map(({ argument }) => argument);
  const done = work({
    facts,
    member,
    request: answering ? afterAnswer(facts, request, member) : request,
    read: { commands, unclear: [], rest: texts.join('\n') },
    answers: answering !== undefined,
  });
  if ('unclear' in done) return { steps: [], more: [], said: [], unclear: done.unclear, undo: false };
  const said = { text, closing: commands.some(({ name }) => name === 'resolve'), promisedAt: null, wordsOnly: true };
  const changes = difference(request, done.request).after;
  return {
    steps: [
      ...(answering ? answer(facts, request, member, said, false) : []),
      ...done.steps,
      ...(Object.keys(changes).length > 0
        ? [{ do: 'change', changes: { ...changes, lastActivityAt: facts.letter.receivedAt } } as const]
        : []),
    ],
    more: done.more,
    said: [...(answering ? [words.done.answered(request.client.address)] : []), ...done.said],
    unclear: [],
    undo: done.canUndo,
  };
}

const TEXTS: ReadonlySet<string> = new Set(['note', 'call', 'meeting', 'summary', 'escalate']);

function isText(name: string): boolean {
  return TEXTS.has(name);
}

/** Held mails are released, answered or dropped. */
function onHeld(facts: Facts, member: StaffMember, { items }: Digest, { lines, rest }: Work): Part[] {
  return items.flatMap((item) =>
    'intake' in item
      ? lines
          .filter(({ numbers }) => numbers.includes(item.n))
          .slice(0, 1)
          .map((line) => ({
            ...named(decideHeld(facts, member, facts.answer.held.get(item.intake), line, rest), String(item.n)),
            request: null,
          }))
      : [],
  );
}

function decideHeld(
  facts: Facts,
  member: StaffMember,
  held: HeldMail | undefined,
  line: WorkLine,
  rest: string,
): Outcome {
  const words = wordsFor(facts.firm, member);
  if (held?.waits !== true) return done([], words.done.decidedAlready);
  const of = held.from.name || held.from.address || words.unknownSender;
  const { verb } = line;
  if (verb === 'release')
    return done([{ do: 'release', intake: held.intake, by: member.address, answer: null }], words.done.letPass(of));
  if (verb === 'drop' || verb === 'spam' || verb === 'close')
    return done([{ do: 'dismiss', held, by: member.address, why: 'dropped' }], words.done.dropped(of));
  if (verb !== 'answer') return problem(line, words.problem.onlyRequests);
  const text = [line.argument, rest].filter(Boolean).join('\n');
  if (text === '') return problem(line, words.problem.noAnswerText);
  if (!isAnswerable(held.from.address) || staffByAddress(facts.firm.staff, held.from.address) !== null)
    return problem(line, words.problem.cannotBeAnswered);
  return done(
    [{ do: 'release', intake: held.intake, by: member.address, answer: text }],
    words.done.letPassAnswered(of),
  );
}

function done(steps: readonly Step[], said: string): Outcome {
  return { steps, more: [], said: [said], unclear: [], undo: false };
}

function problem({ line }: WorkLine, what: string): Outcome {
  return { steps: [], more: [], said: [], unclear: [{ line, problem: what }], undo: false };
}
