import { openConfiguredStore } from '../app.ts';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { canonicalAddress } from '../requests/address.ts';
import { momentIn } from '../requests/moment.ts';
import { colleagueCalled } from '../requests/decide/staff/colleague.ts';
import type { StaffMember } from '../requests/staff.ts';
import { beginningOf, readWhen } from '../requests/when.ts';
import { comeBack, goAway } from '../store/absences.ts';
import { CONFIG_OPTION, defineCommand, UsageError } from './command.ts';
import { configured } from './configured.ts';

/** `staff away ann until friday`: a running desk gives her requests to the colleagues until then. */
export const away = defineCommand({
  usage: 'WHO until WHEN [--note TEXT] [--config F]',
  options: { ...CONFIG_OPTION, note: { type: 'string', help: 'TEXT: why, for the record' } },
  words: { min: 3, max: 10 },
  async run({ options, words: [who = '', ...rest] }, io) {
    const config = await configured(options.config, io);
    const member = memberCalled(config, who);
    const now = systemClock.now();
    const { timeZone } = config.calendar;
    const words = rest.join(' ').replace(/^until /i, '');
    const when = readWhen(words, { now, timeZone, language: config.locale });
    if (when === null) throw new UsageError(`"${words}" is no day or time to come, such as friday or 2026-12-24`);
    const until = beginningOf(when, config.calendar, timeZone);
    await using store = await openConfiguredStore(config);
    const absence = { address: canonicalAddress(member.address), until, note: options.note ?? null };
    await store.transact((transaction) => goAway(transaction, absence, now));
    io.write(`${member.name} is away until ${momentIn(timeZone, until, timeZone)}; colleagues get what would go there`);
    return 0;
  },
});

/** `staff back ann`: sooner than said. */
export const back = defineCommand({
  usage: 'WHO [--config F]',
  options: CONFIG_OPTION,
  words: { min: 1, max: 1 },
  async run({ options, words: [who = ''] }, io) {
    const config = await configured(options.config, io);
    const member = memberCalled(config, who);
    await using store = await openConfiguredStore(config);
    const address = canonicalAddress(member.address);
    const wasAway = await store.transact((transaction) => comeBack(transaction, address, systemClock.now()));
    io.write(wasAway ? `${member.name} is here again` : `${member.name} was not away`);
    return 0;
  },
});

/** Of whom the words speak. */
export function memberCalled({ staff }: Config, who: string): StaffMember {
  const named = colleagueCalled(who, staff, null);
  switch (named.is) {
    case 'person':
      return named.member;
    case 'several':
      throw new UsageError(`"${who}" may be ${named.names.join(' or ')}`);
    case 'team':
    case 'nobody':
      throw new UsageError(`"${who}" is nobody of the staff: ${staff.map(({ name }) => name).join(', ')}`);
  }
}
