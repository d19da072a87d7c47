import type { Firm } from '../requests/decide/decision.ts';
import type { Period, Standing } from '../requests/decide/desk-clock.ts';
import type { Figure } from '../requests/delivery.ts';
import { staffMoment } from '../requests/moment.ts';
import { slaReport, type SlaLine } from '../requests/sla-report.ts';
import { staffByAddress } from '../requests/staff.ts';
import { countStanding, type Counted } from '../store/standing.ts';
import type { Reader } from '../store/store.ts';
import { reportedRequests } from './reported.ts';

const CLOCKS: Readonly<Record<SlaLine['clock'], string>> = {
  acknowledge: 'Acknowledged in time',
  respond: 'First answer in time',
  answer: 'Further answers in time',
  resolve: 'Solved in time',
};

/** How the desk kept its promises in a period and how it stands now, as a mail to staff tells it (REP-1, REV-1). */
export async function standingOf(reader: Reader, firm: Firm, period: Period, now: Temporal.Instant): Promise<Standing> {
  const counted = await countStanding(reader, period, now);
  const lines = slaReport(await reportedRequests(reader, firm, period), now);
  return {
    lines: [
      ...section('Overdue', counted.overdue, overdueLine(firm)),
      ...section('Did not arrive', counted.undelivered, undeliveredLine),
    ],
    figures: [
      { label: 'New requests', value: String(counted.opened) },
      { label: 'Solved', value: String(counted.solved) },
      ...lines.flatMap(kept),
      { label: 'Open now', value: String(counted.open) },
      { label: 'Overdue now', value: String(counted.overdue.count) },
      { label: 'Without an owner', value: String(counted.unowned) },
      { label: 'Held, waiting for a decision', value: String(counted.held) },
      { label: 'Feedback', value: feedbackInWords(counted.feedback) },
      { label: 'Mails that did not arrive', value: String(counted.undelivered.count) },
    ],
  };
}

/** What still runs says nothing yet. */
function kept({ clock, kept, told, missed, notMet, outage }: SlaLine): Figure[] {
  const settled = kept + told + missed + notMet + outage;
  if (settled === 0) return [];
  const besides = [
    told > 0 ? `${told} told in time that it takes longer` : '',
    missed + notMet > 0 ? `${missed + notMet} missed` : '',
    outage > 0 ? `${outage} by an outage` : '',
  ].filter((part) => part !== '');
  return [{ label: CLOCKS[clock], value: [`${kept} of ${settled}`, ...besides].join(', ') }];
}

function feedbackInWords(feedback: Counted['feedback']): string {
  const parts = Object.entries(feedback).toSorted(([, a], [, b]) => b - a);
  return parts.length === 0 ? 'none' : parts.map(([kind, count]) => `${count} ${kind}`).join(', ');
}

/** A heading, the first lines, and how many more there are; nothing where there are none. */
function section<Item>(
  title: string,
  { count, first }: { readonly count: number; readonly first: readonly Item[] },
  line: (item: Item) => string,
): string[] {
  if (count === 0) return [];
  const more = count > first.length ? [`and ${count - first.length} more`] : [];
  return [[`${title}:`, ...[...first.map(line), ...more].map((one) => `- ${one}`)].join('\n')];
}

function overdueLine({ staff, calendar }: Firm) {
  return ({ number, subject, client, owner, dueAt }: Counted['overdue']['first'][number]): string => {
    const who = owner === null ? 'nobody' : (staffByAddress(staff, owner)?.name ?? owner);
    return `#${number} ${oneLine(subject)}, ${oneLine(client)}, due ${staffMoment(calendar, dueAt)}, with ${who}`;
  };
}

function undeliveredLine({ request, kind, rcpt, error }: Counted['undelivered']['first'][number]): string {
  const about = request === null ? '' : ` of #${request}`;
  return `${kind}${about} to ${rcpt}: ${oneLine(error)}`;
}

/** Words of strangers: on one line, and not many. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Z}\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, 120)
    .toWellFormed();
}
