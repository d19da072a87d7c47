import type { Header, Message } from '../../requests/message.ts';
import { RETURNED_MAIL_MARKERS } from './returned-mail-markers.ts';

/** A report as a person reads it: what the server says, and the mail that it hands back below. */
export type Letter = {
  /** Lines in the server's own words, at most 400 of at most 1,000 characters. */
  readonly said: readonly string[];
  /** The same as one lower-case line, for looking phrases up. */
  readonly saidFlat: string;
  /** Lines from the returned mail's header on, where it stands in the text itself; indentation and quote marks off. */
  readonly returned: readonly string[];
  /** Header of the returned mail: an attached one first, else the one found in the text. */
  readonly original: readonly Header[];
};

const MAX_LINES = 4_000;
const MAX_SAID = 400;
const MAX_LINE = 1_000;

/** Splits a report's text at the point where the returned mail begins. */
export function openLetter(message: Message): Letter {
  const lines = message.text
    .slice(0, 262_144)
    .split('\n', MAX_LINES)
    .map((line) => line.slice(0, MAX_LINE).trimEnd());
  const [end, start] = returnedMail(lines);
  const said = lines.slice(0, Math.min(end, MAX_SAID));
  const returned = lines.slice(start).map(bare);
  const inText = headerOf(returned);
  return {
    said,
    saidFlat: flat(said.join(' ')),
    returned,
    original: message.original && message.original.length > 0 ? message.original : inText,
  };
}

/** One lower-case line with single spaces and plain quotes. */
export function flat(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\u2018\u2019\u00b4`]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Where the server's words end and where the returned mail begins, as line numbers. */
function returnedMail(lines: readonly string[]): [number, number] {
  for (const [number, line] of lines.entries()) {
    if (isMarker(line)) return [number, number + 1];
    if (beginsHeader(lines, number)) return [number, number];
  }
  return [lines.length, lines.length];
}

/** `------ This is a copy of the message ------`, `--- Below this line …`, `Original message headers:` and the like. */
function isMarker(line: string): boolean {
  const words = flat(line).replace(/^[-=*|>_ ]+/, '');
  if (words === '' || words.length > 160) return false;
  return RETURNED_MAIL_MARKERS.some((marker) => words.startsWith(marker));
}

const TRACE = /^(?:> ?)?(?:return-path|received|x-received|delivered-to|dkim-signature|message-id)\s?:/i;
const FIELD = /^(?:> ?)?[a-z][a-z0-9-]{1,60}\s?:/i;

/** A mail header at the margin: a trace field first, and two fields more within the next twelve lines. */
function beginsHeader(lines: readonly string[], number: number): boolean {
  const line = lines[number] ?? '';
  if (/^(?:> ?)?content-type:\s*(?:message\/rfc822|text\/rfc822-headers)/i.test(line)) return true;
  if (!TRACE.test(line)) return false;
  const next = lines.slice(number + 1, number + 13);
  return next.filter((each) => FIELD.test(each)).length >= 2;
}

/** Quote marks and a common indentation off. */
function bare(line: string): string {
  return line.replace(/^> ?/, '');
}

function headerOf(lines: readonly string[]): Header[] {
  const header: Header[] = [];
  for (const raw of lines.slice(0, 400)) {
    const indented = header.length === 0 || /^\s{2,}[A-Za-z-]{2,60}:/.test(raw) ? raw.trimStart() : raw;
    const field = /^([A-Za-z][A-Za-z0-9-]{0,60})\s?:(.*)$/.exec(indented);
    const last = header.at(-1);
    if (field) header.push({ name: (field[1] ?? '').toLowerCase(), value: (field[2] ?? '').trim() });
    else if (last && /^\s/.test(raw)) header[header.length - 1] = { ...last, value: `${last.value} ${raw.trim()}` };
    else if (last && raw.trim() === '' && header.length > 3) break;
  }
  return header;
}
