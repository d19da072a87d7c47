import { readFile } from 'node:fs/promises';
import { isSeq, parseDocument } from 'yaml';
import { systemClock } from '../clock.ts';
import { openConfiguredStore } from '../app.ts';
import { problemLine, type Config } from '../config.ts';
import { mask } from '../config/environment.ts';
import { canonicalAddress } from '../requests/address.ts';
import { staffByAddress, type StaffMember } from '../requests/staff.ts';
import { beginEpoch } from '../store/staff-epochs.ts';
import { memberCalled } from './staff-away.ts';
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
    const config = await configured(file, io);
    const { staff } = config;
    const index = staff.findIndex((member) => staffByAddress([member], address) !== null);
    const member = staff[index];
    if (member === undefined) {
      io.warn(`replydesk: ${address} is nobody's address here`);
      return 1;
    }
    const now = systemClock.now();
    const problems = await removeKey(file, `staff[${index}]`, io.env, now);
    for (const problem of problems) io.warn(`replydesk: ${problemLine(problem)}`);
    if (problems.length > 0) return 2;
    await revokeTokens(config, member, now);
    io.write(`${member.name} answers no more when the desk is started again.`);
    io.write(
      `Notices that went to ${member.address} are worth nothing any more, and open requests of ${member.name} go to the team.`,
    );
    return 0;
  },
});

/** `staff revoke ann`: a mailbox or a phone was lost; whatever notices of hers somebody holds, new ones alone count. */
export const revoke = defineCommand({
  usage: 'WHO [--config F]',
  options: CONFIG_OPTION,
  words: { min: 1, max: 1 },
  async run({ options, words: [who = ''] }, io) {
    const config = await configured(options.config, io);
    const member = memberCalled(config, who);
    await revokeTokens(config, member, systemClock.now());
    io.write(
      `The notices that went to ${member.address} until now prove nothing any more; those that come from now on do.`,
    );
    io.write(
      `${member.name} is signed out of the pages. A mail that answers an older notice is held, and asked about.`,
    );
    return 0;
  },
});

async function revokeTokens(config: Config, { address }: StaffMember, now: Temporal.Instant): Promise<void> {
  await using store = await openConfiguredStore(config);
  await store.transact((transaction) => beginEpoch(transaction, canonicalAddress(address), now));
}
