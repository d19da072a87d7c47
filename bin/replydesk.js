#!/usr/bin/env node
// Replydesk runs on the Node that it brings along: whatever `node` started this, the right one goes on. A checkout runs its
// sources, an installed package what was built from them.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const home = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(home, 'src', 'main.ts');
const entry = existsSync(source) ? source : join(home, 'dist', 'main.js');

if (Number(process.versions.node.split('.')[0]) >= 26) await import(pathToFileURL(entry).href);
else {
  const own = dirname(createRequire(import.meta.url).resolve('node/package.json'));
  const child = spawn(join(own, 'bin', 'node'), [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`replydesk: the Node that belongs to it cannot be started (${error.message})\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128);
  });
}
