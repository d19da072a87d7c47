import { readFile } from 'node:fs/promises';
import { UsageError, type Command, type Io } from './command.ts';
import { COMMANDS } from './commands.ts';

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
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    for (const line of overview()) io.write(line);
    return first === undefined ? 2 : 0;
  }
  if (first === '--version' || first === '-V') {
    io.write(await version());
    return 0;
  }
  const name = [words.slice(0, 2).join(' '), first].find((candidate) => Object.hasOwn(COMMANDS, candidate));
  if (name === undefined) throw new UsageError(unknown(words));
  const rest = words.slice(name.split(' ').length);
  const command = await COMMANDS[name]!.load();
  if (wantsHelp(rest)) {
    for (const line of help(name, command)) io.write(line);
    return 0;
  }
  return command.run(rest, io);
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function wantsHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end < 0 ? words : words.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

function unknown(words: readonly string[]): string {
  const group = Object.keys(COMMANDS).filter((name) => name.startsWith(`${String(words[0])} `));
  if (group.length > 0) return `say what: ${group.join(', ')}`;
  return `there is no command "${String(words[0])}"; replydesk --help lists them`;
}

function overview(): string[] {
  const names = Object.keys(COMMANDS);
  const width = Math.max(...names.map((name) => name.length)) + 2;
  return [
    'usage: replydesk COMMAND [OPTIONS]',
    '',
    ...names.map((name) => `  ${name.padEnd(width)}${COMMANDS[name]!.summary}`),
    '',
    'replydesk COMMAND --help tells more. REPLYDESK_DEBUG=1 shows where an error came from.',
  ];
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
