import type { ClockEvent } from '../clock-event.ts';
import type { OutgoingContent } from '../delivery.ts';
import { isBefore } from '../instant.ts';
import { staffMoment } from '../moment.ts';
import type { ClockName, Contact, EscalationStep } from '../policy.ts';
import { applies, categoryRule } from '../policy.ts';
import type { Reason } from '../reason.ts';
import { addSpan, spanText } from '../span.ts';
import type { StaffMember } from '../staff.ts';
import type { Entry } from './agenda.ts';
import type { ClockFacts, Webhook } from './clock.ts';
import { clientConfig, peopleOf } from './contacts.ts';
import type { Step } from './decision.ts';

export type Note = {
  readonly to: readonly StaffMember[];
  readonly text: string;
  /** Makes the mail an escalation. */
  readonly urgent: boolean;
  /** Whom its reader should call, with the numbers that are known. */
  readonly call?: readonly { readonly name: string; readonly phone: string }[];
  /** Further lines. */
  readonly details?: readonly string[];
  /** Of two notes about the same clock a person gets the urgent one. */
  readonly about?: ClockName;
};

/** One consequence of a deadline; notes to staff are gathered into one mail a person afterwards. */
export type Effect = {
  /** A note to these people; `urgent` ones make their mail an escalation. */
  readonly note?: Note;
  readonly toClient?: OutgoingContent;
  readonly steps?: readonly (Step | Webhook)[];
  /** What the clocks must know at once of what was decided. */
  readonly clock?: readonly ClockEvent[];
};

/** An effect with the deadline that caused it, in words. */
export type Caused = Effect & { readonly reason: Reason };

/** The entry of a topic, also where several topics share a shape. */
type Of<T extends Entry['topic'], E extends Entry = Entry> = E extends unknown
  ? T extends E['topic']
    ? E
    : never
  : never;
type Handlers = { readonly [T in Entry['topic']]: (entry: Of<T>, facts: ClockFacts) => readonly Effect[] };

/** What follows from one deadline. */
export function effectsOf(entry: Entry, facts: ClockFacts): readonly Effect[] {
  const handle = HANDLERS[entry.topic] as (entry: Entry, facts: ClockFacts) => readonly Effect[];
  return handle(entry, facts);
}

const OWNER: readonly Contact[] = [{ role: 'owner' }];
/** Mail that does not leave is the desk's fault, so whoever runs it hears too. */
const OWNER_AND_ADMIN: readonly Contact[] = [{ role: 'owner' }, { role: 'admin' }];

const HANDLERS: Handlers = {
  'acknowledge-warning': ({ due }, facts) => [
    note(
      facts,
      OWNER_AND_ADMIN,
      `No mail server has taken the acknowledgement yet; it is promised by ${moment(facts, due)}.`,
    ),
  ],
  'acknowledge-overdue': ({ due }, facts) => [
    alarm(
      facts,
      OWNER_AND_ADMIN,
      `The acknowledgement promised by ${moment(facts, due)} has not been accepted by a mail server.`,
    ),
    settle('acknowledge', 'missed'),
  ],
  'acknowledge-failed': ({ cause }, facts) => [
    alarm(facts, OWNER_AND_ADMIN, `The client did not get our acknowledgement: ${cause}`),
  ],
  'respond-reminder': ({ due }, facts) => [
    note(facts, OWNER, `An answer is due by ${moment(facts, due)}. If you need longer, tell us until when.`),
  ],
  holding: (entry, facts) => holding(entry, facts),
  'respond-breach': ({ due, isTarget }, facts) => [
    settle('respond', 'missed', isTarget),
    ...(isTarget ? [] : [note(facts, OWNER, `The answer promised by ${moment(facts, due)} is overdue.`, 'respond')]),
  ],
  'resolve-reminder': ({ due }, facts) => [
    note(facts, OWNER, `It should be solved by ${moment(facts, due)}. If you need longer, tell us until when.`),
  ],
  'resolve-breach': ({ due, isTarget }, facts) => [
    settle('resolve', 'missed', isTarget),
    ...(isTarget ? [] : [note(facts, OWNER, `It should have been solved by ${moment(facts, due)}.`, 'resolve')]),
  ],
  escalation: ({ step, at }, facts) => escalate(step, at, facts),
  'escalation-asked': (_, facts) => [
    alarm(facts, askedContacts(facts), 'A colleague asks you to take this over.'),
    event('escalated', { step: 'asked' }),
  ],
  'escalation-report': (_, facts) => report(facts),
  'update-ask': ({ due }, facts) => [
    note(
      facts,
      OWNER,
      `The client hears again on ${moment(facts, due)}: write a line on where it stands, or he gets a short word that it is still in work.`,
    ),
  ],
  update: (_, facts) => [
    { toClient: { kind: 'update', promisedAt: nextUpdate(facts) }, clock: [{ kind: 'informed', at: facts.now }] },
    event('informed', {}),
  ],
  'wait-over': ({ at }, facts) => [
    {
      steps: [
        { do: 'change', changes: { state: 'open' } },
        { do: 'event', kind: 'wait-over', actor: 'replydesk', reasons: [], data: {} },
      ],
      clock: [{ kind: 'wait-over', at }],
    },
    note(facts, OWNER, 'You had put this off until today.'),
  ],
  'follow-up': ({ at, closesOn }, facts) => [
    // Asked late, the client has as long to answer as he would have had.
    { toClient: { kind: 'follow-up', closesOn: closesOn && closesOn.add(facts.now.since(at)) } },
    event('asked-again', {}),
  ],
  silence: (_, facts) => [
    {
      toClient: { kind: 'closure', author: '', resolution: null, unverified: true },
      steps: [
        { do: 'change', changes: { state: 'closed', closedAt: facts.now } },
        { do: 'event', kind: 'closed', actor: 'replydesk', reasons: [], data: { verified: false, why: 'silence' } },
      ],
      clock: [{ kind: 'closed', at: facts.now }],
    },
  ],
  closure: () => [{ toClient: { kind: 'closure', author: '', resolution: null } }],
  incident: (_, facts) => incident(facts),
  call: ({ turn }, facts) => call(turn, facts),
  feedback: ({ due }, facts) => [
    note(
      facts,
      facts.firm.policy.feedback?.to ?? OWNER,
      `Negative feedback: answer by ${moment(facts, due)} and say what will be put right.`,
    ),
  ],
  'feedback-reminder': ({ due }, facts) => [
    note(
      facts,
      facts.firm.policy.feedback?.to ?? OWNER,
      `The answer to this negative feedback is due by ${moment(facts, due)}.`,
    ),
  ],
  'feedback-breach': ({ due }, facts) => [
    alarm(
      facts,
      facts.firm.policy.feedback?.to ?? OWNER,
      `This negative feedback should have been answered by ${moment(facts, due)}.`,
    ),
    event('missed', { clock: 'feedback', due: String(due) }),
  ],
};

/** The client hears that it takes longer and until when; told before the deadline, that day is the new one. */
function holding({ due, within, clock }: Of<'holding'>, facts: ClockFacts): readonly Effect[] {
  const { now, events, firm } = facts;
  if (facts.request.client.address === '') return [];
  const named = events.findLast((one) => one.kind === 'next-update')?.by;
  const from = isBefore(due, now) ? now : due;
  const by = named !== undefined && isBefore(from, named) ? named : addSpan(firm.calendar, from, within);
  const inTime = isBefore(now, due);
  return [
    {
      toClient: { kind: 'holding', before: due, promisedAt: by },
      clock: [{ kind: 'told', at: now, by }],
      steps: [
        { do: 'event', kind: 'told', actor: 'replydesk', reasons: [], data: { by: String(by), before: String(due) } },
        ...(inTime ? toldSteps(clock, by) : []),
      ],
    },
  ];
}

function toldSteps(clock: 'respond' | 'resolve', by: Temporal.Instant): readonly Step[] {
  return [
    { do: 'settle', kinds: [clock], as: 'told' },
    { do: 'deadline', kind: clock, dueAt: by },
  ];
}

function escalate(step: EscalationStep, at: Temporal.Instant, facts: ClockFacts): readonly Effect[] {
  const to = peopleOf(step.to, facts.request, facts.firm);
  const names = to.map((member) => member.address);
  const text = `${capital(step.name)}: ${why(step, moment(facts, at))}.`;
  const hook: Webhook = {
    do: 'webhook',
    event: 'escalation',
    data: { ...aboutRequest(facts), step: step.name, text: `#${facts.request.number}: ${text}` },
  };
  const about = step.from === 'receipt' ? {} : { about: step.from };
  return [
    ...(step.by.includes('mail') ? [{ note: { to, text, urgent: true, ...about } }] : []),
    ...(step.by.includes('webhook') ? [{ steps: [hook] }] : []),
    event('escalated', { step: step.name, to: names }),
  ];
}

/** What another system is told of a request; the client's words stay here. */
function aboutRequest({ request }: ClockFacts): Readonly<Record<string, unknown>> {
  const { number, subject, priority, client, owner } = request;
  return { request: number, subject, priority, client: client.name, owner };
}

const WAS_DUE: Readonly<Record<ClockName, string>> = {
  acknowledge: 'the acknowledgement was due',
  respond: 'an answer was due',
  resolve: 'it should have been solved',
};

function why({ from, after }: EscalationStep, at: string): string {
  if (from === 'receipt') return after.amount === 0 ? 'passed on at once' : `${spanText(after)} after it arrived`;
  return after.amount === 0 ? `${WAS_DUE[from]} by ${at}` : `${spanText(after)} after ${WAS_DUE[from]}`;
}

/** `#escalate` goes where the chain would have gone next. */
function askedContacts({ firm }: ClockFacts): readonly Contact[] {
  return (
    firm.policy.escalation.find((step) =>
      applies(step.when, { priority: 'normal', category: null, tier: null, feedback: null }),
    )?.to ?? [{ role: 'lead' }]
  );
}

function report(facts: ClockFacts): readonly Effect[] {
  const rule = categoryRule(facts.firm.policy, facts.request.category);
  if (rule === null) return [];
  const text = `${capital(rule.name)}: please complete the escalation report by answering with what happened, what was done, and its outcome.`;
  return [
    alarm(facts, [rule.responsible], text),
    event('escalation-report', { confidentiality: rule.confidentiality }),
  ];
}

/** Client and management at once, and the first call for a named person. */
function incident(facts: ClockFacts): readonly Effect[] {
  const { request, firm, now } = facts;
  const rule = firm.policy.incident;
  if (rule === null) return [];
  const hook: Webhook = {
    do: 'webhook',
    event: 'incident',
    data: { ...aboutRequest(facts), text: `#${request.number}: Critical incident: ${request.subject}` },
  };
  return [
    ...(rule.tellClient && request.client.address !== ''
      ? [
          {
            toClient: {
              kind: 'incident',
              title: request.subject,
              startedAt: request.openedAt,
              promisedAt: nextUpdate(facts),
            } as const,
            clock: [{ kind: 'informed', at: now } as const],
          },
        ]
      : []),
    alarm(facts, rule.to, 'Critical incident.'),
    ...call(0, facts),
    ...(rule.by.includes('webhook') ? [{ steps: [hook] }] : []),
    event('incident-opened', {}),
  ];
}

/** The call is one person's task at a time; it is passed on until somebody confirms with `#called`. */
function call(turn: number, facts: ClockFacts): readonly Effect[] {
  const { request, firm, now } = facts;
  const rule = firm.policy.incident;
  if (rule?.call == null) return [];
  const people = peopleOf(rule.call.to, request, firm);
  const person = people[turn % people.length];
  if (person === undefined) return [];
  const text =
    turn === 0
      ? 'Critical incident: please call the client and management now, then answer with #called.'
      : 'Critical incident: nobody has confirmed a call yet. Please call the client and management now, then answer with #called.';
  const next = people[(turn + 1) % people.length] ?? person;
  const passedOn = moment(facts, addSpan(firm.calendar, now, rule.call.passOnAfter));
  const details =
    next === person ? [] : [`Without #called by ${passedOn} it is passed on to ${next.name || next.address}.`];
  return [
    { note: { to: [person], text, urgent: true, call: numbersFor(person, facts), details } },
    event('call-asked', { to: person.address, turn }),
  ];
}

/** The client first, then management; whoever calls need not be called. */
function numbersFor(caller: StaffMember, { request, firm }: ClockFacts): NonNullable<Note['call']> {
  const { name, address } = request.client;
  const management = peopleOf(firm.policy.incident?.to ?? [], request, firm).filter((one) => one !== caller);
  return [{ name: name || address, phone: clientConfig(firm, address)?.phone }, ...management].flatMap((one) =>
    one.phone == null ? [] : [{ name: one.name, phone: one.phone }],
  );
}

/** When the client hears next after a word that goes out now. */
function nextUpdate({ firm, request, tier, feedback, now }: ClockFacts): Temporal.Instant | null {
  const subject = { priority: request.priority, category: request.category, tier, feedback };
  const rule = firm.policy.updates.find((one) => applies(one.when, subject));
  const every = clientConfig(firm, request.client.address)?.updates ?? rule?.every;
  return every ? addSpan(firm.calendar, now, every) : null;
}

function note(facts: ClockFacts, contacts: readonly Contact[], text: string, about?: ClockName): Effect {
  const to = peopleOf(contacts, facts.request, facts.firm);
  return { note: { to, text, urgent: false, ...(about === undefined ? {} : { about }) } };
}

function alarm(facts: ClockFacts, contacts: readonly Contact[], text: string): Effect {
  return { note: { to: peopleOf(contacts, facts.request, facts.firm), text, urgent: true } };
}

function settle(clock: 'acknowledge' | 'respond' | 'resolve', as: 'missed', isTarget = false): Effect {
  return {
    steps: [
      { do: 'settle', kinds: [clock], as },
      { do: 'event', kind: isTarget ? 'target-not-met' : 'missed', actor: 'replydesk', reasons: [], data: { clock } },
    ],
  };
}

function event(kind: string, data: Readonly<Record<string, unknown>>): Effect {
  return { steps: [{ do: 'event', kind, actor: 'replydesk', reasons: [], data }] };
}

function moment({ firm }: ClockFacts, at: Temporal.Instant): string {
  return staffMoment(firm.calendar, at);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
