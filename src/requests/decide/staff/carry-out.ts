import { canonicalAddress } from '../../address.ts';
import type { Command, Commands } from '../../command.ts';
import type { Message } from '../../message.ts';
import { sizeInWords } from '../../notice.ts';
import { nextState, type Request } from '../../request.ts';
import { audience, type StaffMember } from '../../staff.ts';
import { wordsFor } from '../../staff-words.ts';
import { endOf } from '../../when.ts';
import type { Decision, Facts, Step } from '../decision.ts';
import { answer } from './answer.ts';
import { corrected } from './answer-held.ts';
import { hold, holdUnclear, type Because } from './hold.ts';
import { colleaguesNotice } from './letters.ts';
import { isSamePerson } from './power.ts';
import { whenOf } from './view.ts';
import { difference, saidBack, work } from './work.ts';

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
const ASKING: ReadonlySet<Command['name']> = new Set(['help', 'list', 'find', 'why', 'undo']);
/** Mails of ours that are not about a client's words: what answers them is no answer to the client. */
const NOT_RELAYED: ReadonlySet<string> = new Set(['confirmation', 'digest', 'report', 'status']);

/** What follows from a staff mail about a request: the answer first, then the commands in order, then what colleagues hear. */
export function carryOut(facts: Facts, request: Request, member: StaffMember, read: Commands): Decision {
  const has = (names: ReadonlySet<Command['name']>): boolean => read.commands.some(({ name }) => names.has(name));
  const isReleased = facts.answer.releasedBy !== null;
  const hasText = read.rest !== '' || hasFiles(facts.letter.message);
  if (!hasText && read.commands.length === 0) return hold(facts, member, { code: 'empty' });
  if (has(ASKING) && read.rest !== '' && !isReleased) return hold(facts, member, { code: 'asked-the-desk' });
  const answers = hasText && !staysInside(read) && !has(ASKING);
  const correction = corrected(facts, read.commands.length > 0);
  if (answers && !isReleased) {
    const why = heldBack(facts, request, member, read, correction.length > 0);
    if (why) return hold(facts, member, why.because, why.steps);
  }
  const promise = read.commands.find(({ name }) => name === 'next-update');
  const promised = promise ? whenOf(promise.argument, { facts, member }) : null;
  const said = {
    text: read.rest,
    closing: read.commands.some(({ name }) => name === 'resolve'),
    promisedAt: promised && endOf(promised, facts.firm.calendar, facts.firm.calendar.timeZone),
  };
  const answered = answers ? afterAnswer(facts, request, member) : request;
  const done = work({ facts, member, request: answered, read, answers });
  if ('unclear' in done) return holdUnclear(facts, member, done.unclear);
  return {
    disposition: 'staff',
    reasons: facts.threading.reasons,
    request: { number: request.number },
    steps: [
      ...correction,
      ...(answers ? answer(facts, request, member, said) : []),
      ...done.steps,
      {
        do: 'change',
        changes: { ...difference(request, done.request).after, lastActivityAt: facts.letter.receivedAt },
      },
      ...(answers ? tellResponsible(facts, request, member, read.rest) : []),
      ...saidBack(facts, member, read, done),
    ],
    more: done.more,
  };
}

/** Whether the text below the commands is for the house. */
export function staysInside({ commands }: Commands): boolean {
  return commands.some(({ name }) => INSIDE.has(name));
}

type HeldBack = { readonly because: Because; readonly steps: readonly Step[] };

/** Why an answer does not go to the client before its writer has looked again; null: nothing speaks against it. */
function heldBack(
  facts: Facts,
  request: Request,
  member: StaffMember,
  read: Commands,
  corrects: boolean,
): HeldBack | null {
  const { answersKind, answering, lastAnswer } = facts.answer;
  if (request.client.address === '') return { because: { code: 'client-unusable' }, steps: [] };
  if (answersKind !== null && NOT_RELAYED.has(answersKind) && read.commands.length === 0 && !corrects)
    return { because: { code: 'answers-the-desk' }, steps: [] };
  const size = filesIn(facts.letter.message).reduce((sum, file) => sum + file.size, 0);
  const { attachmentLimit = Infinity } = facts.firm;
  if (size > attachmentLimit)
    return {
      because: { code: 'files-too-large', about: `${sizeInWords(size)} > ${sizeInWords(attachmentLimit)}` },
      steps: [],
    };
  const crossed =
    lastAnswer !== null &&
    answering !== null &&
    !isSamePerson(member, lastAnswer.by) &&
    Temporal.Instant.compare(lastAnswer.at, answering) > 0;
  if (!crossed) return null;
  const colleague = facts.firm.staff.find((one) => isSamePerson(one, lastAnswer.by));
  const because: Because = { code: 'collision', about: colleague?.name ?? lastAnswer.by };
  if (colleague === undefined) return { because, steps: [] };
  const notice = wordsFor(facts.firm, colleague).notice.collision(member.name);
  return { because, steps: [{ do: 'mail', mail: colleaguesNotice(facts, colleague, member, notice, read.rest) }] };
}

/** Whoever answers first is responsible, until somebody says otherwise. */
export function afterAnswer({ letter: { receivedAt } }: Facts, request: Request, member: StaffMember): Request {
  return {
    ...request,
    state: nextState(request.state, 'staff-answered'),
    firstResponseAt: request.firstResponseAt ?? receivedAt,
    owner: request.owner ?? member.address,
  };
}

/** The responsible person hears that somebody else has answered. */
function tellResponsible(facts: Facts, request: Request, member: StaffMember, text: string): Step[] {
  if (request.owner === null || isSamePerson(member, request.owner)) return [];
  return audience(facts.firm.staff, request)
    .filter((one) => canonicalAddress(one.address) !== canonicalAddress(member.address))
    .map((one) => ({
      do: 'mail',
      mail: colleaguesNotice(facts, one, member, wordsFor(facts.firm, one).notice.answered(member.name), text),
    }));
}

/** Files that were sent along, a photo from a phone included; the pictures of a signature are none. */
export function hasFiles(message: Message): boolean {
  return filesIn(message).length > 0;
}

function filesIn({ attachments }: Message): Message['attachments'] {
  return attachments.filter((part) => !part.inline || part.contentId === null);
}
