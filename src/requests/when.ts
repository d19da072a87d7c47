import { isOpen, nextOpening, type Calendar } from './calendar.ts';
import { meaningOf, type Word } from './when/words.ts';

/**
 * Reads a moment as people write it at the top of a mail: "friday", "tomorrow 10:00", "in 2 hours", "24.12.", ISO, in English,
 * German, French and Spanish. Nothing is guessed: every word must be understood, a past moment is none, and what it came to
 * is repeated back to its writer. A day without an hour is a day, so that the caller may begin or end with it.
 */
export type When = { readonly at: Temporal.Instant } | { readonly day: Temporal.PlainDate };

export type Around = {
  readonly now: Temporal.Instant;
  /** Of the writer. */
  readonly timeZone: string;
  /** In English `3/4` is the third of April or the fourth of March, so it is neither. */
  readonly language: string;
};

/** Longer than that ahead is a slip of the finger. */
const FURTHEST_DAYS = 400;

/** The moment or the day that the words name; null where they name none that is to come. */
export function readWhen(words: string, around: Around): When | null {
  const exact = readInstant(words);
  const read = exact === null ? readWords(words, around) : { at: exact };
  return read !== null && isAhead(read, around) ? read : null;
}

/** When what was put off until then comes back: the opening of a day. */
export function beginningOf(when: When, calendar: Calendar, timeZone: string): Temporal.Instant {
  return 'at' in when ? when.at : nextOpening(calendar, when.day.toZonedDateTime({ timeZone }).toInstant());
}

/** By when something is promised for then: the end of a day's work, 17:00 where the firm is closed all day. */
export function endOf(when: When, calendar: Calendar, timeZone: string): Temporal.Instant {
  if ('at' in when) return when.at;
  const hours = [18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 17];
  const ends = hours.map((hour) => when.day.toZonedDateTime({ timeZone, plainTime: { hour } }).toInstant());
  return ends.find((end) => isOpen(calendar, end.subtract({ milliseconds: 1 }))) ?? ends.at(-1)!;
}

/**
 * The time zone in which somebody thinks: the firm's where his mail program's clock agrees with it, else the offset that his
 * Date header bears. -0000 says that it is not known (RFC 5322 §3.3), and Exchange writes +0000 for everybody.
 */
export function zoneOfWriter(dateHeader: string | null, firmZone: string): string {
  const [, sign = '', hours = '', minutes = ''] =
    /([+-])(\d\d)(\d\d)\s*(?:\([^()]{0,40}\))?\s*$/.exec(dateHeader?.slice(0, 120) ?? '') ?? [];
  const offset = `${sign}${hours}:${minutes}`;
  if (sign === '' || offset.endsWith('00:00') || Number(hours) > 14 || Number(minutes) > 59) return firmZone;
  const sent = Date.parse(dateHeader ?? '');
  if (Number.isNaN(sent)) return firmZone;
  const firm = Temporal.Instant.fromEpochMilliseconds(sent).toZonedDateTimeISO(firmZone).offset;
  return firm === offset ? firmZone : offset;
}

function readInstant(words: string): Temporal.Instant | null {
  if (!/^\d{4}-\d\d-\d\dT[\d:.]{5,}(?:Z|[+-]\d\d:?\d\d)$/i.test(words.trim())) return null;
  try {
    return Temporal.Instant.from(words.trim());
  } catch {
    return null;
  }
}

/** What the words have said so far. */
type Heard = {
  day?: Temporal.PlainDate;
  time?: Temporal.PlainTime;
  weekday?: number;
  /** The week after this one. */
  nextWeek?: boolean;
  month?: number;
  ordinal?: number;
  year?: number;
  count?: number;
  shift?: Temporal.Duration;
};

function readWords(words: string, around: Around): When | null {
  const meanings = meaningOf(words.slice(0, 120), around.language);
  if (meanings === null) return null;
  const now = around.now.toZonedDateTimeISO(around.timeZone);
  const heard: Heard = {};
  for (const word of meanings) if (!hear(heard, word, now.toPlainDate())) return null;
  if (!takeNumber(heard)) return null;
  return heard.shift === undefined ? named(heard, now) : shifted(heard, heard.shift, now);
}

/** Takes one word in; false where it contradicts what was heard. */
function hear(heard: Heard, word: Word, today: Temporal.PlainDate): boolean {
  switch (word.is) {
    case 'day':
      return once(heard, 'day', today.add({ days: word.ahead }));
    case 'date':
      if (word.year !== null) heard.year = word.year < 100 ? 2000 + word.year : word.year;
      return once(heard, 'month', word.month) && once(heard, 'ordinal', word.day);
    case 'weekday':
      return once(heard, 'weekday', word.number);
    case 'next':
    case 'next-week':
      return once(heard, 'nextWeek', true);
    case 'month':
      return once(heard, 'month', word.number);
    case 'time':
      return once(heard, 'time', Temporal.PlainTime.from({ hour: word.hour, minute: word.minute }));
    case 'ordinal':
      return once(heard, 'ordinal', word.number);
    case 'number':
      return once(heard, 'count', word.number);
    case 'unit': {
      const { count } = heard;
      delete heard.count;
      return count !== undefined && once(heard, 'shift', Temporal.Duration.from({ [word.unit]: count * word.times }));
    }
  }
}

function once<K extends keyof Heard>(heard: Heard, key: K, value: NonNullable<Heard[K]>): boolean {
  if (heard[key] !== undefined) return false;
  heard[key] = value;
  return true;
}

/** A bare number is the day or the year of a named month, or the hour of a named day; small hours could be either half of it. */
function takeNumber(heard: Heard): boolean {
  const { count } = heard;
  if (count === undefined) return true;
  if (heard.month !== undefined && heard.ordinal === undefined) return once(heard, 'ordinal', count);
  if (heard.month !== undefined && count >= 2000) return once(heard, 'year', count);
  const hasDay = [heard.day, heard.weekday, heard.month, heard.ordinal].some((one) => one !== undefined);
  return hasDay && count > 7 && count < 24 && once(heard, 'time', Temporal.PlainTime.from({ hour: count }));
}

/** "in 2 hours", "in 3 days", "in 2 weeks at 10:00". */
function shifted(
  { day, weekday, month, nextWeek, ordinal, time }: Heard,
  shift: Temporal.Duration,
  now: Temporal.ZonedDateTime,
): When | null {
  if ([day, weekday, month, nextWeek, ordinal].some((one) => one !== undefined)) return null;
  const at = now.add(shift);
  if (time !== undefined)
    return shift.hours === 0 && shift.minutes === 0 ? { at: at.withPlainTime(time).toInstant() } : null;
  return shift.hours === 0 && shift.minutes === 0 ? { day: at.toPlainDate() } : { at: at.toInstant() };
}

/** "friday", "24 december 10:00", "next week". */
function named(heard: Heard, now: Temporal.ZonedDateTime): When | null {
  const { time } = heard;
  const isPassed = time !== undefined && Temporal.PlainTime.compare(time, now.toPlainTime()) <= 0;
  const day = dayOf(heard, now.toPlainDate(), time !== undefined && !isPassed);
  if (day === null) return null;
  return time === undefined
    ? { day }
    : { at: day.toZonedDateTime({ timeZone: now.timeZoneId, plainTime: time }).toInstant() };
}

/** `laterToday`: an hour is named that is still to come today. */
function dayOf(heard: Heard, today: Temporal.PlainDate, laterToday: boolean): Temporal.PlainDate | null {
  const { day, weekday, month, ordinal, nextWeek = false } = heard;
  if (day !== undefined) return !nextWeek && ordinal === undefined && isWeekday(day, weekday) ? day : null;
  if (month !== undefined || ordinal !== undefined) {
    const date = ordinal === undefined || nextWeek ? null : nextDate(ordinal, month, heard.year, today);
    return date !== null && isWeekday(date, weekday) ? date : null;
  }
  if (nextWeek) return today.add({ days: 7 - today.dayOfWeek + (weekday ?? 1) });
  if (weekday === undefined) return heard.time === undefined ? null : today.add({ days: laterToday ? 0 : 1 });
  // "friday" on a Friday is the next one, unless an hour is named that is still to come.
  const ahead = (weekday - today.dayOfWeek + 7) % 7;
  return today.add({ days: ahead === 0 && !laterToday ? 7 : ahead });
}

function isWeekday(day: Temporal.PlainDate, weekday: number | undefined): boolean {
  return weekday === undefined || day.dayOfWeek === weekday;
}

/** The next such date; null where there is none, such as a 30 February. */
function nextDate(
  day: number,
  month: number | undefined,
  year: number | undefined,
  today: Temporal.PlainDate,
): Temporal.PlainDate | null {
  const first = today.with({ day: 1 });
  const months =
    month === undefined
      ? [0, 1, 2].map((ahead) => first.add({ months: ahead }))
      : [today.year, today.year + 1].map((one) => first.with({ year: year ?? one, month }));
  const dates = months.filter((start) => day >= 1 && day <= start.daysInMonth).map((start) => start.with({ day }));
  return dates.find((date) => year !== undefined || Temporal.PlainDate.compare(date, today) >= 0) ?? null;
}

function isAhead(when: When, { now, timeZone }: Around): boolean {
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  const day = 'at' in when ? when.at.toZonedDateTimeISO(timeZone).toPlainDate() : when.day;
  const isToCome =
    'at' in when ? Temporal.Instant.compare(when.at, now) > 0 : Temporal.PlainDate.compare(day, today) >= 0;
  return isToCome && today.until(day, { largestUnit: 'day' }).days <= FURTHEST_DAYS;
}
