import { isBareContact, isCapitalisedName, isContact, isNameLike, isShortLine } from './name-line.ts';
import { isRule } from './separator.ts';
import { readSignOff, type SignOff } from './sign-off.ts';

/*
 * Finds where a writer's signature begins. In falling certainty: the sig dashes (RFC 3676 §4.3) and rules used like them, a
 * closing formula with a name below it, a name alone below the last sentence. Peers disagree on closing formulas; they go to the
 * signature, so that a reader can have either. A formula with no name below it stays: it closes the text, it signs nothing.
 */

const MAX_LINES = 12;
const MAX_AFTER_DASHES = 20;
const MAX_WORDS_AFTER_RULE = 25;

const SIG_DASHES = /^(?:--|—|––|__|-- ?\*)$/u;
const DASHED_NAME = /^(?:-{1,3}|[—–~]{1,2}\s?|--?\s|\/)(?=\p{L})(.+)$/u;

/**
 * The first line of the signature in one run of the writer's own lines, or null. `opening`: the mail begins with this run, so that
 * its first line is no signature. `soft`: closing formulas and names count too.
 */
export function signatureStart(plains: readonly string[], options: { soft: boolean; opening: boolean }): number | null {
  const filled = plains.flatMap((plain, index) => (plain === '' ? [] : [index]));
  const first = filled[0];
  if (first === undefined) return null;
  const least = options.opening ? 1 : 0;
  const hard = afterDashes(plains, filled, least);
  if (hard !== null || !options.soft) return hard;
  const candidates = filled.slice(least).slice(-MAX_LINES);
  return signOff(plains, candidates) ?? bareName(plains, filled);
}

/** Whether every line could belong to a signature. */
export function isSignatureLike(plains: readonly string[]): boolean {
  return plains.every((plain) => plain === '' || fits(plain));
}

function fits(plain: string): boolean {
  return isNameLike(plain) || isContact(plain) || isShortLine(plain) || readSignOff(plain) !== null || isRule(plain);
}

function afterDashes(plains: readonly string[], filled: readonly number[], least: number): number | null {
  const from = Math.max(least, filled.length - MAX_AFTER_DASHES);
  for (let at = from; at < filled.length; at++) {
    const index = filled[at]!;
    const plain = plains[index]!;
    const rest = filled.slice(at + 1).map((line) => plains[line]!);
    if (SIG_DASHES.test(plain)) return index;
    if (
      isRule(plain) &&
      rest.length <= MAX_LINES &&
      !rest.some((line) => isRule(line, 5)) &&
      followsRule(rest, plain.length <= 4)
    )
      return index;
    const dashed = DASHED_NAME.exec(plain)?.[1];
    if (
      dashed !== undefined &&
      at === filled.length - 1 &&
      (isNameLike(dashed) || isLoneWord(dashed)) &&
      !isListItem(plains, filled, at)
    )
      return index;
  }
  return null;
}

/** "- Ann" below "- Bob" is a list, not a signature. */
function isListItem(plains: readonly string[], filled: readonly number[], at: number): boolean {
  const above = plains[filled[at - 1] ?? -1] ?? '';
  return /^[-–—•*]\s/u.test(above) || (/^-\s/u.test(plains[filled[at]!]!) && /[:：]$/u.test(above));
}

/** Below a short rule a signature needs no name: it is used like the sig dashes. */
function followsRule(rest: readonly string[], short: boolean): boolean {
  if (rest.length === 0) return true;
  const contacts = rest.filter((line) => isContact(line) || isNameLike(line)).length;
  if (isSignatureLike(rest)) return contacts > 0 || (short && rest.length <= 6);
  return (
    rest.join(' ').split(' ').length <= MAX_WORDS_AFTER_RULE && contacts > 0 && !rest.some((line) => line.endsWith('?'))
  );
}

/** The earliest closing formula from which on every line is a signature's. Read from below, so that prose ends the search. */
function signOff(plains: readonly string[], candidates: readonly number[]): number | null {
  let found: number | null = null;
  let next: string | null = null;
  for (let at = candidates.length - 1; at >= 0; at--) {
    const index = candidates[at]!;
    const plain = plains[index]!;
    const formula = readSignOff(plain);
    if (formula !== null && (formula.named || (next !== null && signs(next, formula)))) found = index;
    if (formula === null && !fits(plain) && !(next === null && isLoneWord(plain))) break;
    if (formula?.named !== false) next = plain;
  }
  return found;
}

/** Whether the line below a formula says who signs; below mere thanks it must be a name. */
function signs(below: string, formula: SignOff): boolean {
  if (isNameLike(below) || isContact(below) || isLoneWord(below) || readSignOff(below)?.named === true) return true;
  return !formula.thanks && isShortLine(below);
}

/** "john" below "regards,": a name need not be capitalised there. */
function isLoneWord(plain: string): boolean {
  return /^\p{L}[\p{L}'’.-]{0,20}$/u.test(plain);
}

/** A block of name, titles and phone numbers, or one name, below the last sentence. */
function bareName(plains: readonly string[], filled: readonly number[]): number | null {
  if (filled.length < 2) return null;
  const last = filled.at(-1)!;
  const blocks = blocksFromBottom(plains, last);
  let start: number | null = null;
  let contact = false;
  for (const [from, to] of blocks) {
    const lines = plains.slice(from, to);
    if (from <= filled[0]! || !lines.every((line) => isNameLike(line) || isContact(line) || isShortLine(line))) break;
    if (lines.some(isReach) || (isCapitalisedName(lines[0]!) && lines.some(isBareContact))) contact = true;
    else if (start !== null && !lines.some(isNameLike)) break;
    else if (start === null && !isNameAndTitles(lines)) break;
    start = from;
    if (!contact) break;
  }
  start = contact ? trimToName(plains, start) : start;
  start ??= nameBelowText(plains, filled);
  if (start === null || start <= filled[0]!) return null;
  return acceptsAbove(plains, start, contact || last > start) ? start : null;
}

/** A name, alone or above a few short lines such as a title and a company. */
function isNameAndTitles(lines: readonly string[]): boolean {
  const [first, ...rest] = lines;
  return (
    first !== undefined && isCapitalisedName(first) && (rest.length === 0 || (first.includes(' ') && rest.length <= 4))
  );
}

/** A phone number or an address to write to; a link alone may be what the mail is about. */
function isReach(plain: string): boolean {
  return isBareContact(plain) && !/^\W*(?:https?:|www\.)\S+$/iu.test(plain);
}

/** Paragraphs as [from, to), the last first, at most three, within the last lines. */
function blocksFromBottom(plains: readonly string[], last: number): [number, number][] {
  const blocks: [number, number][] = [];
  let to = last + 1;
  while (to > 0 && blocks.length < 3) {
    let from = to;
    while (from > 0 && plains[from - 1] !== '' && to - from <= MAX_LINES) from--;
    if (to - from > MAX_LINES) break;
    blocks.push([from, to]);
    to = from;
    while (to > 0 && plains[to - 1] === '') to--;
  }
  return blocks;
}

/** Lines above the first name or organisation of a contact block are not part of it. */
function trimToName(plains: readonly string[], start: number | null): number | null {
  if (start === null) return null;
  return isBareContact(plains[start]!) && !/^\p{Lu}{2,3}\b/u.test(plains[start]!) ? null : start;
}

/** A name and a phone number right below the text, with no blank line between. */
function nameBelowText(plains: readonly string[], filled: readonly number[]): number | null {
  const tail = filled.slice(-4);
  for (let at = Math.max(0, tail.length - 4); at < tail.length - 1; at++) {
    const index = tail[at]!;
    const rest = tail.slice(at + 1).map((line) => plains[line]!);
    if (isNameLike(plains[index]!) && plains[index]!.includes(' ') && rest.every((line) => isBareContact(line)))
      return index;
  }
  return null;
}

/** A signature follows a finished thought, not "Please send it to:" and not a list of its own kind. */
function acceptsAbove(plains: readonly string[], start: number, block: boolean): boolean {
  let at = start - 1;
  const gap = plains[at] === '';
  while (at >= 0 && plains[at] === '') at--;
  const above = plains[at] ?? '';
  if (/[:：,]$/u.test(above)) return false;
  if (block) return !isBareContact(above) || gap;
  const finished = /[.!?…)"”。！？]$/u.test(above) || above.length >= 40;
  const sentence = /[.!?…。！？]$/u.test(above);
  return (gap && (finished || !plains[start]!.includes(' '))) || (sentence && isCapitalisedName(plains[start]!));
}
