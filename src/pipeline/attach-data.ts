import { createHash } from 'node:crypto';
import { recordFiles } from '../cli/record/record-folder.ts';
import type { OutgoingMail } from '../requests/delivery.ts';
import type { OutgoingAttachment } from '../respond/mime.ts';
import { dataMark, rawMails, requestsOf, sizeOf } from '../store/client-data.ts';
import type { Reader } from '../store/store.ts';
import { zip, type ArchivedFile } from './zip.ts';

type Attached = { readonly mail: OutgoingMail; readonly attachments: readonly OutgoingAttachment[] };

/** Mails shrink when they are packed, but hardly ever to less than that: beyond it they are not even read. */
const MOST_TIMES = 2;

/**
 * Puts all that is kept of a person into a mail that hands it over, as one archive. Where that is too large to be mailed, the mail
 * says how to get it. The delivery is marked, so that it goes with the rest when the person is erased.
 */
export async function attachData(reader: Reader, mail: OutgoingMail, limit: number): Promise<Attached> {
  const { attaches, content } = mail;
  if (attaches === undefined || content.kind !== 'confirmation') return { mail, attachments: [] };
  const isHuge = (await sizeOf(reader, attaches.dataOf)) > MOST_TIMES * limit;
  const archive = isHuge ? null : await zip(await filesOf(reader, attaches.dataOf));
  const marked = { ...mail, reasons: [...mail.reasons, dataMark(attaches.dataOf)] };
  if (archive === null || archive.length > limit)
    return { mail: { ...marked, content: { ...content, done: [attaches.orElse] } }, attachments: [] };
  const filename = `data-${createHash('sha256').update(attaches.dataOf).digest('hex').slice(0, 8)}.zip`;
  return { mail: marked, attachments: [{ filename, contentType: 'application/zip', content: archive }] };
}

async function filesOf(reader: Reader, address: string): Promise<ArchivedFile[]> {
  const files: ArchivedFile[] = [];
  for (const number of await requestsOf(reader, address)) {
    const record = await recordFiles(reader, number);
    for (const [name, content] of Object.entries(record?.files ?? {}))
      files.push({ name: `${number}/${name}`, octets: Buffer.from(content) });
  }
  for (const { id, octets } of await rawMails(reader, { from: address }))
    files.push({ name: `mails/${id}.eml`, octets });
  return files;
}
