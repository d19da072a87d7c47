/** What a calendar part (RFC 5545) says to a reader. */
export type Calendar = { readonly method: string | null; readonly text: string };

/** Reads METHOD, and the first event's SUMMARY and DESCRIPTION; the rest is for calendars. */
export function readCalendar(source: string): Calendar {
  const lines = source
    .slice(0, 65_536)
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/);
  const values = ['SUMMARY', 'DESCRIPTION'].map((name) => valueOf(lines, name));
  return {
    method: /^[A-Z]{3,20}$/i.exec(valueOf(lines, 'METHOD').trim())?.[0].toUpperCase() ?? null,
    text: values.filter((value) => value !== '').join('\n\n'),
  };
}

function valueOf(lines: readonly string[], name: string): string {
  const line = lines.find((each) => each.toUpperCase().startsWith(name) && /^[:;]/.test(each.slice(name.length)));
  if (line === undefined) return '';
  return line
    .slice(line.indexOf(':') + 1)
    .replace(/\\[nN]/g, '\n')
    .replace(/\\([\\,;])/g, '$1');
}
