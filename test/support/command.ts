import { runCommand } from '../../src/cli/run-command.ts';

export type Ran = { readonly status: number; readonly out: string; readonly err: string };

/** Runs the program's words in this process: `await replydesk(['config', 'check'])`. */
export async function replydesk(words: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const status = await runCommand(words, { write: (line) => out.push(line), warn: (line) => err.push(line), env });
  return { status, out: out.join('\n'), err: err.join('\n') };
}
