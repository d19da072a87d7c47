import { systemClock } from '../clock.ts';
import { publicHolidays } from '../holidays.ts';
import { defineCommand, UsageError } from './command.ts';

export const command = defineCommand({
  usage: 'PLACE [--years 2026-2028] [--json]',
  options: {
    years: { type: 'string', help: 'Y: a year or a range of years (default: this year and the next)' },
    json: { type: 'boolean', help: 'one JSON object a line' },
  },
  words: { min: 1, max: 1 },
  run: async ({ options, words }, io) => {
    const { first, last } = yearsOf(options.years);
    const [country = '', ...region] = (words[0] ?? '').split('-');
    const read = await publicHolidays(
      { country, region: region.length > 0 ? region.join('-') : undefined },
      first,
      last,
    );
    if (!read.ok) throw new UsageError(read.problem);
    for (const day of read.holidays) io.write(options.json === true ? JSON.stringify(day) : `${day.date}  ${day.name}`);
    return 0;
  },
});

/** More years than any calendar needs would only be a way to keep the machine busy. */
const MOST_YEARS = 50;

function yearsOf(text: string | undefined): { first: number; last: number } {
  if (text === undefined) {
    const { year } = systemClock.now().toZonedDateTimeISO('UTC');
    return { first: year, last: year + 1 };
  }
  const [first = NaN, last = first] = /^\d{4}(-\d{4})?$/.test(text) ? text.split('-').map(Number) : [];
  if (Number.isNaN(first) || last < first || last - first >= MOST_YEARS)
    throw new UsageError(`--years: "${text}" is not a year or a range of years such as 2026-2028`);
  return { first, last };
}
