import { wordsIn, type Words } from './staff-words.ts';
import { COMMANDS, commandCalled, foldedName, isCommandName, nearestName, type CommandName } from './command/names.ts';

/**
 * What staff write at the top of a mail. Lines that begin with `#` before any other text are commands; the first other
 * line ends them. A line that looks like a command and is none is unclear: its mail is held and its author asked, since
 * it must never reach the client. So is a command that stands alone on a line further down: it was meant, and does not count.
 */
export type { CommandName } from './command/names.ts';

export type Command = {
  readonly name: CommandName;
  readonly argument: string;
  /** As it was written. */ readonly line: string;
};

export type Unclear = { readonly line: string; readonly problem: string };

export type Commands = {
  readonly commands: readonly Command[];
  /** Lines that look like commands and could not be understood. */
  readonly unclear: readonly Unclear[];
  /** What remains: the text for the client, or for the note. */
  readonly rest: string;
};

/** `#word`, `#word argument` or `#word: argument`; "#1 on your list is done" begins with a digit and is a sentence. */
const COMMAND_LINE = /^[#＃](\p{L}[\p{L}\p{M}_-]{0,24}):?(?:\s+(\S.{0,2000}))?$/u;

/** White space that mail programs put in front of a line, and what is not seen at all. */
const INVISIBLE = /[\u00A0\u200B-\u200F\u2060\uFEFF]/g;

/** Reads the commands at the top of a staff mail's own text. `language`: its writer's, whose names may be abbreviated too. */
export function readCommands(text: string, language = 'en'): Commands {
  const lines = text.split('\n');
  const commands: Command[] = [];
  const unclear: Unclear[] = [];
  let index = 0;
  let below = '';
  for (; index < lines.length; index += 1) {
    const line = tidy(lines[index] ?? '');
    if (line === '') continue;
    if (!COMMAND_LINE.test(line)) break;
    for (const one of apart(line, language)) {
      const read = readLine(one, language);
      if ('problem' in read) unclear.push(read);
      else commands.push(read);
    }
    below = textOf(commands.at(-1));
    if (below !== '') {
      index += 1;
      break;
    }
  }
  const rest = [below, ...lines.slice(index)].join('\n').trim();
  return { commands, unclear: [...unclear, ...misplaced(rest, language)], rest };
}

function tidy(line: string): string {
  return line.replaceAll(INVISIBLE, ' ').trim();
}

/** `#take #priority high` are two commands; behind a command with text of its own `#` is text. */
function apart(line: string, language: string): string[] {
  const [first] = COMMAND_LINE.exec(line)?.slice(1) ?? [];
  const name = first === undefined ? null : commandCalled(foldedName(first), language);
  if (name !== null && (COMMANDS[name].takes === 'text' || name === 'action')) return [line];
  return line.split(/\s+(?=[#＃]\p{L})/u);
}

function readLine(line: string, language: string): Command | Unclear {
  const shown = line.slice(0, 200);
  const [, word = '', argument = ''] = COMMAND_LINE.exec(line) ?? [];
  const name = commandCalled(foldedName(word), language);
  const { problem } = wordsIn(language);
  if (name === null) return { line: shown, problem: unknown(foldedName(word), problem) };
  const { takes } = COMMANDS[name];
  if (lacks(name, problem) && argument.trim() === '') return { line: shown, problem: problem.lacks[name] };
  if (takes === 'nothing' && argument.trim() !== '') return { line: shown, problem: problem.standsAlone };
  return { name, argument: argument.trim(), line: shown };
}

function lacks(name: CommandName, { lacks: all }: Words['problem']): name is keyof Words['problem']['lacks'] {
  return Object.hasOwn(all, name);
}

function unknown(word: string, problem: Words['problem']): string {
  const near = nearestName(word);
  return near === null ? problem.unknown : problem.didYouMean(near);
}

/** `#note call him back`: what stands on the line is the beginning of the text. */
function textOf(command: Command | undefined): string {
  return command !== undefined && COMMANDS[command.name].takes === 'text' ? command.argument : '';
}

/** Lines further down that are commands and nothing else; a longer line may be a sentence. */
function misplaced(rest: string, language: string): Unclear[] {
  return rest
    .split('\n')
    .map(tidy)
    .filter((line) => {
      const [, word = ''] = /^[#＃](\p{L}[\p{L}\p{M}_-]{1,24})(?:[ \t]+\S+){0,3}$/u.exec(line) ?? [];
      return word !== '' && isCommandName(foldedName(word)) && !('problem' in readLine(line, language));
    })
    .slice(0, 10)
    .map((line) => ({ line: line.slice(0, 200), problem: wordsIn(language).problem.onlyAtTop }));
}
