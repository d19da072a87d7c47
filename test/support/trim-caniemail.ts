import { readFile, writeFile } from 'node:fs/promises';

/**
 * Trims caniemail.com's data (MIT, https://github.com/hteumeuleu/caniemail) to what `templates check` uses: CSS that the latest
 * version of a much-used mail program does not know. `node test/support/trim-caniemail.ts caniemail.json`
 */
const PROGRAMS: readonly (readonly [string, string, string])[] = [
  ['gmail', 'desktop-webmail', 'Gmail'],
  ['gmail', 'android', 'Gmail on Android'],
  ['outlook', 'windows', 'Outlook for Windows'],
  ['outlook', 'outlook-com', 'Outlook.com'],
  ['apple-mail', 'ios', 'Apple Mail'],
  ['yahoo', 'desktop-webmail', 'Yahoo'],
  ['thunderbird', 'macos', 'Thunderbird'],
];
/** A letter looks plainer without these, and reads as well. */
const HARMLESS =
  /radius|shadow|hover|focus|active|transition|outline|cursor|max-width|hyphen|widows|orphans|color-scheme|prefers|user-select|comments|kerning|text-decoration-|text-wrap|letter-spacing|selector|pseudo|important|sytem-ui|emphasis|underline|resize|justify$|unit-initial|tab-size|^css-at-media|wrap|word-break|table-layout|border-spacing|^css-height|white-space|overflow/;

type Feature = {
  slug: string;
  title: string;
  category: string;
  stats: Record<string, Record<string, Record<string, string>>>;
};
type Data = { last_update_date: string; data: Feature[] };

const { last_update_date: updated, data } = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as Data;
const lacking = data
  .filter(({ category, slug }) => category === 'css' && !HARMLESS.test(slug))
  .map(({ slug, title, stats }) => ({
    slug,
    title,
    not: PROGRAMS.flatMap(([family, platform, name]) => (latest(stats[family]?.[platform]) === 'n' ? [name] : [])),
  }))
  .filter(({ not }) => not.length > 0);
const trimmed = {
  source: `https://www.caniemail.com, data of ${updated.slice(0, 10)}, Copyright (c) Rémi Parmentier, MIT`,
  lacking: Object.fromEntries(lacking.map(({ slug, title, not }) => [slug.replace(/^css-/, ''), { title, not }])),
};
await writeFile('src/respond/check/caniemail.json', `${JSON.stringify(trimmed, null, 2)}\n`);

/** What the newest version says: y, n, or a (partly) with a note. */
function latest(versions: Record<string, string> | undefined): string {
  return (
    Object.values(versions ?? {})
      .at(-1)
      ?.slice(0, 1) ?? 'y'
  );
}
