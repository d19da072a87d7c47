import { systemClock } from '../clock.ts';
import { loadConfig, problemLine, type Config } from '../config.ts';
import { UsageError, type Io } from './command.ts';

/** The configuration that a command works by; every mistake in it is told at once, and the command ends with 2. */
export async function configured(file: string | undefined, io: Pick<Io, 'env'>): Promise<Config> {
  const read = await loadConfig(file ?? 'replydesk.yaml', io.env, systemClock.now());
  if (!read.ok) throw new UsageError(read.problems.map(problemLine));
  return read.config;
}
