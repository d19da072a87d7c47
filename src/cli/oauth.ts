import { openConfiguredStore } from '../app.ts';
import { systemClock } from '../clock.ts';
import { keepGrant } from '../oauth.ts';
import { signIn } from '../oauth/sign-in.ts';
import { CONFIG_OPTION, defineCommand, UsageError } from './command.ts';
import { configured } from './configured.ts';

/** `oauth sign-in NAME`: a person allows the desk to read and send its mail; a running desk goes on by itself. */
export const signInCommand = defineCommand({
  usage: 'NAME [--config F]',
  options: CONFIG_OPTION,
  words: { min: 1, max: 1 },
  async run({ options, words: [name = ''] }, io) {
    const config = await configured(options.config, io);
    const grant = config.oauth.find((one) => one.name === name);
    if (grant === undefined) throw new UsageError(`there is no grant "${name}" under oauth`);
    if (grant.kind !== 'person') throw new UsageError(`nobody signs in for ${name}: it is of kind ${grant.kind}`);
    try {
      const refreshToken = await signIn(grant, (instruction) => {
        const where = `Open ${instruction.url}`;
        io.write(instruction.kind === 'device' ? `${where} and enter ${instruction.code}` : `${where} on this machine`);
        io.write('Sign in as the mailbox that clients write to. This waits for you.');
      });
      await using store = await openConfiguredStore(config);
      await keepGrant(grant, refreshToken, { store, secret: config.secret, clock: systemClock });
    } catch (error) {
      io.warn(`replydesk: ${name}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`);
      return 1;
    }
    io.write(`${name} may read and send mail now.`);
    return 0;
  },
});
