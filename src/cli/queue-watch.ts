import { setTimeout } from 'node:timers/promises';
import { openConfiguredStore } from '../app.ts';
import { systemClock } from '../clock.ts';
import { queueStats } from '../store/queue.ts';
import { CONFIG_OPTION, defineCommand, UsageError } from './command.ts';
import { configured } from './configured.ts';
import { signalled } from './signalled.ts';

/** `queue watch`: a line whenever the figures of the queue change, until it is ended. */
export const command = defineCommand({
  usage: '[--every S] [--for S] [--json] [--config F]',
  options: {
    ...CONFIG_OPTION,
    every: { type: 'string', default: '2', help: 'S: seconds between two looks' },
    for: { type: 'string', help: 'S: ends after so many seconds (default: when it is interrupted)' },
    json: { type: 'boolean', default: false, help: 'one JSON object a line' },
  },
  async run({ options }, io) {
    const every = seconds('every', options.every);
    const patience = options.for === undefined ? Infinity : seconds('for', options.for);
    const stop = signalled();
    const config = await configured(options.config, io);
    await using store = await openConfiguredStore(config);
    const end = systemClock.monotonic() + patience * 1_000;
    for (let before = ''; ;) {
      const now = systemClock.now();
      const figures = await queueStats(store.read, now);
      const line = options.json ? JSON.stringify(figures) : shown(figures);
      const time = now.toZonedDateTimeISO(config.calendar.timeZone).toPlainTime().toString({ smallestUnit: 'second' });
      if (line !== before) io.write(options.json ? line : `${time}  ${line}`);
      before = line;
      const left = end - systemClock.monotonic();
      if (left <= 0) return 0;
      const ended = await Promise.race([setTimeout(Math.min(every * 1_000, left), null, { ref: true }), stop]);
      if (ended !== null) return 0;
    }
  },
});

function shown({ counts, oldestDueSeconds }: Awaited<ReturnType<typeof queueStats>>): string {
  const states = Object.entries(counts).map(([state, count]) => `${state} ${count}`);
  const oldest = oldestDueSeconds === null ? [] : [`oldest due for ${oldestDueSeconds} s`];
  return [...states, ...oldest].join(', ') || 'empty';
}

function seconds(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 86_400) return value;
  throw new UsageError(`--${option}: write seconds, at most 86400`);
}
