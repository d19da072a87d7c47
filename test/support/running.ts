import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { lastResort } from './last-resort.ts';
import { until } from './until.ts';

/** A `run` of the program in a process of its own; killed when the test is over, whatever became of it. */
export type Running = AsyncDisposable & {
  readonly pid: number;
  /** Its log, one object a line. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** What it said on standard error. */
  readonly complaints: readonly string[];
  /** Resolves when it printed `ready`. */
  ready(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** How it ended: its status, or the signal that killed it. */
  readonly ended: Promise<number | NodeJS.Signals>;
};

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;

/** Starts `run --config FILE`. */
export function startRunning(file: string, ...words: string[]): Running {
  const child = spawn(process.execPath, [MAIN, 'run', ...words, '--config', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const last = lastResort(() => child.kill('SIGKILL'));
  const log: Record<string, unknown>[] = [];
  const complaints: string[] = [];
  createInterface(child.stdout).on('line', (line) => log.push(entry(line)));
  createInterface(child.stderr).on('line', (line) => complaints.push(line));
  const ended = once(child, 'close').then(([status, signal]): number | NodeJS.Signals => {
    last[Symbol.dispose]();
    return (status ?? signal) as number | NodeJS.Signals;
  });
  let isOver = false;
  void ended.then(() => (isOver = true));
  return {
    pid: child.pid ?? 0,
    log,
    complaints,
    async ready() {
      await until('the desk says ready', () => isOver || log.some((line) => line['msg'] === 'ready'), { seconds: 60 });
      if (isOver) throw new Error(`it ended before it was ready: ${complaints.join(' / ')}`);
    },
    signal: (name) => void child.kill(name),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function entry(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return { msg: line };
  }
}
