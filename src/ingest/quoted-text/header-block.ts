import { type Line, lowered } from './lines.ts';
import { HEADER_ROLES, type HeaderRole } from './words/header-labels.ts';

/*
 * Finds the header that Outlook and its like put above a quoted mail: From, Sent, To, Subject in any language and order, bold or
 * not, with wrapped values or blank lines between. Two different labels must be there, and something only mail has (an address,
 * a subject, a label that only mail programs write): "From: Berlin / To: Munich / Date: 3 May" is a traveller's own text.
 */

const MAX_LINES = 24;
const MAX_CONTINUATIONS = 3;
const LABEL = /^[\s*_>|"'#]*([\p{L}\p{M}][\p{L}\p{M}\s()/'’-]{0,28}?)\s*[*_]{0,3}\s*[:：]/u;
const INNER_LABEL = /\s[*_]{0,2}([\p{L}\p{M}][\p{L}\p{M}\s'’-]{0,20}?)\s?[*_]{0,2}\s?[:：]/gu;

const SENDER =
  /[:：]\s?[*_]*(?:[^@<>[\](),:;]{0,80}\s?[<[(]+(?:mailto:)?)?[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+?(?:<mailto:[^<>]+>)?[>\])]*$/u;

export type HeaderBlock = { readonly to: number; readonly roles: ReadonlySet<HeaderRole>; readonly sure: boolean };

/** The role of a header line, or null where the line is none. */
export function headerRole(plain: string): HeaderRole | null {
  const head = plain.slice(0, 60);
  if (!head.includes(':') && !head.includes('：')) return null;
  const label = LABEL.exec(head)?.[1];
  return label === undefined ? null : (HEADER_ROLES.get(lowered(label.trim())) ?? null);
}

/** The header block that begins on line `from` and ends before line `to`, or null. */
export function headerBlockAt(lines: readonly Line[], from: number): HeaderBlock | null {
  const first = headerRole(lines[from]!.plain);
  if (first === null || first === 'other' || first === 'cc' || first === 'reply-to') return null;
  const roles = new Set<HeaderRole>();
  let address = false;
  let to = from;
  let blanks = 0;
  let continuations = 0;
  for (let at = from; at < lines.length && at < from + MAX_LINES; at++) {
    const { plain } = lines[at]!;
    if (plain === '') {
      if (++blanks > 1 || continuations > 1) break;
      continue;
    }
    const role = headerRole(plain);
    if (role === null) {
      // A value may be wrapped, but not after a blank line.
      if (blanks > 0 || ++continuations > MAX_CONTINUATIONS || !continuesValue(lines, at)) break;
    } else {
      if (roles.has(role) && role !== 'cc' && role !== 'other') break;
      roles.add(role);
      for (const inner of innerRoles(plain)) roles.add(inner);
      continuations = 0;
      blanks = 0;
      to = at + 1;
    }
    if (plain.includes('@')) address = true;
    if (role === null && blanks === 0 && address) to = at + 1;
  }
  return judge(roles, address, to);
}

function judge(roles: ReadonlySet<HeaderRole>, address: boolean, to: number): HeaderBlock | null {
  const dated = roles.has('date') || roles.has('sent');
  const main = [roles.has('from'), roles.has('to'), dated, roles.has('subject')].filter(Boolean).length;
  const mailOnly = address || roles.has('sent') || (roles.has('from') && roles.has('subject'));
  if (main < 2 || !mailOnly || !(roles.has('from') || dated)) return null;
  return { to, roles, sure: roles.has('from') && dated };
}

/** A sender with a full address, alone on its line below an empty one: some clients put no more above a quoted mail. */
export function isLoneSender(lines: readonly Line[], at: number): boolean {
  const { plain } = lines[at]!;
  if (plain.length > 200 || headerRole(plain) !== 'from' || !SENDER.test(plain)) return false;
  return at > 0 && lines[at - 1]!.plain === '';
}

/** A wrapped value is followed by a further label within a few lines, or is an address, or the end of a long recipient list. */
function continuesValue(lines: readonly Line[], at: number): boolean {
  const { plain } = lines[at]!;
  if (/^[<([]?\S+@\S+$|^<?mailto:|^<https?:/iu.test(plain)) return true;
  for (let next = at + 1; next < lines.length && next <= at + MAX_CONTINUATIONS; next++) {
    if (lines[next]!.plain === '') return false;
    if (headerRole(lines[next]!.plain) !== null) return true;
  }
  return false;
}

/** Further labels on the same line, as where a client lost its line breaks: "From: a@example.org Date: Thu, 24 Mar". */
function innerRoles(plain: string): HeaderRole[] {
  const found: HeaderRole[] = [];
  for (const match of plain.slice(0, 400).matchAll(INNER_LABEL)) {
    const words = lowered(match[1]!.trim()).split(/\s+/u);
    const role = HEADER_ROLES.get(words.at(-1)!) ?? HEADER_ROLES.get(words.slice(-2).join(' '));
    if (role !== undefined) found.push(role);
  }
  return found;
}
