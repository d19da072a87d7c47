import type { CommandName } from '../../command.ts';
import { helpLines } from '../../command.ts';
import { priorityCalled } from '../../command/names.ts';
import { promises } from '../../deadline.ts';
import { nextState, type Request } from '../../request.ts';
import { addSpan } from '../../span.ts';
import { beginningOf, endOf } from '../../when.ts';
import type { Step } from '../decision.ts';
import { tierOf } from '../judgement.ts';
import { colleagueCalled } from './colleague.ts';
import { action } from './action.ts';
import { ANSWERS, whyLines } from './ask-desk.ts';
import { askConsent } from './consent.ts';
import { merge } from './merge.ts';
import { resend } from './resend.ts';
import { split } from './split.ts';
import { assignedNotice, toClient } from './letters.ts';
import { event, sayMoment, whenOf, type Done, type Problem, type View } from './view.ts';
import { undo } from './undo.ts';

type Effect = (view: View, argument: string) => Done | Problem;

/** What each command does to the request of its mail. Those that are missing concern no single request. */
export const EFFECTS: Partial<Record<CommandName, Effect>> = {
  take: ({ member }) => ({
    changes: { owner: member.address, team: member.team },
    steps: [event('assigned', member, { to: member.address })],
    said: 'The request is yours.',
  }),
  assign,
  note: (view) => log(view, 'note', 'Kept as a note; the client does not see it.'),
  call: (view) => log(view, 'call', 'Kept as the note of a call; the client does not see it.'),
  meeting: (view) => log(view, 'meeting', 'Kept as the note of a meeting; the client does not see it.'),
  summary: (view) => log(view, 'summary', 'Kept as the summary; the client does not see it.'),
  resolve,
  wait,
  priority,
  spam: (view) => close(view, 'spam', 'Closed as spam; its sender hears nothing.'),
  close: (view) => close(view, 'closed by hand', 'Closed; the client hears nothing of it.'),
  reopen,
  'next-update': nextUpdate,
  escalate: ({ member, read }) => ({
    steps: [event('escalation-asked', member, { text: read.rest.slice(0, 2_000) })],
    said: 'Passed on to whoever stands next.',
  }),
  incident: ({ member }) => ({ steps: [event('incident', member)], said: 'Declared a critical incident.' }),
  called: ({ member }) => ({ steps: [event('called', member)], said: 'Noted that the call was answered.' }),
  verified: ({ member, request }) => ({
    steps: [
      { do: 'verify', address: request.client.address, by: member.address },
      event('verified', member, { client: request.client.address }),
    ],
    said: `${request.client.address} counts as confirmed.`,
  }),
  undo,
  cc: askConsent,
  merge,
  split,
  action,
  resend,
  help: () => ({ said: '', help: helpLines() }),
  why: ({ facts, request }) => ({ said: '', help: whyLines(facts, request.number) }),
  list: ({ facts, member }) => ({ said: '', steps: [ANSWERS.list(facts, member, '')] }),
  find: ({ facts, member }, argument) => ({ said: '', steps: [ANSWERS.find(facts, member, argument)] }),
};

function assign(view: View, argument: string): Done | Problem {
  const { facts, member } = view;
  const named = colleagueCalled(argument, facts.firm.staff, member);
  switch (named.is) {
    case 'nobody':
      return { problem: `names nobody here; we are ${facts.firm.staff.map((one) => one.name).join(', ')}` };
    case 'several':
      return { problem: `could be ${named.names.join(' or ')}` };
    case 'team':
      return {
        changes: { owner: null, team: named.team },
        steps: [event('assigned', member, { team: named.team })],
        said: `Given to the team ${named.team}.`,
      };
    case 'person': {
      const { member: to } = named;
      return {
        changes: { owner: to.address, team: to.team },
        steps: [
          event('assigned', member, { to: to.address }),
          ...(to === member ? [] : [{ do: 'mail', mail: assignedNotice(view, to) } as const]),
        ],
        said: to === member ? 'The request is yours.' : `Given to ${to.name}.`,
      };
    }
  }
}

/** The text below stays among colleagues and stands in the record. */
function log({ member, read }: View, kind: string, said: string): Done | Problem {
  if (read.rest === '') return { problem: 'has no text: write it on the line or below' };
  return { steps: [event(kind, member, { text: read.rest.slice(0, 20_000) })], said };
}

/** The client is asked whether it is solved: at the end of the answer, or where there is none in a mail of its own. */
function resolve(view: View): Done {
  const { facts, member, request, answers } = view;
  const { policy, calendar } = facts.firm;
  if (request.state === 'closed') return { said: 'It is closed already; nothing was changed.' };
  const silence = policy.closure.silence;
  const closesOn = silence && addSpan(calendar, facts.letter.receivedAt, silence);
  const ask = toClient(facts, request, { kind: 'follow-up', closesOn });
  return {
    changes: { state: nextState(request.state, 'staff-resolved'), resolvedAt: facts.letter.receivedAt },
    steps: [
      { do: 'settle', kinds: ['respond', 'resolve'], as: 'kept' },
      event('resolved', member),
      ...(answers || request.client.address === '' ? [] : [{ do: 'mail', mail: ask } as const]),
    ],
    said: 'Marked as solved; the client is asked whether it is.',
  };
}

function wait(view: View, argument: string): Done | Problem {
  const { facts, member, request } = view;
  const state = nextState(request.state, 'staff-waits');
  if (state === 'closed') return { problem: 'the request is closed; #reopen opens it' };
  if (argument === '')
    return { changes: { state }, steps: [event('waits', member, { until: null })], said: 'It waits for the client.' };
  const when = whenOf(argument, facts);
  if (when === null) return { problem: 'names no moment that we understand, such as "friday" or "tomorrow 10:00"' };
  const until = beginningOf(when, facts.firm.calendar, facts.firm.calendar.timeZone);
  return {
    changes: { state },
    steps: [event('waits', member, { until: until.toString() })],
    said: `Put off until ${sayMoment(until, facts)}.`,
  };
}

/** What the client was promised stays; a higher priority makes it due sooner. */
function priority(view: View, argument: string): Done | Problem {
  const { member, request } = view;
  const wanted = priorityCalled(argument);
  if (wanted === null) return { problem: 'is critical, high, normal or low' };
  return {
    changes: { priority: wanted },
    steps: [event('priority', member, { from: request.priority, to: wanted }), ...dueSooner(view, wanted)],
    said: `Priority is now ${wanted}.`,
  };
}

function dueSooner({ facts, request }: View, priority: Request['priority']): Step[] {
  const { policy, calendar } = facts.firm;
  const of = (one: Request['priority']) => {
    const subject = {
      priority: one,
      category: request.category,
      tier: tierOf(facts.firm, request.client.address),
      feedback: null,
    };
    return promises(policy, calendar, subject, request.openedAt);
  };
  const [before, after] = [of(request.priority), of(priority)];
  const open = [
    ...(request.firstResponseAt === null ? ['respond' as const] : []),
    ...(request.resolvedAt === null ? ['resolve' as const] : []),
  ];
  return open.flatMap((kind) => {
    const [old, fresh] = [before[kind], after[kind]];
    const isSooner = fresh !== null && (old === null || Temporal.Instant.compare(fresh, old) < 0);
    return isSooner ? [{ do: 'deadline', kind, dueAt: fresh } as const] : [];
  });
}

function close({ facts, member, request }: View, why: string, said: string): Done {
  if (request.state === 'closed') return { said: 'It is closed already; nothing was changed.' };
  return {
    changes: {
      state: nextState(request.state, 'closed-by-manager'),
      closedAt: facts.letter.receivedAt,
      ...(why === 'spam' ? { category: 'spam' } : {}),
    },
    steps: [
      { do: 'settle', kinds: ['acknowledge', 'respond', 'resolve'], as: 'cancelled' },
      event('closed', member, { why }),
    ],
    said,
  };
}

function reopen({ member, request }: View): Done {
  if (request.state !== 'resolved' && request.state !== 'closed')
    return { said: 'It was open already; nothing was changed.' };
  return {
    changes: { state: 'open', resolvedAt: null, closedAt: null },
    steps: [event('reopened', member, { by: 'staff' })],
    said: 'Open again.',
  };
}

/** The next word is ours and has a day; the client is told, in the answer or in a mail of its own. */
function nextUpdate(view: View, argument: string): Done | Problem {
  const { facts, member, request, answers } = view;
  const when = whenOf(argument, facts);
  if (when === null) return { problem: 'names no moment that we understand, such as "friday" or "tomorrow 10:00"' };
  const by = endOf(when, facts.firm.calendar, facts.firm.calendar.timeZone);
  const tell = toClient(facts, request, { kind: 'update', promisedAt: by });
  const isOurs = request.state === 'waiting';
  return {
    changes: isOurs ? { state: nextState(request.state, 'wait-over') } : {},
    steps: [
      ...(isOurs ? [event('wait-over', member, { why: 'next-update' })] : []),
      event('next-update', member, { by: by.toString() }),
      ...(answers ? [] : [event('told', member, { by: by.toString() })]),
      ...(answers || request.client.address === '' ? [] : [{ do: 'mail', mail: tell } as const]),
    ],
    said: `The client is told that he hears from us by ${sayMoment(by, facts)}.`,
  };
}
