import { anyOf } from './word-pattern.ts';
import { FORWARD_PREFIXES, FORWARDED_MESSAGE, ORIGINAL_MESSAGE, REPLY_ABOVE } from './words/separator-phrases.ts';

/** What a line of its own announces: an answered mail, a forwarded mail, or the history that a desk's own mail marks. */
export type Separator = 'original' | 'forward' | 'reply-above';

const RULE = '[-–—_=*~#+]';
const PHRASE = (words: readonly string[]): string => `${anyOf(words)}(?:\\s?\\/\\s?[\\p{L}\\s.]{3,30})?`;
const ORIGINAL = new RegExp(`^\\*?\\s?${RULE}{2,}\\s*\\[?${PHRASE(ORIGINAL_MESSAGE)}\\]?\\s*:?\\s*${RULE}*$`, 'iu');
const ORIGINAL_BOXED = /^\[?original message processed by/iu;
const FORWARD = new RegExp(
  `^(?:\\*?\\s?${RULE}{2,}\\s*\\[?${PHRASE(FORWARDED_MESSAGE)}(?:[\\s-]+forwarded message|\\s.{1,80})?\\]?\\s*:?\\s*${RULE}+|\\*?${anyOf(FORWARDED_MESSAGE)}\\s?[:：]\\*?)$`,
  'iu',
);
const ABOVE = new RegExp(`^[\\s#*_=~>.-]*${anyOf(REPLY_ABOVE)}[\\s#*_=~<.!-]*$`, 'iu');

export function separatorOn(plain: string): Separator | null {
  if (plain.length < 6 || plain.length > 200) return null;
  if (ORIGINAL.test(plain) || ORIGINAL_BOXED.test(plain)) return 'original';
  if (FORWARD.test(plain)) return 'forward';
  return ABOVE.test(plain) ? 'reply-above' : null;
}

/** A line of nothing but rule characters, e.g. `________` or `* * *`. */
export function isRule(plain: string, least = 2): boolean {
  return plain.length >= least && plain.length <= 300 && /^(?:[-–—_=*~#+.·•]\s?)+$/u.test(plain);
}

/** Whether the subject says that its writer forwarded a mail rather than answered it. */
export function isForwardSubject(subject: string): boolean {
  const prefix = /^\s*([\p{L}\p{M}.\s]{1,16})\s*(?:\[\d+\])?\s*[:：]/u.exec(subject.slice(0, 40))?.[1];
  return prefix !== undefined && FORWARD_PREFIXES.has(prefix.trim().toLowerCase());
}
