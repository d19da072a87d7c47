import { z } from 'zod';
import { openConfiguredStore } from '../app.ts';
import { systemClock } from '../clock.ts';
import { readPolicy } from '../policy-file.ts';
import { policySchema } from '../policy-schema.ts';
import { clocksFor, PRIORITIES } from '../requests/policy.ts';
import type { Policy, Priority } from '../requests/policy.ts';
import { spanText } from '../requests/span.ts';
import { recordReview } from '../store/desk-clock.ts';
import { CONFIG_OPTION, defineCommand } from './command.ts';
import { configured } from './configured.ts';

/** `policy check P`: every mistake with its line, or what the policy promises in a few lines. */
export const check = defineCommand({
  usage: 'P…',
  options: {},
  words: { min: 1, max: Infinity },
  run: ({ words }, io) => {
    const reads = words.map((name) => ({ name, read: readPolicy(name) }));
    for (const { name, read } of reads)
      if (!read.ok) for (const problem of read.problems) io.warn(problem);
      else for (const line of summary(name, read.value)) io.write(line);
    return Promise.resolve(reads.every(({ read }) => read.ok) ? 0 : 2);
  },
});

/** `policy schema`: for editors that complete and check YAML while it is typed. */
export const schema = defineCommand({
  usage: '',
  options: {},
  run: (_, io) => {
    io.write(JSON.stringify(z.toJSONSchema(policySchema, { io: 'input' }), null, 2));
    return Promise.resolve(0);
  },
});

/** `policy reviewed`: the procedure was looked at; the next review is reckoned from today. */
export const reviewed = defineCommand({
  usage: '[--note TEXT] [--config F]',
  options: {
    ...CONFIG_OPTION,
    note: { type: 'string', default: '', help: 'TEXT: what is to change, or that nothing is' },
  },
  async run({ options }, io) {
    const { policy, database } = await configured(options.config, io);
    await using store = await openConfiguredStore({ database });
    const data = { policy: policy.name, version: policy.version, note: options.note.slice(0, 2_000) };
    await store.transact((transaction) => recordReview(transaction, data, systemClock.now()));
    io.write(`recorded: policy ${policy.name}, version ${policy.version}, was reviewed`);
    return 0;
  },
});

function summary(name: string, policy: Policy): string[] {
  return [
    `${name}: ${policy.title}, version ${policy.version}`,
    ...PRIORITIES.map((priority) => clocksLine(policy, priority)),
  ];
}

function clocksLine(policy: Policy, priority: Priority): string {
  const clocks = clocksFor(policy, { priority, category: null, tier: null, feedback: null });
  const parts = (['acknowledge', 'respond', 'resolve'] as const).map((clock) => {
    const promised = clocks[clock];
    const target = promised?.kind === 'target' ? ' (a target)' : '';
    return `${clock} ${promised === null ? 'never promised' : `within ${spanText(promised.within)}${target}`}`;
  });
  return `  ${priority.padEnd(9)}${parts.join(', ')}`;
}
