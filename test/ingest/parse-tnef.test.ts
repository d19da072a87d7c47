import { describe, expect, it } from 'vitest';
import { parse } from '../../src/ingest/parse.ts';
import { readTnef } from '../../src/ingest/parse/tnef.ts';

/** The small part of [MS-OXTNEF] that Outlook writes. */
const u16 = (value: number): Buffer => Buffer.from([value & 255, value >> 8]);
const u32 = (value: number): Buffer => Buffer.concat([u16(value & 0xffff), u16(value >>> 16)]);
const attribute = (level: number, id: number, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from([level]), u32(id), u32(value.length), value, u16(0)]);
const padded = (value: Buffer): Buffer => Buffer.concat([value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
const variable = (type: number, id: number, value: Buffer): Buffer =>
  Buffer.concat([u16(type), u16(id), u32(1), u32(value.length), padded(value)]);
const named = (id: number): Buffer =>
  Buffer.concat([u16(3), u16(id), Buffer.alloc(16), u32(1), u32(4), u32(65), u32(7)]);
const properties = (...list: Buffer[]): Buffer => Buffer.concat([u32(list.length), ...list]);
const unicode = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le');

const TNEF = Buffer.concat([
  u32(0x223e9f78),
  u16(1),
  attribute(1, 0x00069007, u32(1251)),
  attribute(1, 0x00069003, properties(named(0x8001), variable(0x1f, 0x1000, unicode('Siehe Anhang, grüße')))),
  attribute(2, 0x00069002, Buffer.alloc(14)),
  attribute(2, 0x00018010, Buffer.from('OFFER~1.PDF\0')),
  attribute(2, 0x0006800f, Buffer.alloc(1234)),
  attribute(
    2,
    0x00069005,
    properties(
      variable(0x1f, 0x3707, unicode('Angebot März.pdf')),
      variable(0x1e, 0x370e, Buffer.from('application/pdf\0')),
    ),
  ),
  attribute(2, 0x00069002, Buffer.alloc(14)),
  attribute(2, 0x00018010, Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x2e, 0x74, 0x78, 0x74, 0])),
  attribute(2, 0x0006800f, Buffer.from('hello')),
]);

describe('a winmail.dat', () => {
  it('gives its files and its body', () => {
    const tnef = readTnef(TNEF);
    expect(tnef?.files[1]?.content.toString()).toBe('hello');
    expect(tnef).toMatchObject({
      files: [
        { filename: 'Angebot März.pdf', contentType: 'application/pdf', size: 1234 },
        { filename: 'Привет.txt', contentType: 'application/octet-stream', size: 5 },
      ],
      text: 'Siehe Anhang, grüße',
      html: null,
    });
  });

  it('stands beside its files in the mail, and its body where the mail has none', async () => {
    const message = await parse(
      Buffer.from(
        `From: a@client.test\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n${TNEF.toString('base64')}\n`,
      ),
    );
    expect(message.text).toBe('Siehe Anhang, grüße');
    expect(message.attachments.map(({ filename, inline }) => [filename, inline])).toEqual([
      ['winmail.dat', true],
      ['Angebot März.pdf', false],
      ['Привет.txt', false],
    ]);
  });

  it('that is cut off anywhere gives what stood before the cut', () => {
    for (let length = 6; length < TNEF.length; length += 1) {
      const files = readTnef(TNEF.subarray(0, length))?.files ?? [];
      expect(files.length).toBeLessThanOrEqual(2);
    }
    expect(readTnef(TNEF.subarray(0, TNEF.length - 40))?.files[0]?.filename).toBe('Angebot März.pdf');
  });

  it('that is none is none', () => expect(readTnef(Buffer.from('not a TNEF stream'))).toBeNull());
});
