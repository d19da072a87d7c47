import type { Clock } from '../clock.ts';
import { readFeed, type Stretch } from '../calendar-feed.ts';
import type { Events } from '../events.ts';
import type { Calendar, Holiday } from '../requests/calendar.ts';
import { withHolidays } from '../requests/calendar/from-config.ts';
import { feedCopies, keepCopy, noteChecked, type FeedCopy } from '../store/calendar-feeds.ts';
import type { Store } from '../store/store.ts';

/**
 * The calendar that counts: the configured one, and the closing days of its iCalendar feeds. A feed is asked for twice a day,
 * by whichever process comes first; what it brought is kept in the database, so that a feed that is away, broken or absurd
 * changes nothing, and a desk that starts without a network knows its days.
 */
export type LivingCalendar = {
  /** Another object where, and only where, a day changed. */
  readonly current: Calendar;
  /** Asks the feeds whose turn it is, and takes over what any process has brought. */
  refresh(): Promise<void>;
};

const ASK_EVERY: Temporal.DurationLike = { hours: 12 };
const ASK_AGAIN_AFTER_FAILURE: Temporal.DurationLike = { minutes: 30 };
const ANSWER_WITHIN_MS = 15_000;
const MOST_OCTETS = 2_000_000;

export type CalendarSurroundings = { readonly store: Store; readonly clock: Clock; readonly events: Events };

/** Opens it with what the database holds; no network is asked. */
export async function livingCalendar(
  configured: Calendar,
  feeds: readonly string[],
  around: CalendarSurroundings,
): Promise<LivingCalendar> {
  let current = configured;
  let known = '';
  const takeOver = async (): Promise<void> => {
    const copies = await feedCopies(around.store.read, feeds);
    const days = copies.flatMap(({ octets }) => closingDays(octets, stretchAt(around.clock.now())));
    const shown = JSON.stringify(days);
    if (shown === known) return;
    known = shown;
    const read = withHolidays(configured, days);
    if (read.ok) current = read.calendar;
    else around.events.loopFailed('calendar feeds', read.problem);
  };
  await takeOver();
  return {
    get current() {
      return current;
    },
    async refresh() {
      const copies = new Map((await feedCopies(around.store.read, feeds)).map((copy) => [copy.url, copy]));
      for (const url of feeds) if (isDue(copies.get(url), around.clock.now())) await ask(url, copies.get(url), around);
      await takeOver();
    },
  };
}

function isDue(copy: FeedCopy | undefined, now: Temporal.Instant): boolean {
  if (copy === undefined) return true;
  const next = copy.checkedAt.add(copy.problem === null ? ASK_EVERY : ASK_AGAIN_AFTER_FAILURE);
  // A clock that was set back must not silence a feed.
  return Temporal.Instant.compare(next, now) <= 0 || Temporal.Instant.compare(copy.checkedAt, now) > 0;
}

function closingDays(octets: string, stretch: Stretch): readonly Holiday[] {
  const read = readFeed(octets, stretch);
  return read.ok ? read.days : [];
}

/** As far back as an open request reaches, as far ahead as anybody promises. */
function stretchAt(now: Temporal.Instant): Stretch {
  const { year } = now.toZonedDateTimeISO('UTC');
  const day = (of: number, month: number, date: number) => Temporal.PlainDate.from({ year: of, month, day: date });
  return { first: day(year - 1, 1, 1), last: day(year + 2, 12, 31) };
}

async function ask(
  url: string,
  copy: FeedCopy | undefined,
  { store, clock, events }: CalendarSurroundings,
): Promise<void> {
  const found = await fetchFeed(url, copy?.etag ?? null);
  const now = clock.now();
  const read = found.text === null ? null : readFeed(found.text, stretchAt(now));
  const problem = found.problem ?? (read?.ok === false ? read.problem : null);
  if (problem !== null) events.loopFailed('calendar feeds', `${hostOf(url)}: ${problem}`);
  await store.transact((transaction) =>
    problem === null && found.text !== null
      ? keepCopy(transaction, { url, octets: found.text, etag: found.etag }, now)
      : noteChecked(transaction, url, problem, now),
  );
}

/** `text` null: nothing new, or a problem. */
type Fetched = { readonly text: string | null; readonly etag: string | null; readonly problem: string | null };

async function fetchFeed(url: string, etag: string | null): Promise<Fetched> {
  const failed = (problem: string): Fetched => ({ text: null, etag: null, problem });
  try {
    const response = await fetch(url.replace(/^webcal:/, 'https:'), {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      headers: { accept: 'text/calendar', ...(etag === null ? {} : { 'if-none-match': etag }) },
    });
    if (response.status === 304) return { text: null, etag, problem: null };
    if (!response.ok) return failed(`it answered ${response.status}`);
    const octets: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body ?? []) {
      const chunk = part as Uint8Array;
      size += chunk.length;
      if (size > MOST_OCTETS) return failed(`it is larger than ${MOST_OCTETS / 1_000_000} MB`);
      octets.push(chunk);
    }
    return { text: Buffer.concat(octets).toString('utf8'), etag: response.headers.get('etag'), problem: null };
  } catch (error) {
    const timedOut = (error as { readonly name?: string }).name === 'TimeoutError';
    return failed(timedOut ? `no answer within ${ANSWER_WITHIN_MS / 1000} s` : 'it cannot be reached');
  }
}

/** The address of a private calendar holds its secret. */
function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'a feed';
}
