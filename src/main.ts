#!/usr/bin/env node
import { inspect } from './cli/inspect.ts';

const [command, ...rest] = process.argv.slice(2);
const write = (line: string): void => void process.stdout.write(`${line}\n`);

if (command === 'inspect')
  process.exitCode = await inspect(
    rest.filter((word) => word !== '--json'),
    write,
  );
else {
  process.stderr.write('replydesk: unknown command\n');
  process.exitCode = 2;
}
