import { openConfiguredStore } from '../app.ts';
import { adminByAddress, newLink } from '../admin/sign-in.ts';
import { systemClock } from '../clock.ts';
import { CONFIG_OPTION, defineCommand } from './command.ts';
import { configured } from './configured.ts';

/** `admin link`: signs an admin in where mail is down. */
export const command = defineCommand({
  usage: '[ADDRESS] [--config F]',
  options: CONFIG_OPTION,
  words: { min: 0, max: 1 },
  async run({ options, words: [address] }, io) {
    const config = await configured(options.config, io);
    const admins = config.staff.filter(({ role }) => role === 'admin');
    const admin = address === undefined ? (admins.length === 1 ? admins[0]! : null) : adminByAddress(admins, address);
    if (admin === null) {
      const known = admins.map((one) => one.address).join(', ');
      io.warn(
        admins.length === 0
          ? 'replydesk: there is no admin: staff add NAME ADDRESS --role admin'
          : `replydesk: name one of the admins: ${known}`,
      );
      return 1;
    }
    if (config.admin.listen === null)
      io.warn('replydesk: admin.listen is not set: run serves no pages until it is (such as 127.0.0.1:8025)');
    await using store = await openConfiguredStore(config);
    const desk = { store, clock: systemClock, staff: config.staff, url: config.admin.url };
    const link = await newLink(desk, admin, { by: 'command line' });
    io.write(link ?? '');
    io.warn(`replydesk: works once, for a quarter of an hour, as ${admin.name}`);
    return 0;
  },
});
