import { systemClock } from '../clock.ts';
import { loadConfig, problemLine, type Config } from '../config.ts';
import { UsageError, type Io } from './command.ts';

/** Where the configuration stands unless another file is named. */
export const CONFIG_FILE = 'replydesk.yaml';

/** The configuration that a command works by; every mistake in it is told at once, and the command ends with 2. */
export async function configured(file: string | undefined, io: Pick<Io, 'env'>): Promise<Config> {
  const read = await loadConfig(file ?? CONFIG_FILE, io.env, systemClock.now());
  if (!read.ok) throw new UsageError(read.problems.map(problemLine));
  return read.config;
}
