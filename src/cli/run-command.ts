import { readFile } from 'node:fs/promises';
import { MissingWords, UsageError, type Command, type Io } from './command.ts';
import { nearest } from '../config/words.ts';
import { COMMANDS } from './commands.ts';
import { listed, overview } from './overview.ts';

/**
 * Runs what the words on the command line ask for and says with which status the process ends. Nothing that goes wrong
 * leaves as a stack trace: wrong use is one line and 2, a failure one line and 1 (REPLYDESK_DEBUG=1 shows the stack).
 */
export async function runCommand(words: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(words, io);
  } catch (error) {
    if (error instanceof UsageError) {
      for (const line of error.lines) io.warn(`replydesk: ${line}`);
      return 2;
    }
    io.warn(`replydesk: ${oneLine(error)}`);
    if (io.env['REPLYDESK_DEBUG'] && error instanceof Error) io.warn(error.stack ?? '');
    return 1;
  }
}

async function dispatch(words: readonly string[], io: Io): Promise<number> {
  const [first] = words;
  const isHelp = first === '--help' || first === '-h' || first === 'help';
  if (isHelp && words.length > 1) return dispatch([...words.slice(1), '--help'], io);
  if (first === undefined || isHelp) {
    for (const line of overview(COMMANDS)) io.write(line);
    return first === undefined ? 2 : 0;
  }
  if (first === '--version' || first === '-V') {
    io.write(await version());
    return 0;
  }
  const name = [words.slice(0, 2).join(' '), first].find((candidate) => Object.hasOwn(COMMANDS, candidate));
  if (name === undefined) {
    const group = Object.keys(COMMANDS).filter((one) => one.startsWith(`${first} `));
    if (group.length === 0 || !wantsHelp(words.slice(1))) throw new UsageError(unknown(words, group));
    for (const line of listed(COMMANDS, group)) io.write(line);
    return 0;
  }
  const rest = words.slice(name.split(' ').length);
  const command = await COMMANDS[name]!.load();
  if (wantsHelp(rest)) {
    for (const line of help(name, command)) io.write(line);
    return 0;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    if (!(error instanceof MissingWords)) throw error;
    throw new UsageError(`something is missing: replydesk ${name} ${command.usage}`);
  }
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function wantsHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end < 0 ? words : words.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

function unknown([first = '', second]: readonly string[], group: readonly string[]): string {
  if (group.length > 0) {
    const likely = second === undefined ? null : nearest(`${first} ${second}`, group);
    return likely === null
      ? `say what: ${group.join(', ')}`
      : `there is no "${first} ${second}"; do you mean ${likely}?`;
  }
  const likely = nearest(first, [...new Set(Object.keys(COMMANDS).map((name) => name.split(' ')[0] ?? ''))]);
  const hint = likely === null ? 'replydesk --help lists them' : `do you mean ${likely}?`;
  return `there is no command "${first}"; ${hint}`;
}

function help(name: string, command: Command): string[] {
  const options = Object.entries(command.options).map(([option, { short, help: text }]) => {
    const [value, meaning] = /^[A-Z]+: /.test(text) ? text.split(/: (.*)/s) : ['', text];
    return [`${short ? `-${short}, ` : ''}--${option}${value ? ` ${value}` : ''}`, meaning ?? ''] as const;
  });
  const width = Math.max(0, ...options.map(([option]) => option.length)) + 2;
  return [
    `usage: replydesk ${name} ${command.usage}`.trimEnd(),
    COMMANDS[name]!.summary,
    ...(options.length > 0 ? ['', ...options.map(([option, text]) => `  ${option.padEnd(width)}${text}`)] : []),
  ];
}

function oneLine(error: unknown): string {
  const text = error instanceof AggregateError ? error.errors.map(oneLine).join('; ') : describe(error);
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
