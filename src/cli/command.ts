import { parseArgs } from 'node:util';

/**
 * What a command of the program is. A command file exports one `defineCommand({...})` and stands with one line in
 * `commands.ts`; it is loaded only when asked for, so that `replydesk --help` never pays for mjml or a database.
 * Exit status: 0 done; 1 the work found a problem; 2 wrong use or a bad configuration.
 */
export type Command = {
  /** What follows `replydesk NAME`, such as `[--json] PATH…`. */
  readonly usage: string;
  readonly options: Options;
  readonly run: (words: readonly string[], io: Io) => Promise<number>;
};

/** The process as a command sees it. Lines come without a line end. */
export type Io = {
  /** Standard output: what was asked for. */
  readonly write: (line: string) => void;
  /** Standard error: what went wrong, one line a problem. */
  readonly warn: (line: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks who sits at the terminal; null or absent where nobody does. */
  readonly ask?: Ask | null;
};

export type Ask = (question: string, options?: { readonly secret?: boolean }) => Promise<string>;

/** Wrong use or a bad configuration: its lines go to standard error and the exit status is 2. */
export class UsageError extends Error {
  readonly lines: readonly string[];
  constructor(lines: string | readonly string[]) {
    super(typeof lines === 'string' ? lines : lines.join('\n'));
    this.name = 'UsageError';
    this.lines = typeof lines === 'string' ? [lines] : lines;
  }
}

/** Words that a command cannot do without. */
export class MissingWords extends UsageError {}

type Option = {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  readonly default?: string | boolean | string[];
  /** What the option does, for `--help`; a value's name in front as `F: the configuration file`. */
  readonly help: string;
};
type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O['type'] extends 'boolean' ? boolean : string;
type ValuesOf<O extends Options> = {
  readonly [K in keyof O]:
    | (O[K]['multiple'] extends true ? readonly ValueOf<O[K]>[] : ValueOf<O[K]>)
    | (O[K] extends { readonly default: unknown } ? never : undefined);
};

/** The option that every command reading the configuration has; spread it into `options`. */
export const CONFIG_OPTION = {
  config: { type: 'string', short: 'c', help: 'F: the configuration file (default: replydesk.yaml)' },
} as const satisfies Options;

type Definition<O extends Options> = {
  readonly usage: string;
  readonly options: O;
  /** How many words may stand beside the options; none by default. */
  readonly words?: { readonly min: number; readonly max: number };
  readonly run: (args: { readonly options: ValuesOf<O>; readonly words: readonly string[] }, io: Io) => Promise<number>;
};

/** A command whose options arrive parsed and typed; unknown options or too few words are wrong use. */
export function defineCommand<const O extends Options>(definition: Definition<O>): Command {
  const { min, max } = definition.words ?? { min: 0, max: 0 };
  return {
    usage: definition.usage,
    options: definition.options,
    run: async (args, io) => {
      const { values, positionals } = parsed(args, definition.options);
      if (positionals.length < min) throw new MissingWords(`something is missing: ${definition.usage}`);
      if (positionals.length > max) throw new UsageError(`unexpected: ${String(positionals[max])}`);
      return definition.run({ options: values as ValuesOf<O>, words: positionals }, io);
    },
  };
}

function parsed(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(lowerFirst(message.split(/\.\s|\n/)[0] ?? message));
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
