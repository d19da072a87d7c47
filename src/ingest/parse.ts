import type { Message } from '../requests/message.ts';
import type { Reason } from '../requests/reason.ts';
import { charsetsOfWords } from './parse/encoded-words.ts';
import { readMailContents } from './parse/opened-mail.ts';
import { readEnvelope } from './parse/envelope.ts';
import { headerStart, readHeaderBlock } from './parse/header-block.ts';
import { Cuts, LIMITS } from './parse/limits.ts';
import { readMediaType } from './parse/media-type.ts';
import { type Part, readStructure } from './parse/structure.ts';

/**
 * Reads a raw mail (RFC 5322 octets) into a Message. Promises: whatever the octets are, it answers with a Message in time
 * and memory bounded by parse/limits.ts, and says in `cuts` what it left out or guessed; only octets that hold no mail at
 * all are refused, by NoMail. The header and the MIME structure are read by our own linear readers, since a mail's
 * structure is where hostile mail attacks; mailparser decodes the parts, behind parse/transfer.ts.
 */
export async function parse(raw: Buffer): Promise<Message> {
  const cuts = new Cuts();
  const mail = wellFormed(raw, cuts);
  const root = readStructure(mail, headerStart(mail), cuts);
  if (isNoMail(mail, root)) throw new NoMail();
  const hints = charsetsOf(root);
  return {
    ...readEnvelope(root.fields, hints, cuts),
    contentType: root.media,
    ...(await readMailContents(mail, root, hints, cuts)),
    size: raw.length,
    cuts: cuts.all(),
  };
}

/** Reads the header alone, for a mail whose body cannot be read within bounds; `why` tells so in `cuts`. */
export function parseHeader(raw: Buffer, why: Reason): Message {
  const cuts = new Cuts();
  const { fields } = readHeaderBlock(raw, headerStart(raw));
  const type = fields.find(({ name }) => name === 'content-type')?.octets ?? '';
  return {
    ...readEnvelope(fields, [], cuts),
    contentType: readMediaType(type),
    text: '',
    html: null,
    attachments: [],
    reports: [],
    original: null,
    size: raw.length,
    cuts: [why, ...cuts.all()],
  };
}

/** Neither a header nor a body can be had from the octets. */
export class NoMail extends Error {
  constructor() {
    super('no mail: neither a header nor a text can be found');
    this.name = 'NoMail';
  }
}

/** The octets as a mail has them: not too many, one octet a letter, lines that end. */
function wellFormed(raw: Buffer, cuts: Cuts): Buffer {
  if (raw.length > LIMITS.mail) cuts.note('mail-cut', `${raw.length} octets, of which ${LIMITS.mail} are read`);
  const mail = raw.subarray(0, LIMITS.mail);
  if (mail[0] === 0xff && mail[1] === 0xfe) return Buffer.from(mail.toString('utf16le').slice(1));
  if (mail[0] === 0xfe && mail[1] === 0xff) return Buffer.from(new TextDecoder('utf-16be').decode(mail));
  // Line ends of old Macs.
  if (!mail.includes(0x0a) && mail.includes(0x0d))
    return Buffer.from(mail.map((octet) => (octet === 0x0d ? 0x0a : octet)));
  return mail;
}

/** No field, and nothing but white space or binary octets below. */
function isNoMail(mail: Buffer, root: Part): boolean {
  if (root.fields.length > 0) return false;
  const beginning = mail.toString('latin1', root.bodyStart, root.bodyStart + 4096);
  const controls = beginning.match(/[\x00-\x08\x0e-\x1a\x1c-\x1f]/g)?.length ?? 0;
  return beginning.trim() === '' || controls * 20 > beginning.length;
}

/** Charsets that the mail names anywhere: of its parts first, then of its encoded words. */
function charsetsOf(root: Part): string[] {
  const parts = [root, ...root.children, ...root.children.flatMap(({ children }) => children)].slice(0, 20);
  const declared = parts.flatMap(({ media }) => media.params['charset'] ?? []);
  return [...new Set([...declared, ...root.fields.slice(0, 100).flatMap(({ octets }) => charsetsOfWords(octets))])];
}
