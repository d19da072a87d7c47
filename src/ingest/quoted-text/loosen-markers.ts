import { attributionWithin } from './attribution.ts';
import { type Line, makeLine } from './lines.ts';

/*
 * Puts markers that clients or gateways tangled with other text on lines of their own: an attribution behind own text on one line,
 * the ">" that closes an address wrapped over lines, GroupWise's ">>> Ann 03/05/2024 10:00 >>>", which is no quote prefix.
 */

const GROUPWISE =
  /^\s*>>>\s.{3,120}\d{1,4}[./-]\d{1,2}[./-]\d{2,4}[,\s]+\d{1,2}:\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?\s*>>>\s*$/iu;

export function loosenMarkers(lines: readonly Line[]): Line[] {
  const loosened: Line[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const groupWise = groupWiseLines(lines, at);
    if (groupWise > 0) {
      loosened.push(...lines.slice(at, at + groupWise).map((part) => ({ ...part, depth: 0, mark: 'cut' as const })));
      at += groupWise - 1;
    } else if (line.depth === 1 && closesAddress(lines, at))
      loosened.push({ ...line, depth: 0, plain: `> ${line.plain}` });
    else loosened.push(...splitAttribution(line));
  }
  return loosened;
}

/** "Fine. On 3 May, Ann wrote:" is two lines. */
function splitAttribution(line: Line): Line[] {
  const at = line.depth === 0 ? attributionWithin(line.raw) : null;
  return at === null ? [line] : [makeLine(line.raw.slice(0, at), line.mark), makeLine(line.raw.slice(at), line.mark)];
}

/** How many lines, at most two, a GroupWise marker takes; 0 where none begins. */
function groupWiseLines(lines: readonly Line[], at: number): number {
  const first = lines[at]!.raw;
  if (lines[at]!.depth !== 3 || first.length > 300) return 0;
  if (GROUPWISE.test(first)) return 1;
  const second = lines[at + 1]?.raw ?? '';
  return second.length < 60 && GROUPWISE.test(`${first} ${second}`) ? 2 : 0;
}

function closesAddress(lines: readonly Line[], at: number): boolean {
  if (!/^\s{0,8}>[^>]{0,24}[:：]\s{0,8}$/u.test(lines[at]!.raw)) return false;
  for (let above = at - 1; above >= 0 && above >= at - 3; above--) {
    const { raw, plain } = lines[above]!;
    if (plain !== '') return /<[^>]*$|mailto:/u.test(raw.slice(-400));
  }
  return false;
}
