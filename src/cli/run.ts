import { pino } from 'pino';
import { openApp } from '../app.ts';
import { CONFIG_OPTION, defineCommand } from './command.ts';
import { configured } from './configured.ts';

/** `run`: the main job. Ready when it prints `ready`; SIGTERM finishes what is in flight and exits 0. */
export const command = defineCommand({
  usage: '[--once] [--config F]',
  options: {
    ...CONFIG_OPTION,
    once: { type: 'boolean', default: false, help: 'one pass: take what is there, send what is due, end' },
  },
  async run({ options }, io) {
    const config = await configured(options.config, io);
    const log = pino({ level: config.log.level, base: null }, pino.destination({ dest: 1, sync: true }));
    await using app = await openApp(config, log);
    if (options.once) {
      await app.runOnce();
      return 0;
    }
    await app.start();
    app.events.ready();
    app.events.stopping(await signalled());
    return 0;
  },
});

function signalled(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}
