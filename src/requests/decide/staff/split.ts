import { promises } from '../../deadline.ts';
import { bareSubject } from '../../subject.ts';
import { audience } from '../../staff.ts';
import { wordsFor } from '../../staff-words.ts';
import type { Opening, Step } from '../decision.ts';
import { tierOf } from '../judgement.ts';
import { toStaff } from './letters.ts';
import { event, type Done, type Problem, type View } from './view.ts';

/** The client's last mail speaks of another matter: it becomes a request of its own, with the same people and its own clocks. */
export function split({ facts, member, request, words }: View): Done | Problem {
  const { lastClientMail: last, lastClientText } = facts.answer;
  if (last === null || last.isFirst) return { problem: words.problem.onlyOneMail };
  const { policy, calendar } = facts.firm;
  const open: Opening = {
    mailbox: request.mailbox,
    subject: bareSubject(last.subject),
    client: last.from,
    state: 'new',
    priority: request.priority,
    category: request.category,
    owner: request.owner,
    team: request.team,
    language: request.language,
    openedAt: last.receivedAt,
    linkedTo: request.number,
  };
  const tier = tierOf(facts.firm, last.from.address);
  const due = promises(policy, calendar, { ...open, tier, feedback: null }, last.receivedAt);
  const acknowledged = {
    code: 'split',
    detail: `was acknowledged in request ${request.number}`,
    source: 'staff by mail',
  };
  return {
    undo: { is: 'split', message: last.id, at: last.receivedAt.toString() },
    steps: [event('split', member, { message: last.id })],
    said: words.done.split(request.number),
    more: [
      {
        request: { open },
        steps: [
          { do: 'participant', address: last.from, role: 'client' },
          { do: 'move', message: last.id },
          event('opened', member, { by: 'staff', splitFrom: request.number }),
          { ...event('acknowledgement-suppressed', member), reasons: [acknowledged] },
          ...(['respond', 'resolve'] as const).flatMap((kind): Step[] => {
            const dueAt = due[kind];
            return dueAt === null ? [] : [{ do: 'deadline', kind, dueAt }];
          }),
          ...audience(facts.firm.staff, request).map((one): Step => ({
            do: 'mail',
            mail: toStaff(facts, one, {
              kind: 'notification',
              author: last.from,
              text: lastClientText,
              folded: '',
              notice: wordsFor(facts.firm, one).notice.splitOff(member.name, request.number),
              changes: [],
              attachments: [],
            }),
          })),
        ],
      },
    ],
  };
}
