import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { calendarSchema, makeCalendar, OFFICE_HOURS } from '../calendar-file.ts';
import type { CalendarKeys } from '../calendar-file.ts';
import { systemClock } from '../clock.ts';
import { mask } from '../config/environment.ts';
import { PRESETS, readPolicy } from '../policy-file.ts';
import type { Calendar } from '../requests/calendar.ts';
import { splitHours } from '../requests/calendar/hours.ts';
import { promises } from '../requests/deadline.ts';
import type { Promises } from '../requests/deadline.ts';
import { clocksFor, FEEDBACK, PRIORITIES } from '../requests/policy.ts';
import type { Policy, Subject } from '../requests/policy.ts';
import { spanText } from '../requests/span.ts';
import { readYaml } from '../yaml-file.ts';
import { defineCommand, UsageError } from './command.ts';
import { CONFIG_FILE } from './configured.ts';

export const command = defineCommand({
  usage: '--policy P --at INSTANT [--priority X] [--json]',
  options: {
    config: {
      type: 'string',
      short: 'c',
      help: `F: whose calendar and policy count (default: ${CONFIG_FILE}, where there is none office hours in UTC)`,
    },
    policy: { type: 'string', help: 'P: a preset (a … e) or a policy file (default: that of the configuration)' },
    at: { type: 'string', help: 'INSTANT: when the request arrives, as 2026-01-30T16:00:00+01:00 (default: now)' },
    priority: { type: 'string', default: 'normal', help: 'X: critical, high, normal or low' },
    category: { type: 'string', help: 'C: a kind of communication that the policy names' },
    tier: { type: 'string', help: 'T: the tier of the client' },
    feedback: { type: 'string', help: 'F: positive, constructive, urgent or suggestion' },
    'time-zone': { type: 'string', help: 'Z: instead of that of the configuration' },
    hours: {
      type: 'string',
      help: 'H: such as "mon-thu 09:00-17:00; fri 09:00-14:00", instead of those of the configuration',
    },
    json: { type: 'boolean', help: 'one JSON object' },
  },
  run: async ({ options }, io) => {
    const file = readFile(options.config ?? (existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined));
    const policy = policyOf(options.policy ?? file?.policy);
    const keys = withOptions(file?.calendar ?? OFFICE_HOURS, options['time-zone'], options.hours);
    const at = instantOf(options.at, keys.timeZone);
    const year = at.toZonedDateTimeISO('UTC').year;
    const calendar = await makeCalendar(keys, { first: year - 1, last: year + 3 });
    if (!calendar.ok)
      throw new UsageError(`${file?.name ?? 'calendar'}: calendar.${calendar.key}: ${calendar.problem}`);
    const subject: Subject = {
      priority: oneOf(PRIORITIES, options.priority, 'priority'),
      category: options.category ?? null,
      tier: options.tier ?? null,
      feedback: options.feedback === undefined ? null : oneOf(FEEDBACK, options.feedback, 'feedback'),
    };
    const due = promises(policy, calendar.calendar, subject, at);
    if (options.json === true) io.write(JSON.stringify(asJson(due, calendar.calendar)));
    else for (const line of asLines(due, policy, subject, calendar.calendar)) io.write(line);
    return 0;
  },
});

type DeskFile = {
  readonly name: string;
  readonly policy: string | undefined;
  readonly calendar: CalendarKeys | undefined;
};

/** Only what reckoning needs of the configuration; the rest of the file is not judged here. */
const deskSchema = z.looseObject({ policy: z.string().optional(), calendar: calendarSchema.optional() });

function readFile(name: string | undefined): DeskFile | null {
  if (name === undefined) return null;
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch {
    throw new UsageError(`${name}: cannot be read`);
  }
  const read = readYaml(name, mask(text), deskSchema);
  if (!read.ok) throw new UsageError(read.problems);
  const { policy, calendar } = read.value;
  // A policy file is named as seen from the configuration that names it.
  const found = policy === undefined || PRESETS.includes(policy) ? policy : resolve(dirname(name), policy);
  return { name, policy: found, calendar };
}

function policyOf(name: string | undefined): Policy {
  if (name === undefined) throw new UsageError('which policy? add --policy with a preset (a … e) or a policy file');
  const read = readPolicy(name);
  if (!read.ok) throw new UsageError(read.problems);
  return read.value;
}

function withOptions(keys: CalendarKeys, timeZone: string | undefined, hours: string | undefined): CalendarKeys {
  return {
    ...keys,
    ...(timeZone !== undefined && { timeZone }),
    ...(hours !== undefined && { hours: splitHours(hours) }),
  };
}

/** An instant with its offset, or a local time of the calendar's zone. */
function instantOf(text: string | undefined, timeZone: string): Temporal.Instant {
  if (text === undefined) return systemClock.now();
  try {
    return Temporal.Instant.from(text);
  } catch {
    try {
      return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).toInstant();
    } catch {
      throw new UsageError(`--at: "${text}" is not an instant such as 2026-01-30T16:00:00+01:00`);
    }
  }
}

function oneOf<T extends string>(known: readonly T[], word: string, option: string): T {
  const found = known.find((name) => name === word.toLowerCase());
  if (found === undefined) throw new UsageError(`--${option}: "${word}" is not one of ${known.join(', ')}`);
  return found;
}

function asJson(due: Promises, calendar: Calendar): object {
  const text = (at: Temporal.Instant | null): string | null => at && localText(at, calendar);
  return {
    acknowledge: text(due.acknowledge),
    respond: text(due.respond),
    resolve: text(due.resolve),
    escalate: [...new Set(due.escalate.map(({ at }) => localText(at, calendar)))],
  };
}

function asLines(due: Promises, policy: Policy, subject: Subject, calendar: Calendar): string[] {
  const clocks = clocksFor(policy, subject);
  return [
    ...(['acknowledge', 'respond', 'resolve'] as const).map((name) => {
      const promised = clocks[name];
      const at = due[name];
      if (promised === null || at === null) return `${name.padEnd(12)}no promise`;
      const kind = promised.kind === 'target' ? ', a target' : '';
      return `${name.padEnd(12)}${localText(at, calendar)}  (${spanText(promised.within)}${kind})`;
    }),
    ...due.escalate.map(({ step, at }) => `${'escalate'.padEnd(12)}${localText(at, calendar)}  (${step.name})`),
  ];
}

function localText(at: Temporal.Instant, calendar: Calendar): string {
  return at.toZonedDateTimeISO(calendar.timeZone).toString({ timeZoneName: 'never' });
}
