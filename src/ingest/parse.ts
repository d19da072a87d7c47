import { simpleParser, type AddressObject, type ParsedMail } from 'mailparser';
import type { Address } from '../requests/address.ts';
import type { Header, Message } from '../requests/message.ts';

/** Reads a raw mail (RFC 5322 octets) into a Message. Throws only where neither header nor body can be had. */
export async function parse(raw: Buffer): Promise<Message> {
  const mail = await simpleParser(raw, { skipImageLinks: true });
  const headers: Header[] = mail.headerLines.map(({ key, line }) => ({
    name: key.toLowerCase(),
    value: line
      .slice(line.indexOf(':') + 1)
      .replace(/\r?\n(?=[ \t])/g, '')
      .trim(),
  }));
  const contentType = mail.headers.get('content-type') as { value: string; params: Record<string, string> } | undefined;
  return {
    messageId: mail.messageId ?? null,
    inReplyTo: ids(mail.inReplyTo),
    references: ids(Array.isArray(mail.references) ? mail.references.join(' ') : mail.references),
    date: mail.date?.toISOString() ?? null,
    from: addresses(mail.from),
    fromHeaders: headers.filter((header) => header.name === 'from').length,
    sender: addresses(mail.headers.get('sender') as AddressObject | undefined)[0] ?? null,
    replyTo: addresses(mail.replyTo),
    to: addresses(mail.to),
    cc: addresses(mail.cc),
    subject: mail.subject ?? '',
    headers,
    contentType: { type: contentType?.value ?? 'text/plain', params: contentType?.params ?? {} },
    text: mail.text ?? '',
    html: mail.html || null,
    attachments: mail.attachments.map((part) => ({
      filename: part.filename ?? null,
      contentType: part.contentType,
      size: part.size,
      inline: part.contentDisposition === 'inline' || part.related,
      contentId: part.cid ?? null,
    })),
    reports: reports(mail),
    original: null,
    size: raw.length,
    cuts: [],
  };
}

function ids(value: string | undefined): string[] {
  return value?.match(/<[^<>\s]+>/g) ?? [];
}

function addresses(value: AddressObject | AddressObject[] | undefined): Address[] {
  return [value ?? []]
    .flat()
    .flatMap((object) => object.value.map(({ name, address }) => ({ name, address: address ?? '' })));
}

function reports(mail: ParsedMail): { type: string; text: string }[] {
  return mail.attachments
    .filter((part) => part.contentType.startsWith('message/'))
    .map((part) => ({ type: part.contentType, text: part.content.toString('utf8').slice(0, 262_144) }));
}
