import { bareSubject } from '../requests/subject.ts';

/**
 * What a client wrote about himself, made fit for a letter: a display name may be missing, turned round, an address, shouted,
 * or an attack. A greeting without a name is kinder than one with a wrong name, so whatever looks doubtful is left out.
 */
export type ClientNames = { readonly name: string | null; readonly firstName: string | null };

const LONGEST_NAME = 60;
const LONGEST_SUBJECT = 100;

/** Things that are no part of a person's name. */
const TITLES = /^(?:mr|mrs|ms|miss|dr|prof|herr|frau|m|mme|mlle|sr|sra|sig|dhr|mevr|pan|pani|ing|dipl|mag|ir|drs)\.?$/i;
const NO_PERSON =
  /[@/\\<>{}[\]|=*_#$%^~`"]|https?:|www\.|\b(?:info|support|service|office|sales|team|gmbh|ltd|llc|inc|s\.?a\.?r?\.?l?|b\.?v|sp\. ?z|s\.?r\.?l|kg|ag|ug|verein|department|abteilung|sekretariat|buchhaltung|reception|admin|scanner|copier)\b\.?/i;

/** The full name and the first name of a display name; null where it is better to say none. */
export function clientNames(displayName: string): ClientNames {
  const tidy = displayName
    .slice(0, 500)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Z}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]+/gu, ' ')
    .replace(/^['"“”‚„\s]+|['"“”\s]+$/g, '')
    .replace(/ (?:via|über|por|tramite|przez) .*$/i, '')
    .replace(/ ?\([^()]*\)$/, '')
    .trim();
  if (tidy === '' || tidy.length > LONGEST_NAME || NO_PERSON.test(tidy) || /\d/.test(tidy) || !/\p{L}/u.test(tidy))
    return { name: null, firstName: null };
  const name = inOrder(tidy).split(' ').map(unshouted).join(' ');
  const [first, ...others] = name.split(' ').filter((word) => !TITLES.test(word));
  return { name, firstName: first !== undefined && isFirstName(first, others.length) ? first : null };
}

/** "Rossi, Maria" is Maria Rossi. More than one comma is no name that we understand. */
function inOrder(name: string): string {
  const [last = '', first, ...more] = name.split(',').map((part) => part.trim());
  return first === undefined || first === '' || more.length > 0 ? name : `${first} ${last}`;
}

/** MARIA and maria are Maria; McDonald and van stay as they are. */
function unshouted(word: string): string {
  const shouted = word.length > 3 && word === word.toLocaleUpperCase('en') && word !== word.toLocaleLowerCase('en');
  return shouted ? word.slice(0, 1) + word.slice(1).toLocaleLowerCase('en') : word;
}

/** A single word is as likely a surname or a nickname; an initial is no greeting; some languages put the family first. */
function isFirstName(word: string, others: number): boolean {
  return others > 0 && others < 4 && /^\p{Lu}[\p{L}\p{M}'’-]+$/u.test(word) && /\p{Script=Latin}/u.test(word);
}

/** The client's subject for our own subject line: at most 100 characters, cut between words and never inside an emoji. */
export function subjectForLetter(subject: string): string {
  const bare = bareSubject(subject);
  if (bare.length <= LONGEST_SUBJECT) return bare;
  let cut = '';
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(bare.slice(0, 400))) {
    if (cut.length + segment.length > LONGEST_SUBJECT - 1) break;
    cut += segment;
  }
  const space = cut.lastIndexOf(' ');
  return `${space > LONGEST_SUBJECT / 2 ? cut.slice(0, space) : cut}…`;
}
