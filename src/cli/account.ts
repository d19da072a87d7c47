import { openConfiguredStore } from '../app.ts';
import { canonicalAddress } from '../requests/address.ts';
import { accounts } from '../store/accounting.ts';
import { CONFIG_OPTION, defineCommand, UsageError } from './command.ts';
import { configured } from './configured.ts';
import { table } from './table.ts';

/** `account`: all that the mailbox holds or held, each mail in exactly one state. Status 1 where something is unexplained. */
export const command = defineCommand({
  usage: '[--mailbox M] [--json] [--config F]',
  options: {
    ...CONFIG_OPTION,
    mailbox: { type: 'string', help: 'M: only this mailbox' },
    json: { type: 'boolean', default: false, help: 'as JSON' },
  },
  async run({ options }, io) {
    const config = await configured(options.config, io);
    await using store = await openConfiguredStore(config);
    const only = options.mailbox === undefined ? null : canonicalAddress(options.mailbox);
    const mailboxes = await accounts(store.read, only);
    const known = config.mailboxes.map(({ address }) => canonicalAddress(address));
    if (only !== null && mailboxes.length === 0 && !known.includes(only))
      throw new UsageError(`--mailbox: there is no ${only}; known are ${known.join(', ')}`);
    const unexplained = mailboxes.reduce((sum, mailbox) => sum + mailbox.unexplained, 0);
    if (options.json) io.write(JSON.stringify({ mailboxes, unexplained }));
    else {
      for (const line of table(mailboxes)) io.write(line);
      io.write(`unexplained: ${unexplained}`);
    }
    return unexplained === 0 ? 0 : 1;
  },
});
