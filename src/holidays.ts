/**
 * Public holidays of a country or region as plain dates. date-holidays is good and heavy (40 MB on disk, 150 ms to load),
 * so it is used in this file only and loaded only when a calendar names a place; what comes out is data.
 */
import type { Holiday } from './requests/calendar.ts';

/** `country` as ISO 3166-1 (DE); `region` as the state (BE), with its own part where there is one (BY-A). */
export type Place = { readonly country: string; readonly region?: string | undefined };

export type HolidaysRead =
  { readonly ok: true; readonly holidays: readonly Holiday[] } | { readonly ok: false; readonly problem: string };

const HOUR = 3_600_000;

/** The days of type *public* in the years from `first` to `last`, sorted; a day that starts at noon counts whole. */
export async function publicHolidays(place: Place, first: number, last: number): Promise<HolidaysRead> {
  const { default: Holidays } = await import('date-holidays');
  const known = new Holidays();
  const country = place.country.toUpperCase();
  if (!(country in known.getCountries()))
    return {
      ok: false,
      problem: `no holidays are known for the country "${place.country}"; use a code such as DE, or a list of dates`,
    };
  const [state, part, ...rest] = (place.region ?? '')
    .toUpperCase()
    .split(/[-./ ]/)
    .filter((word) => word !== '');
  const problem =
    unknownRegion(place, known.getStates(country), state) ??
    (rest.length > 0 ? `"${place.region ?? ''}" is not a region` : null) ??
    (state === undefined ? null : unknownRegion(place, known.getRegions(country, state), part));
  if (problem !== null) return { ok: false, problem };
  const calendar = new Holidays({ country, ...(state && { state }), ...(part && { region: part }) });
  const days = new Map<string, Holiday>();
  for (let year = first; year <= last; year++)
    for (const holiday of calendar.getHolidays(year))
      if (holiday.type === 'public') for (const date of datesOf(holiday)) days.set(date, { date, name: holiday.name });
  return { ok: true, holidays: [...days.values()].toSorted((a, b) => (a.date < b.date ? -1 : 1)) };
}

function unknownRegion(
  place: Place,
  regions: Readonly<Record<string, string>> | undefined,
  code: string | undefined,
): string | null {
  if (code === undefined || code in (regions ?? {})) return null;
  const names = Object.keys(regions ?? {});
  return names.length === 0
    ? `${place.country} has no region "${place.region ?? ''}"; leave it out`
    : `${place.country} has no region "${place.region ?? ''}"; known are ${names.join(', ')}`;
}

/** Every date that a holiday touches; a day of 25 hours is one date. */
function datesOf(holiday: { date: string; start: Date; end: Date }): string[] {
  const first = Temporal.PlainDate.from(holiday.date.slice(0, 10));
  const days = Math.max(1, Math.ceil((holiday.end.getTime() - holiday.start.getTime() - HOUR) / (24 * HOUR)));
  return Array.from({ length: days }, (_, step) => first.add({ days: step }).toString());
}
