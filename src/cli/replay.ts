import { deskFacts, firmOf, openConfiguredStore, signerOf } from '../app.ts';
import { rehearse } from '../pipeline/rehearse.ts';
import { CONFIG_OPTION, defineCommand } from './command.ts';
import { configured } from './configured.ts';

/**
 * `replay`: what the rules of today, policy and configuration included, would make of all stored mail, against what was made
 * of it then. A rehearsal: nothing is written or sent.
 */
export const command = defineCommand({
  usage: '[--json] [--config F]',
  options: { ...CONFIG_OPTION, json: { type: 'boolean', default: false, help: 'one JSON object a line' } },
  async run({ options }, io) {
    const config = await configured(options.config, io);
    await using store = await openConfiguredStore(config);
    const signer = signerOf(config);
    const desk = deskFacts(config, signer);
    const around = { store, signer, desk, firm: firmOf(config, desk), mailLimit: config.limits.mail };
    let differences = 0;
    for await (const found of rehearse(around)) {
      if ('looked' in found) {
        if (!options.json) io.write(`${found.looked} mails, ${differences} would be decided on differently`);
        continue;
      }
      differences += 1;
      const { intake, messageId, was, would } = found;
      const shown = (one: typeof was): string =>
        `${one.disposition} ${one.kind ?? ''} ${one.request === null ? '' : `#${one.request}`}`.trim();
      io.write(
        options.json
          ? JSON.stringify(found)
          : `${messageId ?? `mail ${intake}`}: was ${shown(was)}, would be ${shown(would)}`,
      );
    }
    return 0;
  },
});
