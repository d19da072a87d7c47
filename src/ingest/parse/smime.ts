/**
 * Takes the signed content out of a CMS SignedData (RFC 5652 §5, RFC 8551 §3.5.2), which Outlook sends as smime.p7m where
 * it signs "opaquely": the mail's text stands inside. The signature is not checked here. Null where there is none.
 */
export function signedContent(octets: Buffer): Buffer | null {
  const content = path(octets, [SEQUENCE, CONTEXT, SEQUENCE, SEQUENCE, CONTEXT]);
  const [info] = elements(octets, 0, octets.length, 0);
  const [type] = info ? elements(octets, info.start, info.end, 0) : [];
  if (!content || !type || !octets.subarray(type.start, type.end).equals(SIGNED_DATA)) return null;
  const [value] = elements(octets, content.start, content.end, 0);
  if (value?.tag === OCTETS) return octets.subarray(value.start, value.end);
  if (value?.tag !== CONSTRUCTED_OCTETS) return null;
  const pieces = elements(octets, value.start, value.end, 0).map(({ start, end }) => octets.subarray(start, end));
  return Buffer.concat(pieces);
}

const SEQUENCE = 0x30;
const CONTEXT = 0xa0;
const OCTETS = 0x04;
const CONSTRUCTED_OCTETS = 0x24;
/** 1.2.840.113549.1.7.2 */
const SIGNED_DATA = Buffer.from('2a864886f70d010702', 'hex');

const MOST_ELEMENTS = 20_000;
const MOST_LEVELS = 12;

type Element = { readonly tag: number; readonly start: number; readonly end: number; readonly next: number };

/** Goes down by the first element of each tag. */
function path(octets: Buffer, tags: readonly number[]): Element | null {
  let here: Element = { tag: 0, start: 0, end: octets.length, next: 0 };
  for (const tag of tags) {
    const found = elements(octets, here.start, here.end, 0).find((element) => element.tag === tag);
    if (!found) return null;
    here = found;
  }
  return here;
}

/** The elements of a BER value (X.690 §8.1), up to the first that makes no sense. */
function elements(octets: Buffer, start: number, end: number, level: number): Element[] {
  const found: Element[] = [];
  for (let at = start; at < end && found.length < MOST_ELEMENTS;) {
    const element = elementAt(octets, at, end, level);
    if (element === null || (element.tag === 0 && element.start === element.end)) break;
    found.push(element);
    at = element.next;
  }
  return found;
}

function elementAt(octets: Buffer, at: number, end: number, level: number): Element | null {
  const tag = octets[at] ?? 0;
  const first = octets[at + 1] ?? 0;
  if (at + 2 > end || (tag & 0x1f) === 0x1f || level > MOST_LEVELS) return null;
  if (first === 0x80) {
    const inside = elements(octets, at + 2, end, level + 1).at(-1)?.next ?? at + 2;
    return { tag, start: at + 2, end: inside, next: Math.min(inside + 2, end) };
  }
  const size = first < 0x80 ? 0 : first & 0x7f;
  if (size > 4 || at + 2 + size > end) return null;
  const length = size === 0 ? first : octets.readUIntBE(at + 2, size);
  const start = at + 2 + size;
  return { tag, start, end: Math.min(start + length, end), next: Math.min(start + length, end) };
}
