import { readFile } from 'node:fs/promises';
import { isSeq, parseDocument } from 'yaml';
import { systemClock } from '../clock.ts';
import { problemLine } from '../config.ts';
import { mask } from '../config/environment.ts';
import { staffByAddress } from '../requests/staff.ts';
import { CONFIG_OPTION, defineCommand } from './command.ts';
import { removeKey, setKey } from './config-set.ts';
import { CONFIG_FILE, configured } from './configured.ts';

/** `staff add NAME ADDRESS`: one more who answers; the file keeps its comments. */
export const add = defineCommand({
  usage: 'NAME ADDRESS [--team T] [--role R] [--config F]',
  options: {
    ...CONFIG_OPTION,
    team: { type: 'string', help: 'T: the team (default: support)' },
    role: { type: 'string', help: 'R: agent, lead, manager or admin (default: agent)' },
  },
  words: { min: 2, max: 2 },
  async run({ options, words: [name = '', address = ''] }, io) {
    const file = options.config ?? CONFIG_FILE;
    await configured(file, io);
    const { team, role } = options;
    const written = { name, address, ...(team === undefined ? {} : { team }), ...(role === undefined ? {} : { role }) };
    const document = parseDocument(mask(await readFile(file, 'utf8')));
    const there = document.get('staff');
    const count = isSeq(there) ? there.items.length : 0;
    const key = count === 0 ? 'staff' : `staff[${count}]`;
    const value = count === 0 ? [written] : written;
    const problems = await setKey(file, key, JSON.stringify(value), io.env, systemClock.now());
    for (const problem of problems) io.warn(`replydesk: ${problemLine(problem)}`);
    if (problems.length === 0) io.write(`${name} <${address}> answers when the desk is started again`);
    return problems.length === 0 ? 0 : 2;
  },
});

/** `staff remove ADDRESS`: somebody has left; what he kept of our mails proves nothing any more. */
export const remove = defineCommand({
  usage: 'ADDRESS [--config F]',
  options: CONFIG_OPTION,
  words: { min: 1, max: 1 },
  async run({ options, words: [address = ''] }, io) {
    const file = options.config ?? CONFIG_FILE;
    const { staff } = await configured(file, io);
    const index = staff.findIndex((member) => staffByAddress([member], address) !== null);
    const member = staff[index];
    if (member === undefined) {
      io.warn(`replydesk: ${address} is nobody's address here`);
      return 1;
    }
    const problems = await removeKey(file, `staff[${index}]`, io.env, systemClock.now());
    for (const problem of problems) io.warn(`replydesk: ${problemLine(problem)}`);
    if (problems.length > 0) return 2;
    io.write(`${member.name} answers no more when the desk is started again.`);
    io.write(
      `Notices that went to ${member.address} are worth nothing then, and open requests of ${member.name} go to the team.`,
    );
    return 0;
  },
});
