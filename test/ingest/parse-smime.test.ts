import { describe, expect, it } from 'vitest';
import { signedContent } from '../../src/ingest/parse/smime.ts';

/** Just enough of BER (X.690) to build a SignedData. */
const definite = (tag: number, ...content: Buffer[]): Buffer => {
  const value = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, 0x82, value.length >> 8, value.length & 255]), value]);
};
const indefinite = (tag: number, ...content: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([tag, 0x80]), ...content, Buffer.alloc(2)]);
const SIGNED = Buffer.from('06092a864886f70d010702', 'hex');
const ENVELOPED = Buffer.from('06092a864886f70d010703', 'hex');
const DATA = Buffer.from('06092a864886f70d010701', 'hex');
const VERSION = Buffer.from('020101', 'hex');

const signed = (wrap: typeof definite, content: Buffer, type = SIGNED): Buffer =>
  wrap(0x30, type, wrap(0xa0, wrap(0x30, VERSION, wrap(0x31), wrap(0x30, DATA, wrap(0xa0, content)), wrap(0x31))));

describe('signed content', () => {
  const text = Buffer.from('Content-Type: text/plain\r\n\r\nhello');

  it('comes out of definite and indefinite lengths, whole or in pieces', () => {
    const pieces = [text.subarray(0, 10), text.subarray(10)].map((piece) => definite(0x04, piece));
    expect(signedContent(signed(definite, definite(0x04, text)))).toEqual(text);
    expect(signedContent(signed(indefinite, indefinite(0x24, ...pieces)))).toEqual(text);
  });

  it('is not looked for in encrypted mail', () => {
    expect(signedContent(signed(definite, definite(0x04, text), ENVELOPED))).toBeNull();
  });

  it('that is cut off or changed anywhere gives nothing or less, and never an exception', () => {
    const whole = signed(indefinite, definite(0x04, text));
    for (let at = 0; at < whole.length; at += 1) {
      expect(signedContent(whole.subarray(0, at))?.length ?? 0).toBeLessThanOrEqual(text.length);
      const changed = Buffer.from(whole);
      changed[at] = 0x80;
      expect(signedContent(changed)?.length ?? 0).toBeLessThanOrEqual(whole.length);
    }
  });

  it('in a million levels costs no more than its octets', () => {
    const before = process.cpuUsage();
    expect(signedContent(Buffer.alloc(4_000_000, Buffer.from([0x30, 0x80])))).toBeNull();
    expect(signedContent(Buffer.alloc(4_000_000, Buffer.from([0x04, 0x00])))).toBeNull();
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2);
  });
});
