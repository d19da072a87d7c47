import { attachmentOf } from './attachments.ts';
import { type Contents, readContents } from './contents.ts';
import { type Cuts, LIMITS } from './limits.ts';
import { signedContent } from './smime.ts';
import { type Part, readStructure } from './structure.ts';
import { decodeTransfer, encodedBody } from './transfer.ts';

/** Reads what stands below the header of a mail; of an opaquely signed one what stands inside the signature. */
export async function readMailContents(
  raw: Buffer,
  root: Part,
  hints: readonly string[],
  cuts: Cuts,
): Promise<Contents> {
  const inside = await signedInside(raw, root);
  if (inside === null) return readContents(raw, root, hints, cuts);
  const contents = await readContents(inside, readStructure(inside, 0, cuts), hints, cuts);
  const wrapper = attachmentOf(raw, { part: root, within: '', related: false });
  return { ...contents, attachments: [...contents.attachments, { ...wrapper, inline: true }] };
}

async function signedInside(raw: Buffer, root: Part): Promise<Buffer | null> {
  if (!/^application\/(?:x-)?pkcs7-mime$/.test(root.media.type)) return null;
  const [octets] = await decodeTransfer([encodedBody(raw, root, LIMITS.mail)]);
  return octets === undefined ? null : signedContent(octets);
}
