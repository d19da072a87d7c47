import { CONFIG_OPTION, defineCommand } from './command.ts';
import { configured } from './configured.ts';
import { openLog } from './log.ts';
import { signalled } from './signalled.ts';

/** What stalls at the end is left behind then: leases keep the mail safe, not goodbyes. */
const END_WITHIN_MS = 7_000;

/** `run`: the main job. Ready when it prints `ready`; SIGTERM finishes what is in flight and exits 0. */
export const command = defineCommand({
  usage: '[--once] [--config F]',
  options: {
    ...CONFIG_OPTION,
    once: { type: 'boolean', default: false, help: 'one pass: take what is there, send what is due, end' },
  },
  async run({ options }, io) {
    // Before anything slow, loading the desk included: a signal during the start counts too.
    const stop = signalled();
    let hasStopped = false;
    const isStopping = (): boolean => hasStopped;
    void stop.then(() => {
      hasStopped = true;
      setTimeout(() => process.exit(0), END_WITHIN_MS).unref();
    });
    try {
      const config = await configured(options.config, io);
      const { openApp } = await import('../app.ts');
      if (isStopping()) return 0;
      const log = openLog(config.log, process.stdout.isTTY);
      await using app = await openApp(config, log);
      const work = options.once ? app.runOnce() : app.start();
      await Promise.race([work, stop]);
      if (options.once || isStopping()) return 0;
      app.events.ready();
      if (!log.isLevelEnabled('info')) io.write('ready');
      app.events.stopping(await stop);
      return 0;
    } catch (error) {
      if (isStopping()) return 0;
      throw error;
    }
  },
});
