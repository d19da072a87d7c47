import { domainToASCII } from 'node:url';
import type { Address } from '../../requests/address.ts';
import { decodeOctets } from './charset.ts';
import { clipped, decodeWords, printable } from './encoded-words.ts';
import { LIMITS } from './limits.ts';
import { BLANK, trimOctets } from './octets.ts';

/**
 * Reads an address header (RFC 5322 §3.4): every mailbox in it, those of groups included. Where a value can be read in
 * two ways (`<a@x><b@y>`, two addresses and no comma) every address is given, so that a doubtful sender looks doubtful
 * and is not taken for one of the two. Domains are given in ASCII. Linear; comments and groups do not recurse.
 */
export function readAddresses(octets: string, hints: readonly string[] = []): Address[] {
  const found: Address[] = [];
  let carried = '';
  for (const mailbox of splitMailboxes(octets)) {
    if (found.length >= LIMITS.addresses) break;
    const phrase = clipped(decodeWords(mailbox.phrase.join(' '), hints));
    if (mailbox.addresses.length === 0) {
      // `Doe, John <john@x>`: a name with a comma that should have been quoted.
      if (mailbox.separator === ',' && phrase !== '') carried = carried === '' ? phrase : `${carried}, ${phrase}`;
      else if (phrase !== '') found.push({ name: joinNames(carried, phrase), address: '' });
      if (mailbox.separator !== ',') carried = '';
      continue;
    }
    const comment = clipped(decodeWords(mailbox.comments.join(' '), hints));
    const name = joinNames(carried, phrase === '' ? comment : phrase);
    carried = '';
    for (const address of mailbox.addresses) found.push({ name, address: canonicalDomain(address, hints) });
  }
  if (carried !== '') found.push({ name: carried, address: '' });
  return found;
}

type Mailbox = { phrase: string[]; comments: string[]; addresses: string[]; separator: string };

function joinNames(carried: string, name: string): string {
  return carried === '' ? name : `${carried}, ${name}`;
}

/** Cuts a header at its commas and semicolons; a group's name goes, its members stay. */
function splitMailboxes(octets: string): Mailbox[] {
  const mailboxes: Mailbox[] = [];
  let current: Mailbox = { phrase: [], comments: [], addresses: [], separator: '' };
  const close = (separator: string): void => {
    lone(current);
    if (current.phrase.length + current.addresses.length > 0) mailboxes.push({ ...current, separator });
    current = { phrase: [], comments: [], addresses: [], separator: '' };
  };
  for (const { kind, text } of tokens(octets)) {
    if (mailboxes.length > LIMITS.addresses) break;
    if (kind === 'comment') current.comments.push(text);
    else if (kind === 'address') current.addresses.push(...(text === '' ? [] : [text]));
    else if (kind !== 'mark') current.phrase.push(text);
    else if (text === ':') current = { phrase: [], comments: [], addresses: [], separator: '' };
    else close(text);
  }
  close('');
  return mailboxes;
}

/** Without angle brackets the words that hold an `@` are the addresses: `ann@x`, `ann @ x`, `Ann Lee ann@x`. */
function lone(mailbox: Mailbox): void {
  if (mailbox.addresses.length > 0 || !mailbox.phrase.some((word) => word.includes('@'))) return;
  const words =
    mailbox.phrase.length <= 8
      ? mailbox.phrase.join(' ').replace(/ ?@ ?/g, '@').replace(/ \. ?/g, '.').split(' ')
      : mailbox.phrase;
  mailbox.addresses = words.filter((word) => word.includes('@')).map(unwrapped);
  mailbox.phrase = words.filter((word) => !word.includes('@'));
}

type Token = { readonly kind: 'word' | 'quoted' | 'address' | 'comment' | 'mark'; readonly text: string };

const SPECIAL = /[ \t\r\n"(<,;:]/g;

function* tokens(octets: string): Generator<Token> {
  let at = 0;
  while (at < octets.length) {
    const character = octets[at] ?? '';
    if (BLANK.includes(character)) at++;
    else if (character === '"') {
      const end = closing(octets, at, '"');
      const quoted = octets.slice(at + 1, end).replace(/\\(.)/g, '$1');
      at = end + 1;
      // `"john doe"@example.org`: a quoted local part.
      if (octets[at] === '@') {
        const word = wordEnd(octets, at);
        yield { kind: 'address', text: localPart(quoted) + octets.slice(at, word) };
        at = word;
      } else yield { kind: 'quoted', text: quoted };
    } else if (character === '(') {
      const end = commentEnd(octets, at);
      yield { kind: 'comment', text: octets.slice(at + 1, end).replace(/\\(.)/g, '$1') };
      at = end + 1;
    } else if (character === '<') {
      const end = closing(octets, at, '>');
      yield { kind: 'address', text: angleAddress(octets.slice(at + 1, end)) };
      at = end + 1;
      while (octets[at] === '>') at++;
    } else if (character === ',' || character === ';' || character === ':') {
      yield { kind: 'mark', text: character };
      at++;
    } else {
      const end = wordEnd(octets, at);
      yield { kind: 'word', text: octets.slice(at, end) };
      at = end;
    }
  }
}

/** A word ends at the next special character; an encoded word only at a blank, whatever it holds. */
function wordEnd(octets: string, start: number): number {
  const encoded = /=\?[^? \t]{1,60}\?[bq]\?[^? \t]*\?=/iy;
  encoded.lastIndex = start;
  if (encoded.test(octets)) return encoded.lastIndex;
  SPECIAL.lastIndex = start + 1;
  return SPECIAL.exec(octets)?.index ?? octets.length;
}

/** Index of the unescaped closing character, or the end of the text. */
function closing(octets: string, start: number, close: string): number {
  for (let at = start + 1; at < octets.length; at++) {
    if (octets[at] === '\\' && close === '"') at++;
    else if (octets[at] === close) return at;
  }
  return octets.length;
}

function commentEnd(octets: string, start: number): number {
  let depth = 0;
  for (let at = start; at < octets.length; at++) {
    if (octets[at] === '\\') at++;
    else if (octets[at] === '(') depth++;
    else if (octets[at] === ')' && --depth === 0) return at;
  }
  return octets.length;
}

/**
 * What stands between angle brackets, without a source route (RFC 5322 §4.4), comments and blanks. Of several words
 * the last that is an address counts, since the others were meant as a name.
 */
function angleAddress(octets: string): string {
  const text = trimOctets(octets.replace(/\([^()]*\)/g, ' ').replace(/[\t\r\n ]+/g, ' '));
  const quoted = /^"((?:[^"\\]|\\.)*)" ?(@.*)$/s.exec(text);
  if (quoted) return localPart((quoted[1] ?? '').replace(/\\(.)/g, '$1')) + (quoted[2] ?? '').replaceAll(' ', '');
  const words = text
    .replace(/^@[^:]*:/, '')
    .replace(/ ?([@.]) ?/g, '$1')
    .split(' ');
  return unwrapped(words.findLast((word) => word.includes('@')) ?? words.join(''));
}

/** `<<ann@x>>`, `[ann@x]`, `mailto:ann@x`: what programs put around an address by mistake is no part of it. */
function unwrapped(address: string): string {
  const inner = address.replace(/^[<[]+(?:mailto:)?|^mailto:/i, '');
  if (address.includes('@[')) return inner;
  // From the end: a pattern would start anew at each of a hundred thousand brackets.
  let end = inner.length;
  while (end > 0 && '>]'.includes(inner.charAt(end - 1))) end--;
  return inner.slice(0, end);
}

/** A local part in quotes only where it needs them, so that equal addresses look equal. */
function localPart(text: string): string {
  return /^[A-Za-z0-9!#$%&'*+/=?^_{|}~.`-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function canonicalDomain(octets: string, hints: readonly string[]): string {
  const address = clipped(printable(decodeOctets(octets, hints)));
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  if (at < 0 || !/[^\x21-\x7e]/.test(domain)) return address;
  return `${address.slice(0, at)}@${domainToASCII(domain) || domain}`;
}
