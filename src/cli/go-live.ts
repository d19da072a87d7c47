import { openConfiguredStore } from '../app.ts';
import { systemClock } from '../clock.ts';
import { canonicalAddress } from '../requests/address.ts';
import { CONFIG_OPTION, defineCommand } from './command.ts';
import { CONFIG_FILE, configured } from './configured.ts';
import { setKey } from './config-set.ts';
import { problemLine } from '../config.ts';
import { openShadows } from '../store/shadow.ts';
import { mailboxOf } from './import.ts';

/**
 * `go-live`: ends shadow mode, for one mailbox or for all. What was composed in the shadow stays unsent: whoever wrote
 * meanwhile was answered by people, and an acknowledgement of last week's mail helps nobody. When the desk is started, staff
 * get the list of what is open.
 */
export const command = defineCommand({
  usage: '[--mailbox M] [--config F]',
  options: { ...CONFIG_OPTION, mailbox: { type: 'string', help: 'M: only this mailbox (default: all)' } },
  async run({ options }, io) {
    const file = options.config ?? CONFIG_FILE;
    const config = await configured(file, io);
    const chosen = options.mailbox === undefined ? null : mailboxOf(config, options.mailbox);
    const shadowed = [...config.mailboxes.entries()].filter(([, one]) => one.shadow);
    const wanted = shadowed.filter(([, { address }]) => chosen === null || canonicalAddress(address) === chosen);
    if (wanted.length === 0) {
      io.write('no mailbox is in the shadow; nothing to do');
      return 0;
    }
    // The general key rules every mailbox that says nothing itself: the others keep theirs before it changes.
    const others = shadowed.filter((one) => !wanted.includes(one));
    const changes = [
      ...others.map(([index]) => [`mailboxes[${index}].shadow`, 'true'] as const),
      ...wanted.map(([index]) => [`mailboxes[${index}].shadow`, 'false'] as const),
      ...(others.length === 0 ? [['shadow', 'false'] as const] : []),
    ];
    for (const [key, value] of changes) {
      const problems = await setKey(file, key, value, io.env, systemClock.now());
      for (const problem of problems) io.warn(`replydesk: ${problemLine(problem)}`);
      if (problems.length > 0) return 2;
    }
    for (const [, { address }] of wanted) io.write(`${address} is live when the desk is started again`);
    await using store = await openConfiguredStore(config);
    const still = new Set(others.map(([, { address }]) => canonicalAddress(address)));
    const open = await openShadows(store.read, still);
    if (open > 0) io.write(`${open} open ${open === 1 ? 'request is' : 'requests are'} handed over to staff then`);
    return 0;
  },
});
