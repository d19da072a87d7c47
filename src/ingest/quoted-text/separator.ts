import { lowered } from './lines.ts';
import { FORWARD_PREFIXES, FORWARDED_MESSAGE, ORIGINAL_MESSAGE, REPLY_ABOVE } from './words/separator-phrases.ts';

/** What a line of its own announces: an answered mail, a forwarded mail, or the history that a desk's own mail marks. */
export type Separator = 'original' | 'forward' | 'reply-above';

const ORIGINAL = new Set(ORIGINAL_MESSAGE);
const FORWARDED = new Set(FORWARDED_MESSAGE);
const ABOVE = new Set(REPLY_ABOVE);
const ABOVE_LAST_WORDS = new Set(REPLY_ABOVE.map((phrase) => phrase.slice(phrase.lastIndexOf(' ') + 1)));

/** `-----phrase-----`, `*---- phrase ----*`, `--- phrase`; the second rule may be missing. */
const RULED = /^\*?\s?[-–—_=*~#+]{2,}[\s[]*([^\s[\]\-–—_=*~#+][^[\]]{2,120}?)[\]\s:]*[-–—_=*~#+]*$/u;
const ANNOUNCED = /^\*?([^:：*]{6,60}?)\s?[:：]\*?$/u;
const AROUND = new Set(' #*_=~<>.!-');

export function separatorOn(plain: string): Separator | null {
  if (plain.length < 6 || plain.length > 200) return null;
  const ruled = phraseIn(RULED, startsLikeRule(plain), plain);
  if (ruled !== undefined && isPhrase(ORIGINAL, ruled)) return 'original';
  if (plain.length < 60 && /^\[?original message processed by/iu.test(plain)) return 'original';
  if (ruled !== undefined && isPhrase(FORWARDED, ruled)) return 'forward';
  const announced = phraseIn(ANNOUNCED, /[:：*]$/u.test(plain), plain);
  if (announced !== undefined && FORWARDED.has(announced)) return 'forward';
  return plain.length <= 120 && isReplyAbove(bareOf(plain)) ? 'reply-above' : null;
}

function phraseIn(pattern: RegExp, likely: boolean, plain: string): string | undefined {
  const phrase = likely ? pattern.exec(plain)?.[1] : undefined;
  return phrase && lowered(phrase);
}

/** Most lines begin with a letter, and need not be matched. */
function startsLikeRule(plain: string): boolean {
  return /^[-–—_=*~#+[]/u.test(plain);
}

function isReplyAbove(bare: string): boolean {
  return ABOVE_LAST_WORDS.has(lowered(bare.slice(bare.lastIndexOf(' ') + 1))) && ABOVE.has(lowered(bare));
}

function bareOf(plain: string): string {
  let from = 0;
  let to = plain.length;
  while (from < to && AROUND.has(plain[from]!)) from++;
  while (to > from && AROUND.has(plain[to - 1]!)) to--;
  return plain.slice(from, to);
}

/** The phrase alone, in two languages ("Välitetty viesti / Fwd.Msg"), or with a name and date as Notes adds them. */
function isPhrase(phrases: ReadonlySet<string>, text: string): boolean {
  if (phrases.has(text.trim())) return true;
  const parts = text.split(/\s?\/\s?|\s?-{2,}\s?/u);
  if (parts.length > 1 && parts.some((part) => phrases.has(part.trim()))) return true;
  return /^forwarded (?:message|by)\s/u.test(text) && phrases === FORWARDED;
}

/** A line of nothing but rule characters, e.g. `________` or `* * *`. */
export function isRule(plain: string, least = 2): boolean {
  return (
    plain.length >= least &&
    plain.length <= 300 &&
    /^(?:[-–—_=*~#+]\s?)+$|^(?:[*_]{0,2}[.·•]\s?[*_]{0,2}){5,}$/u.test(plain)
  );
}

/** Whether the subject says that its writer forwarded a mail rather than answered it. */
export function isForwardSubject(subject: string): boolean {
  const prefix = /^\s*([\p{L}\p{M}.\s]{1,16})\s*(?:\[\d+\])?\s*[:：]/u.exec(subject.slice(0, 40))?.[1];
  return prefix !== undefined && FORWARD_PREFIXES.has(lowered(prefix.trim()));
}
