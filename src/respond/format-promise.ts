const STEP_NS = 15n * 60n * 1_000_000_000n;

/**
 * A promised moment as words for its reader: weekday, date, time and zone, in the reader's language, rounded up to a quarter of
 * an hour so that it reads like a promise and not like a computation. The zone always stands there: nobody knows ours.
 */
export function formatPromise(
  instant: Temporal.Instant,
  { timeZone, locale }: { readonly timeZone: string; readonly locale: string },
): string {
  return formatMoment(roundUp(instant), { timeZone, locale });
}

/** A moment as words, as it is: weekday, date, time and zone. */
export function formatMoment(
  instant: Temporal.Instant,
  { timeZone, locale }: { readonly timeZone: string; readonly locale: string },
): string {
  const { format, told } = momentFormat(locale, timeZone);
  const minute = Math.floor(instant.epochMilliseconds / 60_000);
  const known = told.get(minute);
  if (known !== undefined) return known;
  const words = format.format(instant.epochMilliseconds).replaceAll(/[\u00A0\u202F]/g, ' ');
  if (told.size >= MOST_TOLD) told.clear();
  told.set(minute, words);
  return words;
}

/** A day as words: weekday, date, in the reader's language. */
export function dayInWords(
  instant: Temporal.Instant,
  { timeZone, locale }: { readonly timeZone: string; readonly locale: string },
): string {
  return instant
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toLocaleString(knownLocale(locale), { weekday: 'long', day: 'numeric', month: 'long' });
}

function roundUp(instant: Temporal.Instant): Temporal.Instant {
  const over = instant.epochNanoseconds % STEP_NS;
  if (over === 0n) return instant;
  return Temporal.Instant.fromEpochNanoseconds(instant.epochNanoseconds + STEP_NS - over);
}

/** A formatter, and what it said of minutes: the mails about one request name the same ones, and many promises fall together. */
type MomentFormat = { readonly format: Intl.DateTimeFormat; readonly told: Map<number, string> };

const MOST_TOLD = 500;
const formats = new Map<string, MomentFormat>();

/** Making a formatter costs 0.1 ms, using one a tenth of that. */
function momentFormat(locale: string, timeZone: string): MomentFormat {
  const key = `${locale} ${timeZone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(knownLocale(locale), {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  const fresh = { format, told: new Map<number, string>() };
  formats.set(key, fresh);
  return fresh;
}

/** English without a country reads day first, as most of its readers outside America expect; a broken tag reads English. */
function knownLocale(locale: string): string {
  try {
    const [canonical = 'en-GB'] = Intl.getCanonicalLocales(locale.replace('_', '-'));
    return canonical === 'en' ? 'en-GB' : canonical;
  } catch {
    return 'en-GB';
  }
}
