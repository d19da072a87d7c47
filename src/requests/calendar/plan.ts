/** Minutes since local midnight; `to` is later than `from` and passes 1440 where a shift runs over midnight. */
export type OpeningWindow = { readonly from: number; readonly to: number };

/** A day on which nobody works, with the name that a client may read. `date` as 2026-12-25. */
export type Holiday = { readonly date: string; readonly name: string };

/** Days on which the firm is closed, both ends included. */
export type Closure = { readonly from: string; readonly to: string; readonly reason: string };

/** A day with hours of its own, whatever its weekday, holidays and closures say. */
export type SpecialOpening = { readonly date: string; readonly windows: readonly OpeningWindow[] };

/**
 * When a firm is open: plain data, made at configuration time, so that nobody needs a holiday library to reckon with it.
 * A special opening beats a closure, a closure beats the week; a shift belongs to the date on which it begins.
 */
export type Calendar = {
  /** IANA name. */
  readonly timeZone: string;
  /** Opening windows of each weekday, Monday first: always seven entries. */
  readonly week: readonly (readonly OpeningWindow[])[];
  readonly holidays: readonly Holiday[];
  readonly closures: readonly Closure[];
  readonly openings: readonly SpecialOpening[];
};

/** The windows of one date, in the order of their beginning. */
export type WindowsOfDate = (date: Temporal.PlainDate) => readonly OpeningWindow[];

const CLOSED: readonly OpeningWindow[] = [];

/** A function that answers for any date; what is looked up often is prepared once. */
export function windowsOfDate(calendar: Calendar): WindowsOfDate {
  const week = calendar.week.map(inOrder);
  const special = new Map(calendar.openings.map((opening) => [opening.date, inOrder(opening.windows)]));
  const holidays = new Set(calendar.holidays.map((holiday) => holiday.date));
  return (date) => {
    const name = date.toString();
    const own = special.get(name);
    if (own !== undefined) return own;
    if (holidays.has(name) || calendar.closures.some((closure) => closure.from <= name && name <= closure.to))
      return CLOSED;
    return week[date.dayOfWeek - 1] ?? CLOSED;
  };
}

function inOrder(windows: readonly OpeningWindow[]): readonly OpeningWindow[] {
  return windows.toSorted((a, b) => a.from - b.from || a.to - b.to);
}
