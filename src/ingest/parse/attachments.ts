import type { Attachment } from '../../requests/message.ts';
import { attachmentName } from './attachment-name.ts';
import { type Attached, nameOf } from './bodies.ts';
import { clipped, printable } from './encoded-words.ts';
import type { Part } from './structure.ts';
import { decodedSize } from './transfer.ts';

/** Whether Outlook packed files into this part. */
export function isTnef(part: Part): boolean {
  return /^application\/(?:vnd\.)?ms-tnef$/.test(part.media.type) || /^winmail\.dat$/i.test(nameOf(part));
}

/** An attached part as staff see it; its content is measured, not read. */
export function attachmentOf(raw: Buffer, { part, within, related }: Attached): Attachment {
  const id = part.fields.find(({ name }) => name === 'content-id')?.octets.replace(/[<>\s]/g, '');
  const contentId = id === undefined || id === '' ? null : clipped(printable(id));
  return {
    filename: attachmentName(nameOf(part), isEncrypted(part, within) ? within : part.media.type),
    contentType: part.media.type,
    size: decodedSize(raw, part),
    inline: part.disposition?.type === 'inline' || (related && contentId !== null) || isTechnical(part, within),
    contentId,
  };
}

/** RFC 3156 §4: the second part of an encrypted mail is octets of no name. */
function isEncrypted(part: Part, within: string): boolean {
  return within === 'multipart/encrypted' && part.media.type === 'application/octet-stream';
}

/** What belongs to the mail's own form: a signature, the frame of an encrypted body, a file that is unpacked. */
function isTechnical(part: Part, within: string): boolean {
  return within === 'multipart/signed' || part.media.type === 'application/pgp-encrypted' || isTnef(part);
}

/** A file that was found inside a part. */
export function unpacked(filename: string, contentType: string, size: number): Attachment {
  return { filename: attachmentName(filename, contentType), contentType, size, inline: false, contentId: null };
}
