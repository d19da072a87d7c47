import { canonicalAddress, isAnswerable, untagged, type Address } from '../../address.ts';
import type { Command, Commands, Unclear } from '../../command.ts';
import { bareSubject } from '../../subject.ts';
import type { Request } from '../../request.ts';
import { staffByAddress, type StaffMember } from '../../staff.ts';
import { wordsFor, type Words } from '../../staff-words.ts';
import type { Decision, Facts, Opening, Step } from '../decision.ts';
import { addressesIn } from './addresses.ts';
import { feedbackCalled, RAISED_WITHIN_DAYS, whoRaised } from './announce.ts';
import { answer } from './answer.ts';
import { hasFiles } from './carry-out.ts';
import { hold, holdUnclear } from './hold.ts';
import { confirmation, toClient } from './letters.ts';
import { event } from './view.ts';
import { difference, work, type Worked } from './work.ts';

/** More would be a mailing, which wants another tool and other consent. */
const MOST_CLIENTS = 50;

/** These begin one. */
export const OPENS: ReadonlySet<Command['name']> = new Set(['to', 'welcome', 'announce']);

/** Commands that make sense for a conversation that is only beginning. */
const FOR_BEGINNINGS: ReadonlySet<Command['name']> = new Set([
  'to',
  'welcome',
  'announce',
  'take',
  'assign',
  'priority',
  'wait',
  'resolve',
  'next-update',
]);

/**
 * Staff begin a conversation: with `#to` and the addresses of clients, or by a mail to clients with the desk in copy, which has
 * reached them already (`direct`). Each client gets a mail and a request of his own, and sees nothing of the others (PRO-1).
 */
export function start(facts: Facts, member: StaffMember, read: Commands, direct: readonly Address[] | null): Decision {
  const lines = read.commands.filter(({ name }) => OPENS.has(name));
  const welcomes = lines.some(({ name }) => name === 'welcome');
  const words = wordsFor(facts.firm, member);
  const announced = announcedTo(facts, lines, words);
  if ('unclear' in announced) return holdUnclear(facts, member, announced.unclear);
  const named = lines.flatMap(({ name, argument }) => (name === 'announce' ? [] : addressesIn(argument)));
  const clients = direct ?? [...named, ...announced.people.filter((one) => !isAmong(one, named))];
  const problem = problemWith(facts, clients, words);
  if (problem !== null) {
    const line = lines[0]?.line ?? words.yourMail;
    return holdUnclear(facts, member, [{ line, problem }]);
  }
  if (read.rest === '' && !welcomes && !hasFiles(facts.letter.message)) return hold(facts, member, { code: 'no-text' });
  const others = read.commands.filter(({ name }) => !OPENS.has(name));
  const strange = others.find(({ name }) => !FOR_BEGINNINGS.has(name));
  if (strange) return holdUnclear(facts, member, [{ line: strange.line, problem: words.problem.onlyBegins }]);
  const parts: Part[] = [];
  for (const client of clients) {
    const part = beginning(facts, member, { ...read, commands: others }, client, { direct: direct !== null, welcomes });
    if ('unclear' in part) return holdUnclear(facts, member, part.unclear);
    parts.push(part);
  }
  // The writer named a kind and no people: he sees whom it reaches before it does.
  if (announced.people.length > 0 && facts.answer.releasedBy === null)
    return hold(facts, member, { code: 'announces', about: `${clients.length}: ${addressesOf(clients)}` });
  const [first, ...more] = parts;
  if (first === undefined) return hold(facts, member, { code: 'no-text' });
  const names = addressesOf(clients);
  const sent = welcomes ? words.done.welcomed(names) : words.done.sent(names);
  const done = [direct ? words.done.kept(names) : sent, ...first.said];
  const { subject: about } = facts.letter.message;
  return {
    disposition: 'staff',
    reasons: [{ code: 'begins', detail: `a conversation with ${names}`.slice(0, 300), source: 'staff by mail' }],
    request: first.request,
    steps: [...first.steps, { do: 'mail', mail: confirmation(facts, member, { done, about }) }],
    more,
  };
}

/** All who gave the feedback that lines name; nobody where no line names any. */
function announcedTo(
  { answer: { raised }, firm, now }: Facts,
  lines: readonly Command[],
  { problem }: Words,
): { readonly people: readonly Address[] } | { readonly unclear: readonly Unclear[] } {
  const people: Address[] = [];
  const unclear: Unclear[] = [];
  for (const { argument, line } of lines.filter(({ name }) => name === 'announce')) {
    const kind = feedbackCalled(argument);
    const them = kind === null ? [] : whoRaised(kind, raised, now).filter(({ address }) => !isInside(address, firm));
    if (kind === null) unclear.push({ line, problem: problem.feedbackKinds });
    else if (them.length === 0) unclear.push({ line, problem: problem.nobodyRaised(RAISED_WITHIN_DAYS) });
    people.push(...them.filter((one) => !isAmong(one, people)));
  }
  return unclear.length > 0 ? { unclear } : { people };
}

function isAmong({ address }: Address, others: readonly Address[]): boolean {
  return others.some((one) => canonicalAddress(one.address) === canonicalAddress(address));
}

function addressesOf(people: readonly Address[]): string {
  return people.map(({ address }) => address).join(', ');
}

/** The people outside the house to whom a mail of staff went, with the desk among the recipients. */
export function addressedOutside({ letter, firm }: Facts): readonly Address[] {
  return letter.message.to.filter(({ address }) => !isInside(address, firm) && isAnswerable(address));
}

type Part = {
  readonly request: { readonly open: Opening };
  readonly steps: readonly Step[];
  readonly said: readonly string[];
};

function beginning(
  facts: Facts,
  member: StaffMember,
  read: Commands,
  client: Address,
  { direct, welcomes }: { readonly direct: boolean; readonly welcomes: boolean },
): Part | Extract<ReturnType<typeof work>, { unclear: unknown }> {
  const open = openingOf(facts, member, client);
  const request = requestOf(open, facts.letter.receivedAt);
  const done = work({ facts, member, request, read, answers: true });
  if ('unclear' in done) return done;
  const said = {
    text: read.rest,
    closing: read.commands.some(({ name }) => name === 'resolve'),
    promisedAt: promisedIn(done),
    opens: true,
  };
  return {
    request: { open },
    said: done.said,
    steps: [
      { do: 'participant', address: client, role: 'client' },
      event('opened', member, { by: 'staff' }),
      ...(welcomes
        ? welcome(facts, request, member, read.rest)
        : answer({ ...facts, participants: [] }, request, member, said, direct)),
      ...done.steps,
      {
        do: 'change',
        changes: { ...difference(request, done.request).after, firstResponseAt: facts.letter.receivedAt },
      },
    ],
  };
}

/** The client of a firm that he is new to: who we are, how he reaches us; the clock watches that it leaves in time (ONB-1). */
function welcome(facts: Facts, request: Request, member: StaffMember, text: string): Step[] {
  const team = facts.firm.staff
    .filter((one) => one.team === member.team && one.role !== 'admin')
    .map(({ name }) => ({ name }));
  const content = { kind: 'welcome', message: text === '' ? null : text, team } as const;
  const mail = { ...toClient(facts, request, content), writtenBy: member.address };
  return [
    event('onboarding', member),
    event('answered', member, { direct: false, decided: facts.now.toString() }),
    { do: 'mail', mail },
  ];
}

function promisedIn({ steps }: Worked): Temporal.Instant | null {
  const promise = steps.find((step) => step.do === 'event' && step.kind === 'next-update');
  return promise?.do === 'event' ? Temporal.Instant.from(String(promise.data['by'])) : null;
}

/** Our word is said, so it waits for the client. */
function openingOf({ letter, firm, request }: Facts, member: StaffMember, client: Address): Opening {
  const known =
    firm.clients.find((one) => one.address === canonicalAddress(client.address)) ??
    firm.clients.find((one) => one.domain !== null && canonicalAddress(client.address).endsWith(`@${one.domain}`));
  return {
    mailbox: letter.mailbox,
    subject: bareSubject(letter.message.subject),
    client,
    state: 'waiting',
    priority: 'normal',
    category: null,
    owner: member.address,
    team: member.team,
    language: known?.locale ?? null,
    openedAt: letter.receivedAt,
    linkedTo: request?.number ?? null,
  };
}

/** The request that an opening becomes; its number is given when it is written. */
export function requestOf(opening: Opening, at: Temporal.Instant): Request {
  return {
    ...opening,
    number: 0,
    acknowledgedAt: null,
    firstResponseAt: null,
    resolvedAt: null,
    closedAt: null,
    lastActivityAt: at,
    mergedInto: null,
  };
}

function problemWith({ firm }: Facts, clients: readonly Address[], { problem }: Words): string | null {
  if (clients.length === 0) return problem.noAddress;
  if (clients.length > MOST_CLIENTS) return problem.tooMany(clients.length, MOST_CLIENTS);
  const unusable = clients.find(({ address }) => !isAnswerable(address));
  if (unusable) return problem.unwritable(unusable.address.slice(0, 100));
  const inside = clients.find(({ address }) => isInside(address, firm));
  return inside ? problem.oneOfUs(inside.address) : null;
}

function isInside(address: string, firm: Facts['firm']): boolean {
  return firm.ownAddresses.has(untagged(canonicalAddress(address))) || staffByAddress(firm.staff, address) !== null;
}
