/** What a calendar part (RFC 5545) says to a reader. */
export type Calendar = { readonly method: string | null; readonly text: string };

/**
 * Reads METHOD, and the first event's SUMMARY and DESCRIPTION; the rest is for calendars. Where the part itself names no
 * method, the parameter of its Content-Type counts (RFC 6047 §2.4 wants both, and programs leave out either).
 */
export function readCalendar(source: string, declared: string | undefined): Calendar {
  const lines = source
    .slice(0, 65_536)
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/);
  const values = ['SUMMARY', 'DESCRIPTION'].map((name) => valueOf(lines, name));
  return {
    method: methodIn(valueOf(lines, 'METHOD')) ?? methodIn(declared ?? ''),
    text: values.filter((value) => value !== '').join('\n\n'),
  };
}

function methodIn(value: string): string | null {
  return /^[A-Z]{3,20}$/i.exec(value.trim())?.[0].toUpperCase() ?? null;
}

function valueOf(lines: readonly string[], name: string): string {
  const line = lines.find((each) => each.toUpperCase().startsWith(name) && /^[:;]/.test(each.slice(name.length)));
  if (line === undefined) return '';
  return line
    .slice(line.indexOf(':') + 1)
    .replace(/\\[nN]/g, '\n')
    .replace(/\\([\\,;])/g, '$1');
}
