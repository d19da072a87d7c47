#!/usr/bin/env node
import { runCommand } from './cli/run-command.ts';
import { terminal } from './cli/terminal.ts';

// `replydesk … | head` closes our output early: that is the reader's right, not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await runCommand(process.argv.slice(2), {
  write: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
  env: process.env,
  ask: terminal(process.stdin, process.stdout),
});
