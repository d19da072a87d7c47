import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';

/** A file in an archive. */
export type ArchivedFile = { readonly name: string; readonly octets: Buffer };

const deflated = promisify(deflateRaw) as (octets: Buffer) => Promise<Buffer>;

const UTF8_NAMES = 0x0800;
const DEFLATE = 8;
/** 1980-01-01 00:00: the earliest that the format knows; when a mail came stands in it. */
const DAY = 0x21;

/** Files as one ZIP archive (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16), which any computer opens. */
export async function zip(files: readonly ArchivedFile[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, octets } of files) {
    const path = Buffer.from(name, 'utf8');
    const packed = await deflated(octets);
    const common = Buffer.alloc(26);
    [20, UTF8_NAMES, DEFLATE, 0, DAY].forEach((value, index) => common.writeUInt16LE(value, index * 2));
    common.writeUInt32LE(crc32(octets), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(octets.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, path, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, place, path]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, listed, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
