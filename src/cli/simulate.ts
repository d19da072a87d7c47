import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeCalendar } from '../calendar-file.ts';
import { PRESETS, readPolicy } from '../policy-file.ts';
import type { Firm } from '../requests/decide/decision.ts';
import { readYaml } from '../yaml-file.ts';
import { defineCommand, UsageError } from './command.ts';
import { DESK } from './simulate/letter.ts';
import { lineOf, reasonsOf } from './simulate/lines.ts';
import { play } from './simulate/player.ts';
import type { Sent } from './simulate/player.ts';
import { timetableSchema } from './simulate/timetable.ts';
import type { Timetable } from './simulate/timetable.ts';

export const command = defineCommand({
  usage: 'FILE [--policy P] [--reasons] [--json]',
  options: {
    policy: { type: 'string', help: 'P: a preset (a … e) or a policy file, instead of that of the timetable' },
    reasons: { type: 'boolean', help: 'why each mail leaves' },
    json: { type: 'boolean', help: 'one JSON object a line' },
  },
  words: { min: 1, max: 1 },
  run: async ({ options, words }, io) => {
    const { timetable, firm, sent } = await simulate(words[0] ?? '', options.policy);
    for (const one of sent) {
      io.write(options.json === true ? JSON.stringify(asJson(one)) : lineOf(one, firm.calendar));
      if (options.reasons === true && options.json !== true) for (const why of reasonsOf(one)) io.write(`    ${why}`);
    }
    const wrong = differences(
      timetable.expect,
      sent.map((one) => lineOf(one, firm.calendar)),
    );
    for (const line of wrong) io.warn(line);
    return wrong.length === 0 ? 0 : 1;
  },
});

/** Plays the timetable of a file; a policy named beside it is tried on the same story. */
export async function simulate(
  file: string,
  policyName?: string,
): Promise<{ timetable: Timetable; firm: Firm; sent: readonly Sent[] }> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file}: cannot be read`);
  }
  const read = readYaml(file, text, timetableSchema);
  if (!read.ok) throw new UsageError(read.problems);
  const firm = await firmOf(file, read.value, policyName);
  return { timetable: read.value, firm, sent: play(read.value, firm) };
}

async function firmOf(file: string, timetable: Timetable, policyName: string | undefined): Promise<Firm> {
  const own = timetable.policy;
  const policy = readPolicy(policyName ?? (PRESETS.includes(own) ? own : resolve(dirname(file), own)));
  if (!policy.ok) throw new UsageError(policy.problems);
  const year = Number(timetable.until.slice(0, 4));
  const calendar = await makeCalendar(timetable.calendar, { first: year - 1, last: year + 1 });
  if (!calendar.ok) throw new UsageError(`${file}: calendar.${calendar.key}: ${calendar.problem}`);
  return {
    staff: timetable.staff.map((member) => ({ ...member, also: [] })),
    ownAddresses: new Set([DESK]),
    policy: policy.value,
    calendar: calendar.calendar,
    locale: 'en',
    acknowledgeUnauthenticated: 'full',
    budgets: NO_BUDGETS,
    clients: timetable.clients.map((client) => ({ ...client, domain: null, locale: null, timeZone: null })),
  };
}

const NO_BUDGETS: Firm['budgets'] = {
  authenticatedPerThreeHours: Infinity,
  unauthenticatedPerDay: Infinity,
  unknownPerDay: Infinity,
  unauthenticatedDomainPerTenMinutes: Infinity,
  unauthenticatedMailboxPerTenMinutes: Infinity,
  mailboxPerTenMinutes: null,
  allPerTenMinutes: null,
  stormPerTenMinutes: Infinity,
  noticesPerTenMinutes: Infinity,
  holdAfterHours: Infinity,
};

/** Lines that should have left and did not, and those that left unexpected. */
function differences(expected: readonly string[] | undefined, actual: readonly string[]): readonly string[] {
  if (expected === undefined) return [];
  const missing = expected
    .filter((line) => !actual.includes(line))
    .map((line) => `expected, but did not leave: ${line}`);
  const extra = actual.filter((line) => !expected.includes(line)).map((line) => `left unexpected: ${line}`);
  return [...missing, ...extra];
}

function asJson({ at, request, what }: Sent): object {
  if ('do' in what) return { at: String(at), kind: 'webhook', request, event: what.event };
  return { at: String(at), kind: what.content.kind, to: what.to.address, request, reasons: what.reasons };
}
