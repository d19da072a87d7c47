import { deskFacts, firmOf, openConfiguredStore, signerOf } from '../app.ts';
import { systemClock } from '../clock.ts';
import { reportedRequests } from '../pipeline/reported.ts';
import type { Firm } from '../requests/decide/decision.ts';
import { slaReport, type SlaLine } from '../requests/sla-report.ts';
import type { PeriodRequest } from '../store/sla-report.ts';
import { CONFIG_OPTION, defineCommand, UsageError } from './command.ts';
import { configured } from './configured.ts';
import { table } from './table.ts';

const DAYS = 30;

type Grouping = (one: PeriodRequest, firm: Firm) => string;

const BY: Readonly<Record<string, Grouping>> = {
  all: () => 'all',
  priority: ({ request }) => request.priority,
  team: ({ request }) => request.team ?? 'none',
  owner: ({ request }) => request.owner ?? 'nobody',
  client: ({ request }) => request.client.address,
  category: ({ request }) => request.category ?? 'none',
};

/** `report sla`: how the promises of a period were kept, by clock. */
export const command = defineCommand({
  usage: '[--from DAY] [--until DAY] [--by G] [--json] [--config F]',
  options: {
    ...CONFIG_OPTION,
    from: { type: 'string', help: `DAY: requests opened from this day on, as 2026-01-31 (default: ${DAYS} days ago)` },
    until: { type: 'string', help: 'DAY: the first day that does not count (default: up to now)' },
    by: { type: 'string', default: 'all', help: `G: ${Object.keys(BY).join(', ')}` },
    json: { type: 'boolean', default: false, help: 'one JSON object a line' },
  },
  async run({ options }, io) {
    const config = await configured(options.config, io);
    const grouping = Object.hasOwn(BY, options.by) ? BY[options.by] : undefined;
    if (!grouping) throw new UsageError(`--by takes one of ${Object.keys(BY).join(', ')}`);
    const now = systemClock.now();
    const { timeZone } = config.calendar;
    const from = options.from === undefined ? now.subtract({ hours: 24 * DAYS }) : midnight(options.from, timeZone);
    const until = options.until === undefined ? now : midnight(options.until, timeZone);
    const firm = firmOf(config, deskFacts(config, signerOf(config)));
    await using store = await openConfiguredStore(config);
    const reported = await reportedRequests(store.read, firm, { from, until }, grouping);
    const lines = slaReport(reported, now);
    if (options.json) for (const line of lines) io.write(JSON.stringify(asJson(line)));
    else {
      io.write(
        `${reported.length} requests opened from ${dayOf(from, timeZone)} until ${dayOf(until, timeZone)}, policy ${firm.policy.name}`,
      );
      for (const line of table(lines.map(asRow))) io.write(line);
    }
    return 0;
  },
});

/** Of all that could be kept: what is still running says nothing yet. */
function share({ kept, told, missed, notMet, outage }: SlaLine): number | null {
  const settled = kept + told + missed + notMet + outage;
  return settled === 0 ? null : Math.round((1000 * kept) / settled) / 10;
}

function asJson(line: SlaLine): object {
  return { ...line, keptPercent: share(line) };
}

function asRow(line: SlaLine): Readonly<Record<string, unknown>> {
  const { group, clock, notMet, ...figures } = line;
  const percent = share(line);
  return { group, clock, 'kept %': percent, ...figures, 'target not met': notMet };
}

function midnight(day: string, timeZone: string): Temporal.Instant {
  try {
    return Temporal.PlainDate.from(day, { overflow: 'reject' }).toZonedDateTime(timeZone).toInstant();
  } catch {
    throw new UsageError(`"${day}" is no day such as 2026-01-31`);
  }
}

function dayOf(at: Temporal.Instant, timeZone: string): string {
  return at.toZonedDateTimeISO(timeZone).toPlainDate().toString();
}
