import type { StaffMember } from './staff.ts';
import { de } from './staff-words/de.ts';
import { en } from './staff-words/en.ts';
import { es } from './staff-words/es.ts';
import { fr } from './staff-words/fr.ts';
import { it } from './staff-words/it.ts';
import { nl } from './staff-words/nl.ts';
import { pl } from './staff-words/pl.ts';
import { pt } from './staff-words/pt.ts';

/**
 * What the desk says back to staff, in their own language: confirmations, why a mail is held, what is wrong with a line, the
 * help. One table a language, and all of one type, so that a sentence that is missing in one of them does not compile.
 */
export type Words = Said<typeof en>;

/** The shape of the English table: what is a text there is some text everywhere. */
type Said<T> = T extends string
  ? string
  : T extends (...args: infer Args) => string
    ? (...args: Args) => string
    : { readonly [Key in keyof T]: Said<T[Key]> };

/** Why a mail is held, by its code. */
export type HeldCode = keyof Words['held'];

const TABLES: Readonly<Record<string, Words>> = { en, de, fr, es, nl, pt, it, pl };

/** The words of a language; English where we have none. */
export function wordsIn(language: string): Words {
  const own = language.slice(0, 2).toLowerCase();
  return Object.hasOwn(TABLES, own) ? TABLES[own]! : en;
}

/** In which language somebody is written to: his own, where it is known, else the desk's. */
export function languageOf(firm: { readonly locale: string }, member: Pick<StaffMember, 'locale'> | null): string {
  return member?.locale ?? firm.locale;
}

/** The words for a member of the staff. */
export function wordsFor(firm: { readonly locale: string }, member: Pick<StaffMember, 'locale'> | null): Words {
  return wordsIn(languageOf(firm, member));
}

/** Why a mail is held, to go on from "your mail was held:". */
export function heldBecause({ held }: Words, code: HeldCode, about = ''): string {
  const said: (about: string) => string = held[code];
  return said(about.slice(0, 200));
}

/** The same of a reason that was kept; null where it is none of these. */
export function heldReason(words: Words, { code, about }: { readonly code: string; readonly about?: string }) {
  return Object.hasOwn(words.held, code) ? heldBecause(words, code as HeldCode, about) : null;
}

/** All commands with an example and what they do. */
export function helpLines({ commands }: Words): string[] {
  return Object.values(commands).map(([example, about]) => `${example}: ${about}`);
}
