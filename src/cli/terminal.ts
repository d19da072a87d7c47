import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Ask } from './command.ts';

/** Asks on the terminal; what is secret is not shown. Null where nobody sits there. */
export function terminal(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Ask | null {
  if (!input.isTTY || !output.isTTY) return null;
  return async (question, { secret = false } = {}) => {
    output.write(question);
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input, output: secret ? silent : output, terminal: true });
    lines.once('SIGINT', () => process.exit(130));
    try {
      return await lines.question('');
    } finally {
      lines.close();
      if (secret) output.write('\n');
    }
  };
}
