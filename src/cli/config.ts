import { systemClock } from '../clock.ts';
import { configJsonSchema, loadConfig, problemLine } from '../config.ts';
import { CONFIG_OPTION, defineCommand } from './command.ts';
import { CONFIG_FILE, configured } from './configured.ts';

/** `config check`: whether `run` would start with this file; every mistake with line and key, or what was understood. */
export const check = defineCommand({
  usage: '[--config F] [--json]',
  options: { ...CONFIG_OPTION, json: { type: 'boolean', help: '{"ok": …, "problems": […]}' } },
  async run({ options }, io) {
    const file = options.config ?? CONFIG_FILE;
    if (options.json === true) {
      const read = await loadConfig(file, io.env, systemClock.now());
      io.write(JSON.stringify({ ok: read.ok, problems: read.ok ? [] : read.problems }));
      return read.ok ? 0 : 2;
    }
    const { mailboxes, staff, policy, calendar } = await configured(file, io);
    const addresses = mailboxes.map((mailbox) => mailbox.address).join(', ');
    io.write(`${file} is right: ${addresses}; ${staff.length} staff; policy ${policy.name}; ${calendar.timeZone}`);
    return 0;
  },
});

/** `config schema`: the JSON Schema of the file, for editors. */
export const schema = defineCommand({
  usage: '',
  options: {},
  run(_, io) {
    io.write(JSON.stringify(configJsonSchema(), null, 2));
    return Promise.resolve(0);
  },
});

/** `config set KEY VALUE`: changes one key, keeps every comment, and writes nothing that would not be right. */
export const set = defineCommand({
  usage: '[--config F] KEY VALUE',
  options: CONFIG_OPTION,
  words: { min: 2, max: 2 },
  async run({ options, words: [key = '', value = ''] }, io) {
    const file = options.config ?? CONFIG_FILE;
    const { setKey } = await import('./config-set.ts');
    const problems = await setKey(file, key, value, io.env, systemClock.now());
    for (const problem of problems) io.warn(`replydesk: ${problemLine(problem)}`);
    if (problems.length === 0) io.write(`${file}: ${key} is set; a running desk reads it when it is started again`);
    return problems.length === 0 ? 0 : 2;
  },
});
