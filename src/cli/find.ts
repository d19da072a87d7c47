import { openConfiguredStore } from '../app.ts';
import { findMessages } from '../store/find.ts';
import { CONFIG_OPTION, defineCommand } from './command.ts';
import { configured } from './configured.ts';
import { table } from './table.ts';

/** `requests find WORDS…`: requests in which all of these words were written; "in quotes" next to each other, -word without. */
export const command = defineCommand({
  usage: 'WORDS… [--json] [--config F]',
  options: {
    ...CONFIG_OPTION,
    json: { type: 'boolean', default: false, help: 'one JSON object a line' },
    limit: { type: 'string', default: '50', help: 'N: at most this many' },
  },
  words: { min: 1, max: 100 },
  async run({ options, words }, io) {
    const config = await configured(options.config, io);
    await using store = await openConfiguredStore(config);
    const rows = await findMessages(store.read, words.join(' '), Number(options.limit) || 50);
    if (options.json) for (const row of rows) io.write(JSON.stringify(row));
    else for (const line of table(rows)) io.write(line);
    return rows.length > 0 ? 0 : 1;
  },
});
