import type { Message } from '../requests/message.ts';
import { attachmentOf, isTnef, unpacked } from './parse/attachments.ts';
import { chooseBodies, type Attached } from './parse/bodies.ts';
import { headerStart } from './parse/header-block.ts';
import { Cuts, LIMITS } from './parse/limits.ts';
import { readStructure } from './parse/structure.ts';
import { readTnef } from './parse/tnef.ts';
import { decodeTransfer, encodedBody } from './parse/transfer.ts';

/** A file of a mail with its octets, ready to travel on in another mail. */
export type CarriedFile = {
  readonly filename: string | null;
  readonly contentType: string;
  readonly content: Buffer;
  /** Shown within the text by its writer's program. */
  readonly inline: boolean;
  /** Without angle brackets; the HTML of the mail may show it as `cid:`. */
  readonly contentId: string | null;
};

export type CarriedFiles = {
  readonly files: readonly CarriedFile[];
  /** Names of those that are too large for the limit. */
  readonly leftOut: readonly string[];
};

/** Whether a mail that was read may have files; most have none, and need not be read once more to say so. */
export function mayCarryFiles({ attachments, contentType, cuts }: Message): boolean {
  return attachments.length > 0 || cuts.length > 0 || !FORMS_OF_TEXT.has(contentType.type);
}

export const NO_FILES: CarriedFiles = { files: [], leftOut: [] };

const FORMS_OF_TEXT = new Set(['text/plain', 'text/html', 'multipart/alternative']);

/**
 * The files of a mail, in their order, as long as they fit into `limit` octets together; a smaller one may still fit after one
 * that did not. What belongs to the mail's own form stays behind: its signature (RFC 8551, 3156) holds for the original only, and
 * what Outlook packed into a winmail.dat travels unpacked.
 */
export async function carriedFiles(raw: Buffer, limit: number): Promise<CarriedFiles> {
  const mail = raw.subarray(0, LIMITS.mail);
  const { attached } = chooseBodies(readStructure(mail, headerStart(mail), new Cuts()));
  const files: CarriedFile[] = [];
  const leftOut: string[] = [];
  let room = limit;
  const take = (file: CarriedFile): void => {
    if (file.content.length <= room) {
      files.push(file);
      room -= file.content.length;
    } else leftOut.push(file.filename ?? file.contentType);
  };
  for (const one of attached.filter(
    ({ part, within }) => within !== 'multipart/signed' && part.media.type !== 'application/pgp-encrypted',
  )) {
    if (attachmentOf(mail, one).size > limit && !isTnef(one.part)) {
      leftOut.push(attachmentOf(mail, one).filename ?? one.part.media.type);
      continue;
    }
    for (const file of await filesIn(mail, one)) take(file);
  }
  return { files, leftOut };
}

async function filesIn(mail: Buffer, attached: Attached): Promise<CarriedFile[]> {
  const { filename, contentType, inline, contentId } = attachmentOf(mail, attached);
  const [content = Buffer.alloc(0)] = await decodeTransfer([encodedBody(mail, attached.part, LIMITS.mail)]);
  const packed = isTnef(attached.part) ? readTnef(content) : null;
  if (packed === null) return [{ filename, contentType, content, inline, contentId }];
  return packed.files.map((file) => ({
    ...unpacked(file.filename, file.contentType, file.size),
    content: file.content,
  }));
}
