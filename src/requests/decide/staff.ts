import { canonicalAddress } from '../address.ts';
import { readCommands, type Command, type Commands } from '../command.ts';
import type { OutgoingContent, OutgoingMail } from '../delivery.ts';
import type { Reason } from '../reason.ts';
import { nextState, type Request } from '../request.ts';
import { addSpan } from '../span.ts';
import { staffByAddress, type StaffMember } from '../staff.ts';
import type { Decision, Facts, Step } from './decision.ts';

/**
 * What follows from a staff mail. First its powers: a forged From must not speak for the desk, and a genuine answer
 * must not be held without need. Then the commands at its top; then what remains is the answer to the client, relayed
 * once and built anew: only the new text leaves, never quotes, headers or addresses of staff.
 */
export function decideStaff(facts: Facts): Decision {
  const power = powerOf(facts);
  if (power.kind === 'held') return held(facts, power.reasons, power.member);
  const { request } = facts;
  if (!request) return held(facts, [NO_REQUEST], power.member);
  const read = readCommands(facts.letter.visibleText);
  if (read.unclear.length > 0) return held(facts, read.unclear.map(unclear), power.member);
  return carryOut(facts, request, power.member, read);
}

const NO_REQUEST: Reason = { code: 'no-request', detail: 'it names no request of this desk', source: 'threading' };

function unclear(line: string): Reason {
  return { code: 'unclear-command', detail: line, source: 'commands' };
}

type Power =
  | { readonly kind: 'granted'; readonly member: StaffMember }
  | { readonly kind: 'held'; readonly member: StaffMember | null; readonly reasons: readonly Reason[] };

/** Pass grants; none or unknown needs the person's own token; fail is held, whatever else (contract, "Configuration"). */
function powerOf({ letter, token, firm }: Facts): Power {
  const { author, authentication } = letter.recognition;
  const from = author ?? letter.message.from[0];
  const member = from ? staffByAddress(firm.staff, from.address) : null;
  if (!member) return { kind: 'held', member: null, reasons: [reason('not-staff', 'the sender is no staff member')] };
  switch (authentication.verdict) {
    case 'pass':
      return { kind: 'granted', member };
    case 'fail':
      return {
        kind: 'held',
        member,
        reasons: [reason('authentication-failed', 'the mail fails the check of its sender')],
      };
    case 'none':
    case 'unknown':
      return token?.role === 'staff' && staffByAddress(firm.staff, token.participant) === member
        ? { kind: 'granted', member }
        : {
            kind: 'held',
            member,
            reasons: [reason('not-proven', 'nothing proves who wrote it: answer a notice of the desk')],
          };
  }
}

function reason(code: string, detail: string): Reason {
  return { code, detail, source: 'staff by mail' };
}

/** Nothing leaves; the person whose address it bears is asked, at his registered address and nowhere else. */
function held(facts: Facts, reasons: readonly Reason[], member: StaffMember | null): Decision {
  const number = facts.threading.outcome === 'join' && facts.request ? facts.request.number : null;
  const event: Step[] =
    number === null
      ? []
      : [{ do: 'event', kind: 'staff-mail-held', actor: member?.address ?? 'unknown', reasons, data: {} }];
  const ask: Step[] =
    member === null
      ? []
      : [
          {
            do: 'mail',
            mail: confirmation(facts, member, { held: true, done: [], unclear: reasons.map(problem) }),
          },
        ];
  return {
    disposition: 'quarantined',
    reasons,
    request: number === null ? null : { number },
    steps: [...event, ...ask],
  };
}

function carryOut(facts: Facts, request: Request, member: StaffMember, { commands, rest }: Commands): Decision {
  const has = (name: Command['name']): boolean => commands.some((command) => command.name === name);
  const isNote = has('note');
  const answers = rest !== '' && !isNote;
  const outcome = outcomeOf(facts, request, answers, has('resolve'));
  const steps: Step[] = [
    ...commands.flatMap((command) => effect(command, facts, member)),
    ...(isNote ? [event('note', member, { text: rest })] : []),
    ...(answers ? answer(facts, request, member, rest, has('resolve')) : []),
    ...(has('resolve') ? resolve(facts, request, member, answers) : []),
    {
      do: 'change',
      changes: { ...outcome, lastActivityAt: facts.letter.receivedAt, owner: request.owner ?? member.address },
    },
    ...(commands.length > 0
      ? [
          {
            do: 'mail',
            mail: confirmation(facts, member, { held: false, done: commands.map(describe), unclear: [] }),
          } as const,
        ]
      : []),
  ];
  return { disposition: 'staff', reasons: facts.threading.reasons, request: { number: request.number }, steps };
}

function outcomeOf(
  { letter: { receivedAt } }: Facts,
  request: Request,
  answers: boolean,
  resolves: boolean,
): Pick<Request, 'state'> & Partial<Request> {
  if (resolves) return { state: nextState(request.state, 'staff-resolved'), resolvedAt: receivedAt };
  return { state: answers ? nextState(request.state, 'staff-answered') : request.state };
}

function effect(command: Command, { firm }: Facts, member: StaffMember): Step[] {
  switch (command.name) {
    case 'take':
      return [
        { do: 'change', changes: { owner: member.address, team: member.team } },
        event('assigned', member, { to: member.address }),
      ];
    case 'assign': {
      const to = firm.staff.find(
        (one) =>
          one.name.toLowerCase().startsWith(command.to.toLowerCase()) || one.address === command.to.toLowerCase(),
      );
      return to
        ? [
            { do: 'change', changes: { owner: to.address, team: to.team } },
            event('assigned', member, { to: to.address }),
          ]
        : [];
    }
    case 'priority':
      return [
        { do: 'change', changes: { priority: command.priority } },
        event('priority', member, { priority: command.priority }),
      ];
    case 'note':
    case 'resolve':
    case 'help':
      return [];
  }
}

function describe(command: Command): string {
  switch (command.name) {
    case 'take':
      return 'The request is yours.';
    case 'assign':
      return `Assigned to ${command.to}.`;
    case 'note':
      return 'Kept as a note; the client does not see it.';
    case 'resolve':
      return 'Marked as solved; the client is asked whether it is.';
    case 'priority':
      return `Priority is now ${command.priority}.`;
    case 'help':
      return 'Commands: #take, #assign NAME, #note, #resolve, #priority critical|high|normal|low, #help.';
  }
}

/** Passed on to the client, unless the client has it already: it was sent to him directly. */
function answer(facts: Facts, request: Request, member: StaffMember, text: string, closing: boolean): Step[] {
  const { letter } = facts;
  const recipients = [...letter.message.to, ...letter.message.cc].map((one) => canonicalAddress(one.address));
  const direct = recipients.includes(canonicalAddress(request.client.address));
  const first: Step[] =
    request.firstResponseAt === null ? [{ do: 'change', changes: { firstResponseAt: letter.receivedAt } }] : [];
  return [
    ...first,
    { do: 'settle', kinds: ['respond'], as: 'kept' },
    event('answered', member, { direct }),
    ...(direct || request.client.address === ''
      ? []
      : [{ do: 'mail', mail: relay(facts, request, member, text, closing) } as const]),
  ];
}

function relay(facts: Facts, request: Request, member: StaffMember, text: string, closing: boolean): OutgoingMail {
  const cc = facts.participants.filter((one) => one.role !== 'client').map(({ name, address }) => ({ name, address }));
  return { ...toClient(facts, request, { kind: 'answer', text, author: member.name, closing }), cc };
}

/** The client is asked whether it is solved: at the end of the answer, or where there is none in a mail of its own. */
function resolve(facts: Facts, request: Request, member: StaffMember, answers: boolean): Step[] {
  const { policy, calendar } = facts.firm;
  const silence = policy.closure.silence;
  const closesOn = silence && addSpan(calendar, facts.letter.receivedAt, silence);
  const ask = toClient(facts, request, { kind: 'follow-up', closesOn });
  return [
    event('resolved', member, {}),
    ...(answers || request.client.address === '' ? [] : [{ do: 'mail', mail: ask } as const]),
  ];
}

function toClient({ firm, now }: Facts, request: Request, content: OutgoingContent): OutgoingMail {
  return {
    content,
    to: request.client,
    cc: [],
    role: 'client',
    locale: request.language ?? firm.locale,
    answers: null,
    state: 'queued',
    reasons: [],
    dueAt: now,
  };
}

function problem({ code, detail }: Reason): { line: string; problem: string } {
  return code === 'unclear-command'
    ? { line: detail, problem: 'is not a command that we know' }
    : { line: 'Your mail', problem: `was held: ${detail}` };
}

function confirmation(
  { firm, letter, now }: Facts,
  member: StaffMember,
  said: Pick<Extract<OutgoingContent, { kind: 'confirmation' }>, 'held' | 'done' | 'unclear'>,
): OutgoingMail {
  const { messageId, subject } = letter.message;
  return {
    content: { kind: 'confirmation', ...said, subject },
    to: { name: member.name, address: member.address },
    cc: [],
    role: 'staff',
    locale: firm.locale,
    answers: { inReplyTo: messageId, references: messageId === null ? [] : [messageId] },
    state: 'queued',
    reasons: [],
    dueAt: now,
  };
}

function event(kind: string, member: StaffMember, data: Readonly<Record<string, unknown>>): Step {
  return { do: 'event', kind, actor: member.address, reasons: [], data };
}
