const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** RFC 5322 §4.3; in minutes. Military letters and unknown names count as UTC, as that section says. */
const ZONES: Readonly<Record<string, number>> = {
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  bst: 60,
  cet: 60,
  cest: 120,
  met: 60,
  mest: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  jst: 540,
};

const DATE = /(\d{1,2})[\s.-]+([a-z]{3})[a-z]*\.?[\s,.-]+(\d{2,4})/i;
const AMERICAN = /([a-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(?:\d{1,2}:\d{2}\S*\s+(?:[a-z]{3,4}\s+)?)?(\d{4})/i;
const TIME = /(\d{1,2})\s{0,9}[:.]\s{0,9}(\d{2})(?:\s{0,9}[:.]\s{0,9}(\d{2}))?(?:\.\d+)?\s*([ap]m\b)?/i;
const OFFSET = /([+-])(\d{2}):?(\d{2})(?!\d)/;

/** Reads a date as mail programs write it (RFC 5322 §3.3 and §4.3, asctime, ISO 8601); null where it is none. */
export function readDate(text: string): string | null {
  const value = text.slice(0, 120).replace(/\([^)]*\)?/g, ' ');
  if (/^\s*\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(value))
    return iso(
      Date.parse(
        value
          .trim()
          .replace(/ (?=[\d+-])/g, 'T')
          .replace(/T(?=[+-])/, ''),
      ),
    );
  const date = DATE.exec(value);
  const american = date ? null : AMERICAN.exec(value);
  const [day, month, year] = date ? date.slice(1) : american ? [american[2], american[1], american[3]] : [];
  const at = MONTHS.indexOf((month ?? '').toLowerCase());
  if (at < 0 || day === undefined || year === undefined) return null;
  const rest = date ? value.slice(date.index + date[0].length) : value;
  const time = TIME.exec(rest);
  const [hour, minute, second] = [time?.[1], time?.[2], time?.[3]].map((part) => Number(part ?? 0));
  const utc = Date.UTC(fullYear(Number(year)), at, Number(day), twelve(hour ?? 0, time?.[4]), minute, second);
  if (Number(day) > 31 || (hour ?? 0) > 24 || (minute ?? 0) > 60 || (second ?? 0) > 61) return null;
  return iso(utc - offset(time ? rest.slice(time.index + time[0].length) : '') * 60_000);
}

/** The time that the newest Received header of a usable date gives; `values` topmost first. */
export function newestReceived(values: readonly string[]): string | null {
  for (const value of values.slice(0, 100)) {
    const date = readDate(value.slice(value.lastIndexOf(';') + 1).trim());
    if (date !== null) return date;
  }
  return null;
}

/** RFC 5322 §4.3: two digits up to 49 are of this century, three digits count from 1900. */
function fullYear(year: number): number {
  if (year >= 1000) return year;
  return year < 50 ? 2000 + year : 1900 + year;
}

function twelve(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

function offset(zone: string): number {
  const [, sign, hours, minutes] = OFFSET.exec(zone) ?? [];
  if (sign !== undefined) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return ZONES[/[a-z]{2,4}/i.exec(zone)?.[0].toLowerCase() ?? ''] ?? 0;
}

/** No mail is from before the wires or from the far future; such a date is a broken clock. */
function iso(milliseconds: number): string | null {
  const usable = milliseconds > Date.UTC(1900, 0, 1) && milliseconds < Date.UTC(2100, 0, 1);
  return usable ? new Date(milliseconds).toISOString() : null;
}
