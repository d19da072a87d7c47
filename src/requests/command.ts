import { PRIORITIES, type Priority } from './policy.ts';

/**
 * What staff write at the top of a mail. Lines that begin with `#` before any other text are commands; the first other
 * line ends them. A line that looks like a command and is none is unclear: its mail is held and its author asked, since
 * it must never reach the client.
 */
export type Command =
  | { readonly name: 'take' }
  | { readonly name: 'assign'; readonly to: string }
  | { readonly name: 'note' }
  | { readonly name: 'resolve' }
  | { readonly name: 'priority'; readonly priority: Priority }
  | { readonly name: 'help' };

export type Commands = {
  readonly commands: readonly Command[];
  /** Lines that look like commands and could not be understood. */
  readonly unclear: readonly string[];
  /** What remains: the text for the client, or for the note. */
  readonly rest: string;
};

type Reading = (argument: string) => Command | null;

const NAMES: Record<string, Reading> = {
  take: () => ({ name: 'take' }),
  assign: (to) => (to === '' ? null : { name: 'assign', to }),
  note: () => ({ name: 'note' }),
  resolve: () => ({ name: 'resolve' }),
  priority: (word) => {
    const priority = PRIORITIES.find((one) => one === word.toLowerCase());
    return priority ? { name: 'priority', priority } : null;
  },
  help: () => ({ name: 'help' }),
};

/** `#word` or `#word argument`; "#1 on your list is done" begins with a digit and is a sentence. */
const COMMAND_LINE = /^#([a-z][a-z-]{1,20})(?:[ \t]+(\S.*))?$/i;

/** Reads the commands at the top of a staff mail's own text. */
export function readCommands(text: string): Commands {
  const lines = text.split('\n');
  const commands: Command[] = [];
  const unclear: string[] = [];
  let index = 0;
  for (; index < lines.length; index += 1) {
    const line = (lines[index] ?? '').trim();
    if (line === '') continue;
    const [, word, argument = ''] = COMMAND_LINE.exec(line) ?? [];
    if (word === undefined) break;
    const command = reading(word.toLowerCase())?.(argument.trim());
    if (command) commands.push(command);
    else unclear.push(line.slice(0, 200));
  }
  return { commands, unclear, rest: lines.slice(index).join('\n').trim() };
}

/** A name or its only abbreviation. */
function reading(word: string): Reading | null {
  const exact = NAMES[word];
  if (exact) return exact;
  const matches = Object.keys(NAMES).filter((name) => name.startsWith(word));
  return matches.length === 1 && matches[0] !== undefined ? (NAMES[matches[0]] ?? null) : null;
}
