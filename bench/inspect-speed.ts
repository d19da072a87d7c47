import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { runCommand } from '../src/cli/run-command.ts';

/**
 * How fast mail is judged: all of `inspect` against mailparser's `simpleParser` alone, on the same files in the same process.
 *
 *     node bench/inspect-speed.ts FOLDER [ROUNDS]
 *
 * FOLDER is searched for `.eml` files. The two take turns, so that what else the machine does falls on both; one round warms
 * up, the median of the others (5) counts. `inspect` shall reach 60 % of mailparser's speed: it parses, recognises, folds
 * quotes and prints, where mailparser only parses.
 */
const GOAL = 0.6;

const [folder, rounds = '5'] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node bench/inspect-speed.ts FOLDER [ROUNDS]');
  process.exitCode = 2;
} else await compare(mailsIn(folder), Number(rounds));

async function compare(files: readonly string[], rounds: number): Promise<void> {
  const parsing: number[] = [];
  const inspecting: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const parsed = await seconds(() => parseAll(files));
    const inspected = await seconds(() => inspectAll(files));
    if (round === 0) continue;
    parsing.push(parsed);
    inspecting.push(inspected);
  }
  const [mailparser, inspect] = [files.length / median(parsing), files.length / median(inspecting)];
  const ratio = inspect / mailparser;
  console.log(`${files.length} mails, median of ${rounds} rounds`);
  console.log(`mailparser simpleParser  ${mailparser.toFixed(0).padStart(6)} mails/s`);
  console.log(`inspect --json           ${inspect.toFixed(0).padStart(6)} mails/s`);
  console.log(`ratio ${ratio.toFixed(2)} (goal ${GOAL.toFixed(2)}: ${ratio >= GOAL ? 'met' : 'missed'})`);
}

async function parseAll(files: readonly string[]): Promise<void> {
  for (const file of files) await simpleParser(readFileSync(file)).catch(() => null);
}

async function inspectAll(files: readonly string[]): Promise<void> {
  let lines = 0;
  await runCommand(['inspect', '--json', ...files], { write: () => void (lines += 1), warn: console.error, env: {} });
  if (lines !== files.length) throw new Error(`inspect answered ${lines} of ${files.length} mails`);
}

function mailsIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.eml')).map((name) => join(folder, name));
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
