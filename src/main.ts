#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { signalled } from './cli/signalled.ts';

// A desk starts in half the time (2.4 s of CPU become 1.0). The folder is ours, never the shared temporary one, where others could write;
// where we may not write either, Node goes on without.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));

// A long job hears of a signal before its program is loaded, which may take a second.
if (['run', 'demo'].includes(process.argv[2] ?? '')) void signalled();

// `replydesk … | head` closes our output early: that is the reader's right, not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const { runCommand } = await import('./cli/run-command.ts');
const { terminal } = await import('./cli/terminal.ts');

process.exitCode = await runCommand(process.argv.slice(2), {
  write: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
  env: process.env,
  ask: terminal(process.stdin, process.stdout),
});
