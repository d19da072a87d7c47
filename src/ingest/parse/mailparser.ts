import { randomUUID } from 'node:crypto';
import { simpleParser } from 'mailparser';

/** Octets in a transfer encoding that mailparser decodes. */
type Encoded = { readonly encoding: string; readonly octets: Buffer };

/**
 * Decodes base64 and quoted-printable by mailparser, which has met more broken encoders than we have. It is never given
 * the mail, only one strict envelope of what is to be decoded, so that neither the sender's structure nor his headers
 * reach it: it refuses 1,001 parts, loses parts whose delimiter has a blank behind it, and 160 kB of blanks in a
 * quoted-printable line block it for 100 s.
 */
export async function decodeByMailparser(parts: readonly Encoded[]): Promise<Buffer[]> {
  // Random, so that nobody can write it into a mail.
  const boundary = `=_${randomUUID()}`;
  const pieces = parts.flatMap(({ encoding, octets }) => [
    Buffer.from(
      `\r\n--${boundary}\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment\r\n` +
        `Content-Transfer-Encoding: ${encoding}\r\n\r\n`,
    ),
    encoding === 'quoted-printable' ? withoutLongBlanks(octets) : octets,
  ]);
  const envelope = Buffer.concat([
    Buffer.from(`Content-Type: multipart/mixed; boundary="${boundary}"\r\n`),
    ...pieces,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const { attachments } = await simpleParser(envelope, OPTIONS);
  if (attachments.length !== parts.length)
    throw new Error(`mailparser gave ${attachments.length} of ${parts.length} parts`);
  return attachments.map(({ content }) => content);
}

const OPTIONS = { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true, keepCidLinks: true } as const;

const LONG = 16;

/** Writes every 16th blank of a long run as `=20`: the same text, in which no pattern of the decoder runs far. */
function withoutLongBlanks(octets: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let from = 0;
  let run = 0;
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at];
    run = octet === 0x20 || octet === 0x09 ? run + 1 : 0;
    if (run < LONG) continue;
    pieces.push(octets.subarray(from, at), Buffer.from(octet === 0x20 ? '=20' : '=09'));
    from = at + 1;
    run = 0;
  }
  return from === 0 ? octets : Buffer.concat([...pieces, octets.subarray(from)]);
}
