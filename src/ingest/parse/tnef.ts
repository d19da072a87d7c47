import { decodeText } from './charset.ts';
import { cleanText } from './clean-text.ts';

/** What Outlook packed into a winmail.dat: files, and a body where the mail has none beside it. */
export type Tnef = {
  readonly files: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly size: number;
    readonly content: Buffer;
  }[];
  readonly text: string | null;
  readonly html: string | null;
};

const SIGNATURE = 0x223e9f78;
const MAX_ATTRIBUTES = 5_000;

/** Attribute ids ([MS-OXTNEF] §2.1.3.1), without their type in the upper half. */
const ATTRIBUTE = {
  body: 0x800c,
  attachData: 0x800f,
  attachTitle: 0x8010,
  renderData: 0x9002,
  properties: 0x9003,
  attachment: 0x9005,
  codepage: 0x9007,
};
/** MAPI property ids ([MS-OXPROPS]). */
const PROPERTY = {
  body: 0x1000,
  bodyHtml: 0x1013,
  attachData: 0x3701,
  attachFilename: 0x3704,
  attachLongFilename: 0x3707,
  attachMime: 0x370e,
  displayName: 0x3001,
};

type File = { title: string; longName: string; contentType: string; content: Buffer };

const EMPTY = Buffer.alloc(0);

/** Reads a TNEF stream ([MS-OXTNEF]); null where it is none. A broken end costs only what stands behind it. */
export function readTnef(octets: Buffer): Tnef | null {
  if (octets.length < 6 || octets.readUInt32LE(0) !== SIGNATURE) return null;
  const files: File[] = [];
  let charset = 'windows-1252';
  let text: string | null = null;
  let html: string | null = null;
  for (const { id, value } of attributes(octets)) {
    const file = files.at(-1);
    if (id === ATTRIBUTE.codepage && value.length >= 4) charset = `windows-${value.readUInt32LE(0)}`;
    else if (id === ATTRIBUTE.body) text = string8(value, charset);
    else if (id === ATTRIBUTE.renderData) files.push({ title: '', longName: '', contentType: '', content: EMPTY });
    else if (id === ATTRIBUTE.attachTitle && file) file.title = string8(value, charset);
    else if (id === ATTRIBUTE.attachData && file) file.content = value;
    else if (id === ATTRIBUTE.attachment && file) describe(file, value, charset);
    else if (id === ATTRIBUTE.properties)
      for (const property of properties(value)) {
        if (property.id === PROPERTY.body) text ??= mapiText(property, charset);
        else if (property.id === PROPERTY.bodyHtml)
          html ??= property.type === TYPE.binary ? decodeText(property.value, null).text : mapiText(property, charset);
      }
  }
  return {
    files: files.map((file) => ({
      filename: file.longName || file.title,
      contentType: /^[!-.0-~]+\/[!-.0-~]+$/.test(file.contentType) ? file.contentType : 'application/octet-stream',
      size: file.content.length,
      content: file.content,
    })),
    text: text === null ? null : cleanText(text),
    html: html === null ? null : cleanText(html),
  };
}

function describe(file: File, value: Buffer, charset: string): void {
  for (const property of properties(value)) {
    if (property.id === PROPERTY.attachLongFilename) file.longName = mapiText(property, charset);
    else if (property.id === PROPERTY.attachFilename || property.id === PROPERTY.displayName)
      file.title ||= mapiText(property, charset);
    else if (property.id === PROPERTY.attachMime) file.contentType = mapiText(property, charset).toLowerCase();
    else if (property.id === PROPERTY.attachData && file.content === EMPTY) file.content = property.value;
  }
}

/** level, id, length, value, checksum. */
function* attributes(octets: Buffer): Generator<{ id: number; value: Buffer }> {
  let at = 6;
  for (let count = 0; count < MAX_ATTRIBUTES && at + 9 <= octets.length; count++) {
    const id = octets.readUInt16LE(at + 1);
    const length = octets.readUInt32LE(at + 5);
    yield { id, value: octets.subarray(at + 9, at + 9 + length) };
    at += 9 + length + 2;
  }
}

type Property = { readonly id: number; readonly type: number; readonly value: Buffer };

const TYPE = { string8: 0x1e, unicode: 0x1f, binary: 0x102, object: 0x0d };
/** Octets of the fixed types; a value takes a multiple of four. */
const FIXED: Readonly<Record<number, number>> = {
  1: 4,
  2: 4,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  0xa: 4,
  0xb: 4,
  0x14: 8,
  0x40: 8,
  0x48: 16,
};
const MULTIPLE = 0x1000;

/** The MAPI properties of an attribute, their first values ([MS-OXTNEF] §2.1.3.4). Ends at the first that makes no sense. */
function* properties(octets: Buffer): Generator<Property> {
  const cursor = new Cursor(octets);
  const count = Math.min(cursor.uint32(), MAX_ATTRIBUTES);
  for (let i = 0; i < count && !cursor.ended(); i++) {
    const type = cursor.uint16();
    const id = cursor.uint16();
    if (id >= 0x8000) cursor.skipName();
    const single = type & ~MULTIPLE;
    const fixed = FIXED[single];
    const values = fixed === undefined || (type & MULTIPLE) !== 0 ? Math.min(cursor.uint32(), MAX_ATTRIBUTES) : 1;
    if (fixed === undefined && !Object.values(TYPE).includes(single)) return;
    for (let n = 0; n < values && !cursor.ended(); n++) {
      const value = cursor.take(fixed ?? cursor.uint32());
      if (n === 0) yield { id, type: single, value };
    }
  }
}

/** Reads on through octets; behind their end everything is zero and empty. */
class Cursor {
  readonly #octets: Buffer;
  #at = 0;

  constructor(octets: Buffer) {
    this.#octets = octets;
  }

  ended(): boolean {
    return this.#at >= this.#octets.length;
  }

  uint16(): number {
    this.#at += 2;
    return this.#at <= this.#octets.length ? this.#octets.readUInt16LE(this.#at - 2) : 0;
  }

  uint32(): number {
    this.#at += 4;
    return this.#at <= this.#octets.length ? this.#octets.readUInt32LE(this.#at - 4) : 0;
  }

  take(length: number): Buffer {
    const value = this.#octets.subarray(this.#at, this.#at + length);
    this.#at += Math.ceil(length / 4) * 4;
    return value;
  }

  /** A named property: its set's GUID, then a number or a name. */
  skipName(): void {
    this.#at += 16;
    if (this.uint32() === 0) this.#at += 4;
    else this.take(this.uint32());
  }
}

function mapiText({ type, value }: Property, charset: string): string {
  if (type === TYPE.unicode) return value.toString('utf16le').replace(/\0[\s\S]*$/, '');
  return string8(value, charset);
}

function string8(value: Buffer, charset: string): string {
  const end = value.indexOf(0);
  return decodeText(end < 0 ? value : value.subarray(0, end), charset).text;
}
