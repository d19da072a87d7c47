import { canonicalAddress } from '../address.ts';
import { readCommands, type Command, type Commands, type Unclear } from '../command.ts';
import { replyWord } from '../command/reply-words.ts';
import type { Reason } from '../reason.ts';
import { nextState, type Request } from '../request.ts';
import { audience, type StaffMember } from '../staff.ts';
import { endOf } from '../when.ts';
import type { Decision, Facts, Step } from './decision.ts';
import { answer } from './staff/answer.ts';
import { answerHeld, corrected } from './staff/answer-held.ts';
import { EFFECTS } from './staff/effects.ts';
import { hold, unclearReason } from './staff/hold.ts';
import { colleaguesNotice, confirmation } from './staff/letters.ts';
import { isSamePerson, powerOf } from './staff/power.ts';
import { event, whenOf, type Done, type View } from './staff/view.ts';

/**
 * What follows from a staff mail. First its powers: a forged From must not speak for the desk, and a genuine answer
 * must not be held without need. Then the commands at its top; then what remains is the answer to the client, relayed
 * once and built anew: only the new text leaves, never quotes, headers or addresses of staff.
 */
export function decideStaff(facts: Facts): Decision {
  const power = powerOf(facts);
  if (power.kind === 'held') return hold(facts, power.member, power.reasons);
  const { member } = power;
  const { question, releasedBy } = facts.answer;
  if (question?.kind === 'held' && releasedBy === null) {
    const word = replyWord(facts.letter.visibleText);
    if (word !== null) return answerHeld(facts, member, question, word);
  }
  const read = readCommands(facts.letter.visibleText, facts.firm.locale);
  if (read.unclear.length > 0 && releasedBy === null) return unclear(facts, member, read.unclear);
  const { request } = facts;
  if (!request) return hold(facts, member, [NO_REQUEST]);
  return carryOut(facts, request, member, releasedBy === null ? read : withoutMisplaced(read));
}

const NO_REQUEST: Reason = { code: 'no-request', detail: 'it names no request of this desk', source: 'threading' };

function unclear(facts: Facts, member: StaffMember, lines: readonly Unclear[]): Decision {
  return hold(facts, member, lines.map(unclearReason), lines);
}

/** A person sent it on although lines of it were not understood: they are left out. */
function withoutMisplaced(read: Commands): Commands {
  const out = new Set(read.unclear.map((one) => one.line));
  const rest = read.rest
    .split('\n')
    .filter((line) => !out.has(line.trim().slice(0, 200)))
    .join('\n')
    .trim();
  return { ...read, rest };
}

/** With these the text below stays inside. */
const INSIDE: ReadonlySet<Command['name']> = new Set([
  'note',
  'call',
  'meeting',
  'summary',
  'escalate',
  'spam',
  'close',
]);
/** Whoever asks the desk something does not write to the client. */
const ASKING: ReadonlySet<Command['name']> = new Set(['help', 'list', 'why', 'undo']);
/** Mails of ours that are not about a client's words: what answers them is no answer to the client. */
const NOT_RELAYED: ReadonlySet<string> = new Set(['confirmation', 'digest', 'report', 'status']);

function carryOut(facts: Facts, request: Request, member: StaffMember, read: Commands): Decision {
  const has = (names: ReadonlySet<Command['name']>): boolean => read.commands.some(({ name }) => names.has(name));
  const isReleased = facts.answer.releasedBy !== null;
  const hasText = read.rest !== '' || facts.letter.message.attachments.some((part) => !part.inline);
  if (!hasText && read.commands.length === 0) return hold(facts, member, [NOTHING]);
  if (has(ASKING) && read.rest !== '' && !isReleased) return hold(facts, member, [ASKED]);
  const answers = hasText && !has(INSIDE) && !has(ASKING);
  const correction = corrected(facts, read.commands.length > 0);
  if (answers && !isReleased) {
    const why = heldBack(facts, request, member, read, correction.length > 0);
    if (why) return hold(facts, member, [why.reason], undefined, why.steps);
  }
  const promise = read.commands.find(({ name }) => name === 'next-update');
  const promised = promise ? whenOf(promise.argument, facts) : null;
  const said = {
    text: read.rest,
    closing: read.commands.some(({ name }) => name === 'resolve'),
    promisedAt: promised && endOf(promised, facts.firm.calendar, facts.firm.calendar.timeZone),
  };
  const answered = answers ? afterAnswer(facts, request, member) : request;
  const done = work({ facts, member, request: answered, read, answers });
  if ('unclear' in done) return unclear(facts, member, done.unclear);
  return {
    disposition: 'staff',
    reasons: facts.threading.reasons,
    request: { number: request.number },
    steps: [
      ...correction,
      ...(answers ? answer(facts, request, member, said) : []),
      ...done.steps,
      { do: 'change', changes: { ...done.request, lastActivityAt: facts.letter.receivedAt } },
      ...(answers ? tellResponsible(facts, request, member, read.rest) : []),
      ...saidBack(facts, member, read, done),
    ],
  };
}

const NOTHING: Reason = { code: 'empty', detail: 'it holds no text and no command', source: 'staff by mail' };
const ASKED: Reason = {
  code: 'asked-the-desk',
  detail: 'it asks the desk something, and the text below would go to the client',
  source: 'commands',
};

type HeldBack = { readonly reason: Reason; readonly steps: readonly Step[] };

/** Why an answer does not go to the client before its writer has looked again; null: nothing speaks against it. */
function heldBack(
  facts: Facts,
  request: Request,
  member: StaffMember,
  read: Commands,
  corrects: boolean,
): HeldBack | null {
  const because = (code: string, detail: string, steps: readonly Step[] = []): HeldBack => ({
    reason: { code, detail, source: 'staff by mail' },
    steps,
  });
  const { answersKind, answering, lastAnswer } = facts.answer;
  if (request.client.address === '')
    return because('client-unusable', 'the client has no address that can be written to');
  if (answersKind !== null && NOT_RELAYED.has(answersKind) && read.commands.length === 0 && !corrects)
    return because('answers-the-desk', 'it answers a notice of the desk and not a mail of the client');
  const crossed =
    lastAnswer !== null &&
    answering !== null &&
    !isSamePerson(member, lastAnswer.by) &&
    Temporal.Instant.compare(lastAnswer.at, answering) > 0;
  if (!crossed) return null;
  const colleague = facts.firm.staff.find((one) => isSamePerson(one, lastAnswer.by));
  const notice = `${member.name} has written an answer as well, without having seen yours. It is held until ${member.name} decides.`;
  return because(
    'collision',
    `${colleague?.name ?? lastAnswer.by} has answered the client in the meantime`,
    colleague ? [{ do: 'mail', mail: colleaguesNotice(facts, colleague, member, notice, read.rest) }] : [],
  );
}

/** Whoever answers first is responsible, until somebody says otherwise. */
function afterAnswer({ letter: { receivedAt } }: Facts, request: Request, member: StaffMember): Request {
  return {
    ...request,
    state: nextState(request.state, 'staff-answered'),
    firstResponseAt: request.firstResponseAt ?? receivedAt,
    owner: request.owner ?? member.address,
  };
}

type Worked = {
  readonly request: Partial<Request>;
  readonly steps: readonly Step[];
  readonly said: readonly string[];
  readonly help: readonly string[];
  readonly canUndo: boolean;
};

/** Carries out the commands in order, each on the request as the one before left it. */
function work(view: View): Worked | { readonly unclear: readonly Unclear[] } {
  const { facts, member, read } = view;
  let { request } = view;
  const steps: Step[] = [];
  const said: string[] = [];
  const help: string[] = [];
  const unclear: Unclear[] = [];
  for (const { name, argument, line } of read.commands) {
    const done = EFFECTS[name]?.({ ...view, request }, argument) ?? { problem: 'is not available here' };
    if ('problem' in done) {
      unclear.push({ line, problem: done.problem });
      continue;
    }
    request = { ...request, ...done.changes };
    steps.push(...(done.steps ?? []));
    (name === 'help' ? help : said).push(...sentences(name, done));
  }
  if (unclear.length > 0) return { unclear };
  const { before, after } = difference(view.request, request);
  const kinds = steps.flatMap((step) => (step.do === 'event' ? step.kind : []));
  const canUndo = Object.keys(before).length > 0 && !kinds.includes('undone');
  const at = facts.letter.receivedAt.toString();
  if (canUndo) steps.push(event('commanded', member, { at, said, before, after, kinds }));
  return { request: changesOf(facts, request), steps, said, help, canUndo };
}

function sentences(name: Command['name'], { said }: Done): string[] {
  return name === 'help' ? said.split('\n') : [said];
}

function difference(from: Request, to: Request): { before: Partial<Request>; after: Partial<Request> } {
  const keys = (Object.keys(to) as (keyof Request)[]).filter((key) => from[key] !== to[key]);
  const pick = (request: Request): Partial<Request> => Object.fromEntries(keys.map((key) => [key, request[key]]));
  return { before: pick(from), after: pick(to) };
}

/** Everything that differs from how the request stood before the mail. */
function changesOf({ request: before }: Facts, after: Request): Partial<Request> {
  return before ? difference(before, after).after : {};
}

/** The responsible person hears that somebody else has answered. */
function tellResponsible(facts: Facts, request: Request, member: StaffMember, text: string): Step[] {
  if (request.owner === null || isSamePerson(member, request.owner)) return [];
  return audience(facts.firm.staff, request)
    .filter((one) => canonicalAddress(one.address) !== canonicalAddress(member.address))
    .map((one) => ({
      do: 'mail',
      mail: colleaguesNotice(facts, one, member, `${member.name} has answered the client.`, text),
    }));
}

/** Where something changed its writer hears what was understood, and how to take it back. */
function saidBack(facts: Facts, member: StaffMember, read: Commands, { said, help, canUndo }: Worked): Step[] {
  if (read.commands.length === 0) return [];
  return [{ do: 'mail', mail: confirmation(facts, member, { done: said, help, undo: canUndo }) }];
}
