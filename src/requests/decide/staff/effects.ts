import type { CommandName } from '../../command.ts';
import { priorityCalled } from '../../command/names.ts';
import { promises } from '../../deadline.ts';
import { nextState, type Request } from '../../request.ts';
import { addSpan } from '../../span.ts';
import { helpLines } from '../../staff-words.ts';
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
import { askSurvey } from './survey.ts';
import { assignedNotice, toClient } from './letters.ts';
import { event, sayMoment, whenOf, type Done, type Problem, type View } from './view.ts';
import { undo } from './undo.ts';

type Effect = (view: View, argument: string) => Done | Problem;

/** What each command does to the request of its mail. Those that are missing concern no single request. */
export const EFFECTS: Partial<Record<CommandName, Effect>> = {
  take: ({ member, words }) => ({
    changes: { owner: member.address, team: member.team },
    steps: [event('assigned', member, { to: member.address })],
    said: words.done.yours,
  }),
  assign,
  note: (view) => log(view, 'note'),
  call: (view) => log(view, 'call'),
  meeting: (view) => log(view, 'meeting'),
  summary: (view) => log(view, 'summary'),
  resolve,
  wait,
  priority,
  spam: (view) => close(view, 'spam', view.words.done.spam),
  close: (view) => close(view, 'closed by hand', view.words.done.closed),
  reopen,
  'next-update': nextUpdate,
  escalate: ({ member, read, words }) => ({
    steps: [event('escalation-asked', member, { text: read.rest.slice(0, 2_000) })],
    said: words.done.escalated,
  }),
  incident: ({ member, words }) => ({ steps: [event('incident', member)], said: words.done.incident }),
  called: ({ member, words }) => ({ steps: [event('called', member)], said: words.done.called }),
  verified: ({ member, request, words }) => ({
    steps: [
      { do: 'verify', address: request.client.address, by: member.address },
      event('verified', member, { client: request.client.address }),
    ],
    said: words.done.confirmed(request.client.address),
  }),
  undo,
  survey: askSurvey,
  cc: askConsent,
  merge,
  split,
  action,
  resend,
  help: ({ words }) => ({ said: '', help: helpLines(words) }),
  why: ({ facts, member, request }) => ({ said: '', help: whyLines(facts, member, request.number) }),
  list: ({ facts, member }) => ({ said: '', steps: [ANSWERS.list(facts, member, '')] }),
  find: ({ facts, member }, argument) => ({ said: '', steps: [ANSWERS.find(facts, member, argument)] }),
};

function assign(view: View, argument: string): Done | Problem {
  const { facts, member, words } = view;
  const named = colleagueCalled(argument, facts.firm.staff, member);
  switch (named.is) {
    case 'nobody':
      return { problem: words.problem.nobody(facts.firm.staff.map((one) => one.name).join(', ')) };
    case 'several':
      return { problem: words.problem.several(named.names.join(` ${words.or} `)) };
    case 'team':
      return {
        changes: { owner: null, team: named.team },
        steps: [event('assigned', member, { team: named.team })],
        said: words.done.givenToTeam(named.team),
      };
    case 'person': {
      const { member: to } = named;
      return {
        changes: { owner: to.address, team: to.team },
        steps: [
          event('assigned', member, { to: to.address }),
          ...(to === member ? [] : [{ do: 'mail', mail: assignedNotice(view, to) } as const]),
        ],
        said: to === member ? words.done.yours : words.done.givenTo(to.name),
      };
    }
  }
}

/** The text below stays among colleagues and stands in the record. */
function log({ member, read, words }: View, kind: 'note' | 'call' | 'meeting' | 'summary'): Done | Problem {
  if (read.rest === '') return { problem: words.problem.noText };
  return { steps: [event(kind, member, { text: read.rest.slice(0, 20_000) })], said: words.done[kind] };
}

/** The client is asked whether it is solved: at the end of the answer, or where there is none in a mail of its own. */
function resolve(view: View): Done {
  const { facts, member, request, answers, words } = view;
  const { policy, calendar } = facts.firm;
  if (request.state === 'closed') return { said: words.done.closedAlready };
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
    said: words.done.resolved,
  };
}

function wait(view: View, argument: string): Done | Problem {
  const { facts, member, request, words } = view;
  const state = nextState(request.state, 'staff-waits');
  if (state === 'closed') return { problem: words.problem.isClosed };
  if (argument === '')
    return { changes: { state }, steps: [event('waits', member, { until: null })], said: words.done.waits };
  const when = whenOf(argument, view);
  if (when === null) return { problem: words.problem.noMoment };
  const until = beginningOf(when, facts.firm.calendar, facts.firm.calendar.timeZone);
  return {
    changes: { state },
    steps: [event('waits', member, { until: until.toString() })],
    said: words.done.putOff(sayMoment(until, facts, member)),
  };
}

/** What the client was promised stays; a higher priority makes it due sooner. */
function priority(view: View, argument: string): Done | Problem {
  const { member, request, words } = view;
  const wanted = priorityCalled(argument);
  if (wanted === null) return { problem: words.problem.priorities };
  return {
    changes: { priority: wanted },
    steps: [event('priority', member, { from: request.priority, to: wanted }), ...dueSooner(view, wanted)],
    said: words.done.priority(words.priorities[wanted]),
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

function close({ facts, member, request, words }: View, why: string, said: string): Done {
  if (request.state === 'closed') return { said: words.done.closedAlready };
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

function reopen({ member, request, words }: View): Done {
  if (request.state !== 'resolved' && request.state !== 'closed') return { said: words.done.openAlready };
  return {
    changes: { state: 'open', resolvedAt: null, closedAt: null },
    steps: [event('reopened', member, { by: 'staff' })],
    said: words.done.reopened,
  };
}

/** The next word is ours and has a day; the client is told, in the answer or in a mail of its own. */
function nextUpdate(view: View, argument: string): Done | Problem {
  const { facts, member, request, answers, words } = view;
  const when = whenOf(argument, view);
  if (when === null) return { problem: words.problem.noMoment };
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
    said: words.done.promised(sayMoment(by, facts, member)),
  };
}
