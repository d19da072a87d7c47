import { defineCommand, UsageError, type Command } from './command.ts';

type Commands = Readonly<Record<string, { readonly load: () => Promise<Command> }>>;

const BASH = `_replydesk() {
  local IFS=$'\\n' words="\${COMP_WORDS[*]:1:COMP_CWORD-1}"
  COMPREPLY=($(compgen -W "$(replydesk completion words -- \${words// /$'\\n'} 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _replydesk replydesk`;

const ZSH = `#compdef replydesk
_replydesk() {
  local -a found
  found=(\${(f)"$(replydesk completion words -- \${words[2,CURRENT-1]} 2>/dev/null)"})
  compadd -a found
  _files
}
compdef _replydesk replydesk`;

/** `completion bash|zsh`: a script for the shell; it asks `completion words` what may come next. */
export const completionOf = (commands: Commands): Command =>
  defineCommand({
    usage: 'bash|zsh',
    options: {},
    words: { min: 1, max: 100 },
    async run({ words: [shell = '', ...typed] }, io) {
      const script = { bash: BASH, zsh: ZSH }[shell];
      if (script !== undefined) io.write(script);
      else if (shell === 'words') for (const word of await next(commands, typed)) io.write(word);
      else throw new UsageError('completion: write bash or zsh');
      return 0;
    },
  });

/** What may follow the words typed so far: the rest of a command's name, else its options. */
async function next(commands: Commands, typed: readonly string[]): Promise<string[]> {
  const name = [typed.slice(0, 2).join(' '), typed[0] ?? ''].find((one) => Object.hasOwn(commands, one));
  const begun = Object.keys(commands).filter((one) => typed.length === 0 || one.startsWith(`${typed.join(' ')} `));
  const names = new Set(begun.map((one) => one.split(' ')[typed.length] ?? ''));
  if (name === undefined) return [...names].filter((word) => word !== '').sort();
  const { options } = await commands[name]!.load();
  return [...names, ...Object.keys(options).map((option) => `--${option}`)].filter((word) => word !== '').sort();
}
