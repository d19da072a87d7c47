import type { Rendered } from './render.ts';

/**
 * Keeps acknowledgements small: they answer whoever writes, so they must never be a way to multiply mail (rules 3.2: 20 kB).
 * What a client wrote is cut by octets, because a character has one to four; and a letter that its writing system makes large
 * all the same goes out as plain words.
 */
const LARGEST_PARTS = 15_000;

/** As many whole words as fit into so many octets of UTF-8. */
export function firstWords(text: string, octets: number): string {
  if (Buffer.byteLength(text) <= octets) return text;
  const cut = Buffer.from(text)
    .subarray(0, octets)
    .toString()
    .replace(/\uFFFD+$/, '');
  return `${cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut}…`;
}

/** The letter, without its HTML where both parts together would be too large; its headers may take 5 kB besides. */
export function kept(letter: Rendered): Rendered {
  return htmlSize(letter.html ?? '') + wordsSize(letter.text) > LARGEST_PARTS ? { ...letter, html: null } : letter;
}

/** Octets in which `mime.ts` sends words: as they are, or as base64. */
function wordsSize(text: string): number {
  return Buffer.byteLength(text) === text.length && !hasLongLine(text) ? text.length : base64Size(text);
}

/** HTML goes with references in place of what is beyond ASCII, or as base64, whichever is shorter. */
function htmlSize(html: string): number {
  const beyond = Buffer.byteLength(html) - html.length;
  return hasLongLine(html) ? base64Size(html) : Math.min(html.length + 8 * beyond, base64Size(html));
}

function base64Size(text: string): number {
  return 1.37 * Buffer.byteLength(text);
}

/** RFC 5322 §2.1.1: a longer line cannot go as it is. */
function hasLongLine(text: string): boolean {
  return text.split('\n').some((line) => line.length > 980);
}
