import { execFile } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { defineCommand, UsageError } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { replydesk } from '../support/command.ts';

describe('the command line', () => {
  test('lists every command with one line each', async () => {
    const { status, out } = await replydesk(['--help']);
    expect(status).toBe(0);
    for (const name of Object.keys(COMMANDS)) expect(out.match(new RegExp(`^  ${name} {2,}\\S`, 'gm'))).toHaveLength(1);
  });

  test('help COMMAND is what COMMAND --help is; of a group it lists the commands', async () => {
    expect(await replydesk(['help', 'queue', 'retry'])).toEqual(await replydesk(['queue', 'retry', '--help']));
    const group = await replydesk(['help', 'staff']);
    expect(group.status).toBe(0);
    expect(group.out).toMatch(/^ {2}staff add +one more who answers$/m);
    expect(group.out).not.toMatch(/queue/);
  });

  test('without words it is wrong use, and shows the same list', async () => {
    expect((await replydesk([])).status).toBe(2);
  });

  test('names its version', async () => {
    expect(await replydesk(['--version'])).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    });
  });

  test.each(Object.keys(COMMANDS))('%s --help names its options', async (name) => {
    const { status, out } = await replydesk([...name.split(' '), '--help']);
    expect(status).toBe(0);
    const command = await COMMANDS[name]!.load();
    for (const option of Object.keys(command.options)) expect(out).toContain(`--${option}`);
  });

  test.each([
    [['nonsense'], 'there is no command "nonsense"; replydesk --help lists them'],
    [['config'], 'say what: config check, config schema, config set'],
    [['config', 'nonsense'], 'say what: config check, config schema, config set'],
    [['config', 'check', '--nonsense'], "unknown option '--nonsense'"],
    [['config', 'check', 'word'], 'unexpected: word'],
    [['config', 'set', 'key'], 'something is missing: replydesk config set [--config F] KEY VALUE'],
    [['docter'], 'there is no command "docter"; do you mean doctor?'],
    [['queue', 'lst'], 'there is no "queue lst"; do you mean queue list?'],
    [['help', 'nonsense'], 'there is no command "nonsense"; replydesk --help lists them'],
    [['config', 'check', '--config'], "option '-c, --config <value>' argument missing"],
    [['__proto__'], 'there is no command "__proto__"; replydesk --help lists them'],
  ])('%j is wrong use: one line, status 2', async (words, line) => {
    expect(await replydesk(words)).toEqual({ status: 2, out: '', err: `replydesk: ${line}` });
  });

  test('a program that runs tells the same through its streams and status', async () => {
    const main = new URL('../../src/main.ts', import.meta.url).pathname;
    const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, [main, 'nonsense'], (error, _, text) => resolve({ code: error?.code, stderr: text }));
    });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'replydesk: there is no command "nonsense"; replydesk --help lists them\n',
    });
  });
});

describe('a command', () => {
  const io = { write: () => undefined, warn: () => undefined, env: {} };
  const command = defineCommand({
    usage: '[--loud] [--to A]… WORD…',
    options: {
      loud: { type: 'boolean', default: false, help: 'speaks up' },
      to: { type: 'string', multiple: true, help: 'A: to whom' },
    },
    words: { min: 1, max: 2 },
    run: ({ options, words }) =>
      Promise.resolve(words.length * 100 + (options.loud ? 10 : 0) + (options.to ?? []).length),
  });

  test('gets its options typed and its words counted', async () => {
    expect(await command.run(['--loud', '--to', 'a', 'one', '--to=b'], io)).toBe(112);
  });

  test('takes what follows -- as words', async () => {
    expect(await command.run(['--', '--loud'], io)).toBe(100);
  });

  test.each([[[]], [['a', 'b', 'c']], [['a', '--to']], [['a', '--loud=yes']]])('%j is wrong use', async (words) => {
    await expect(command.run(words, io)).rejects.toThrow(UsageError);
  });
});
