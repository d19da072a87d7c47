import type { MediaType } from '../../requests/message.ts';
import { type Field, type HeaderBlock, readHeaderBlock } from './header-block.ts';
import { type Cuts, LIMITS } from './limits.ts';
import { readMediaType } from './media-type.ts';

export type Encoding = 'base64' | 'quoted-printable' | 'uuencode' | 'identity';

/** One entity of a mail (RFC 2045 §2.4). Its body is octets `bodyStart` to `bodyEnd` of the raw mail, still encoded. */
export type Part = {
  readonly fields: readonly Field[];
  readonly media: MediaType;
  readonly disposition: MediaType | null;
  readonly encoding: Encoding;
  readonly bodyStart: number;
  bodyEnd: number;
  /** Of a multipart; empty also where its boundary never comes, and then the body is all there is. */
  readonly children: Part[];
};

/**
 * Reads the MIME structure of a mail in one pass over its delimiter lines (RFC 2046 §5.1), knowing all boundaries that
 * are open: an inner multipart that nobody closed ends with the outer one. At most LIMITS.parts parts and LIMITS.depth
 * levels are told apart, so 100,000 parts or 10,000 levels cost no more than their octets. Attached mails stay closed.
 */
export function readStructure(raw: Buffer, start: number, cuts: Cuts): Part {
  const block = readHeaderBlock(raw, start);
  if (block.cut)
    cuts.note('header-cut', `the header holds more than ${LIMITS.header} octets or ${LIMITS.fields} fields`);
  const root = partOf(block, raw.length, 'text/plain');
  noteDuplicates(root.fields, cuts);
  new Walk(raw, cuts).into(root);
  return root;
}

type Open = { readonly multipart: Part; readonly boundary: string };

class Walk {
  readonly #raw: Buffer;
  readonly #cuts: Cuts;
  readonly #open: Open[] = [];
  #count = 0;

  constructor(raw: Buffer, cuts: Cuts) {
    this.#raw = raw;
    this.#cuts = cuts;
  }

  into(root: Part): void {
    this.#enter(root);
    let at = root.bodyStart;
    while (this.#open.length > 0) {
      const line = this.#nextDashes(at);
      if (line < 0) return;
      at = this.#delimiter(line);
      if (at < 0) return;
    }
  }

  /** Start of the next line that begins with two dashes. */
  #nextDashes(at: number): number {
    if (this.#raw[at] === 0x2d && this.#raw[at + 1] === 0x2d && (at === 0 || this.#raw[at - 1] === 0x0a)) return at;
    const found = this.#raw.indexOf(NEXT_DASHES, Math.max(at - 1, 0));
    return found < 0 ? -1 : found + 1;
  }

  /** Acts on a line if it is a delimiter; gives where to go on, -1 where all has been read. */
  #delimiter(line: number): number {
    const raw = this.#raw;
    const lineEnd = raw.indexOf(0x0a, line);
    const next = lineEnd < 0 ? raw.length : lineEnd + 1;
    const first = raw[line + 2];
    if (next - line > MAX_DELIMITER || !this.#open.some(({ boundary }) => boundary.charCodeAt(0) === first))
      return next;
    const text = raw.toString('latin1', line + 2, next).trimEnd();
    const level = this.#levelOf(text);
    const closed = level < 0 && text.endsWith('--') ? this.#levelOf(text.slice(0, -2)) : -1;
    if (level < 0 && closed < 0) return next;
    const end = beforeLineEnd(raw, line);
    this.#leave(Math.max(level, closed), end);
    if (closed >= 0) {
      this.#open.pop();
      return this.#open.length === 0 ? -1 : next;
    }
    return this.#openPart(next, end);
  }

  #openPart(start: number, end: number): number {
    if (++this.#count > LIMITS.parts) {
      this.#cuts.note('parts-cut', `more than ${LIMITS.parts} parts`);
      for (const { multipart } of this.#open) multipart.bodyEnd = end;
      return -1;
    }
    const parent = this.#open.at(-1)?.multipart;
    const block = readHeaderBlock(this.#raw, start);
    const child = partOf(
      headerOfPart(block, start),
      this.#raw.length,
      parent?.media.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain',
    );
    if (block.cut)
      this.#cuts.note(
        'header-cut',
        `the header of a part holds more than ${LIMITS.header} octets or ${LIMITS.fields} fields`,
      );
    noteDuplicates(child.fields, this.#cuts);
    parent?.children.push(child);
    this.#enter(child);
    return child.bodyStart;
  }

  #enter(part: Part): void {
    if (!part.media.type.startsWith('multipart/')) return;
    if (this.#open.length >= LIMITS.depth)
      this.#cuts.note('depth-cut', `parts are nested deeper than ${LIMITS.depth} levels`);
    else {
      const boundary = this.#boundaryOf(part);
      if (boundary !== '') this.#open.push({ multipart: part, boundary });
      else this.#onlyPart(part);
    }
  }

  /** A multipart without any delimiter whose body begins with the header of its only part. */
  #onlyPart(multipart: Part): void {
    const block = readHeaderBlock(this.#raw, multipart.bodyStart);
    const child = partOf(block, this.#raw.length, 'text/plain');
    if (block.closed && child.media.type.startsWith('text/')) multipart.children.push(child);
  }

  /** The declared boundary; where it is missing or never used, the first line that acts like one; '' without any. */
  #boundaryOf(part: Part): string {
    const declared = (part.media.params['boundary'] ?? '').trimEnd();
    const window = this.#raw.subarray(part.bodyStart, part.bodyStart + GUESS_WINDOW);
    if (declared !== '' && (window.length === GUESS_WINDOW || window.includes(`--${declared}`, 0, 'latin1')))
      return declared;
    const guessed = /^--([^\s-][^\r\n]{0,100}|-[^\r\n]{5,100})\r?\nContent-[A-Za-z-]+:/m
      .exec(window.toString('latin1', 0, GUESS_WINDOW))?.[1]
      ?.trimEnd();
    if (guessed === undefined || this.#levelOf(guessed) >= 0) return '';
    this.#cuts.note(
      'boundary-guessed',
      declared === '' ? 'a multipart names no boundary' : 'a boundary is not the one declared',
      'RFC 2046 §5.1.1',
    );
    return guessed;
  }

  #levelOf(boundary: string): number {
    return this.#open.findLastIndex((open) => open.boundary === boundary);
  }

  /** Ends the last part of the multipart at `level` and all that is open below it. */
  #leave(level: number, end: number): void {
    for (const { multipart } of this.#open.splice(level + 1)) {
      multipart.bodyEnd = end;
      endLast(multipart, end);
    }
    const multipart = this.#open[level]?.multipart;
    if (multipart) endLast(multipart, end);
  }
}

/** RFC 2046 §5.1.1 allows 70 characters; what is much longer is no delimiter. */
const MAX_DELIMITER = 260;
const NEXT_DASHES = Buffer.from('\n--');
const GUESS_WINDOW = 256 * 1024;

function endLast(multipart: Part, end: number): void {
  const last = multipart.children.at(-1);
  if (last && last.bodyEnd > end) last.bodyEnd = Math.max(end, last.bodyStart);
}

/** The line end in front of a delimiter belongs to the delimiter. */
function beforeLineEnd(raw: Buffer, line: number): number {
  if (line === 0 || raw[line - 1] !== 0x0a) return line;
  return line > 1 && raw[line - 2] === 0x0d ? line - 2 : line - 1;
}

/** Lines of a part that look like fields but speak of no content, with no empty line behind them, are its text. */
function headerOfPart(block: HeaderBlock, start: number): HeaderBlock {
  if (block.closed || block.fields.some(({ name }) => name.startsWith('content-'))) return block;
  return { fields: [], bodyStart: start, closed: false, cut: false };
}

function partOf(block: HeaderBlock, end: number, standard: string): Part {
  const disposition = first(block.fields, 'content-disposition');
  const media = mediaOf(first(block.fields, 'content-type'), standard);
  return {
    fields: block.fields,
    media,
    disposition: disposition === null ? null : readMediaType(disposition),
    encoding: encodingOf(first(block.fields, 'content-transfer-encoding') ?? ''),
    bodyStart: block.bodyStart,
    bodyEnd: end,
    children: [],
  };
}

/** Programs differ in which of two they believe, which hides content from filters; the first counts here (S19). */
function noteDuplicates(fields: readonly Field[], cuts: Cuts): void {
  for (const name of ['content-type', 'content-transfer-encoding'])
    if (fields.filter((field) => field.name === name).length > 1)
      cuts.note('duplicate-field', `${name} stands more than once`, 'RFC 2045 §5.1');
}

/** RFC 2045 §5.2: a part without a type, or with one that is no type, is plain text. */
function mediaOf(octets: string | null, standard: string): MediaType {
  if (octets === null) return { type: standard, params: {} };
  const { type, params } = readMediaType(octets);
  if (/^[!-.0-~]+\/[!-.0-~]+$/.test(type)) return { type, params };
  return { type: type === 'html' ? 'text/html' : 'text/plain', params };
}

/** RFC 2045 §6, and the names that stood before it; anything else is text as it is. */
function encodingOf(octets: string): Encoding {
  const name = octets.toLowerCase();
  if (/base-?64/.test(name)) return 'base64';
  if (/quoted.?printable/.test(name)) return 'quoted-printable';
  if (/\buu(?:encode|e)?\b/.test(name)) return 'uuencode';
  return 'identity';
}

function first(fields: readonly Field[], name: string): string | null {
  return fields.find((field) => field.name === name)?.octets ?? null;
}
