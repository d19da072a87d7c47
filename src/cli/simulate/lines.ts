import type { Calendar } from '../../requests/calendar.ts';
import type { OutgoingContent } from '../../requests/delivery.ts';
import { staffMoment } from '../../requests/moment.ts';
import type { Sent } from './player.ts';

/** What left as one readable line: `Mon 19 Oct 10:00 | acknowledgement | joe | printer | promises Tue 20 Oct 10:00`. */
export function lineOf({ at, request, what }: Sent, calendar: Calendar): string {
  const time = staffMoment(calendar, at);
  if ('do' in what) return [time, 'webhook', '-', request, what.event].join(' | ');
  const to = what.to.address.split('@')[0] ?? '';
  return [time, what.content.kind, to, request, saying(what.content, calendar)].join(' | ');
}

/** Why it left, for those who ask. */
export function reasonsOf({ what }: Sent): readonly string[] {
  return 'do' in what ? [] : what.reasons.map(({ code, detail, source }) => `${code}: ${detail} (${source})`);
}

function saying(content: OutgoingContent, calendar: Calendar): string {
  const moment = (at: Temporal.Instant | null): string => (at === null ? 'no day' : staffMoment(calendar, at));
  switch (content.kind) {
    case 'acknowledgement':
      return `promises ${moment(content.promisedAt)}${content.lateSince ? `, arrived ${moment(content.lateSince)}` : ''}`;
    case 'notification':
      return content.notice === null ? 'what the client wrote' : [content.notice, ...content.changes].join(' ');
    case 'answer':
      return content.closing ? 'the answer, and whether it is solved' : 'the answer';
    case 'closure':
      return content.unverified === true ? 'closed, unverified' : 'closed';
    case 'holding':
      return `by ${moment(content.promisedAt)} instead of ${moment(content.before)}`;
    case 'update':
      return `still in work, next word ${moment(content.promisedAt)}`;
    case 'follow-up':
      return `whether it is solved${content.closesOn ? `, closes ${moment(content.closesOn)}` : ''}`;
    case 'incident':
      return `incident, next word ${moment(content.promisedAt)}`;
    case 'escalation':
      return [content.reason, ...content.details].join(' ');
    case 'welcome':
      return 'welcome';
    case 'report':
      return content.title;
    case 'confirmation':
      return [...content.done, ...content.unclear.map((one) => one.problem)].join(' ');
    case 'digest':
      return 'what is due today';
    case 'bounce':
      return `${content.what} to ${content.recipient} came back`;
  }
}
