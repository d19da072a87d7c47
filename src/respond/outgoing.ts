import { canonicalAddress, countedAddress, type Address } from '../requests/address.ts';
import type { Calendar } from '../requests/calendar.ts';
import { clientConfig } from '../requests/decide/contacts.ts';
import type { Firm } from '../requests/decide/decision.ts';
import type { OutgoingContent, OutgoingMail } from '../requests/delivery.ts';
import type { Request } from '../requests/request.ts';
import type { Signer } from '../requests/signer.ts';
import { staffByAddress, type StaffMember } from '../requests/staff.ts';
import type { NewDelivery } from '../store/deliveries.ts';
import { clientNames } from './client-words.ts';
import { composeLetter, type LetterContext } from './compose.ts';
import { composeMime, type OutgoingAttachment } from './mime.ts';
import { carry, NOTHING_CARRIED, type Cargo } from './outgoing/cargo.ts';
import type { Rendered, TemplateSet } from './render.ts';
import type { Survey } from './template-data.ts';

/**
 * From what a decision orders to the bytes that will leave: worded by a template, addressed so that the answer finds its
 * way back, signed so that it is known when it returns. Composed once, when it is enqueued; every try sends these bytes.
 */
export type Letterhead = {
  readonly company: { readonly name: string };
  /** Name under which clients hear from us. */
  readonly fromName: string;
  readonly staff: readonly StaffMember[];
  /** Mailboxes whose server delivers `name+tag@`. */
  readonly plusAddressing: ReadonlySet<string>;
  readonly calendar: Calendar;
  readonly clients: Firm['clients'];
  readonly templates: TemplateSet;
  readonly signer: Signer;
  /** Signs the octets (DKIM); absent: the next server does. */
  readonly sign?: ((octets: Buffer) => Promise<Buffer>) | null;
  /** What links in mails point to; null: nothing that a client could reach. */
  readonly url: string | null;
  /** At least 64 random bits as base 32. */
  readonly unique: () => string;
};

export type Composed = {
  readonly deliveries: readonly NewDelivery[];
  readonly subject: string;
  readonly text: string;
  readonly from: Address;
  readonly fellBack: readonly string[];
};

/** How the request of a mail stands, and where it goes out from. */
export type Surroundings = {
  /** The mailbox in which its cause lies. */
  readonly mailbox: string;
  /** The conversation's Message-IDs, oldest first. */
  readonly clientIds: readonly string[];
  /** When the client was promised the next word. */
  readonly promisedAt: Temporal.Instant | null;
  /** Somebody has confirmed who the client is. */
  readonly isVerified: boolean;
  /** What the mail that set it off lends to it. */
  readonly cargo: Cargo | null;
  /** Files besides what that mail lends. */
  readonly attachments?: readonly OutgoingAttachment[];
  readonly now: Temporal.Instant;
};

/** Composes one ordered mail for all of its recipients. */
export async function composeOutgoing(
  head: Letterhead,
  mail: OutgoingMail,
  request: Request | null,
  context: Surroundings,
): Promise<Composed> {
  const mailbox = request?.mailbox ?? context.mailbox;
  const participant = canonicalAddress(mail.to.address);
  const unique = head.unique();
  const messageId = head.signer.messageId({
    kind: mail.content.kind,
    request: request?.number ?? null,
    role: mail.role,
    participant,
    unique,
  });
  const from = sender(head, mail, mailbox);
  const addressed = { head, mail, mailbox, messageId, unique, request };
  if (mail.state === 'suppressed') {
    const deliveries = [delivery(addressed, participant, { octets: Buffer.alloc(0), template: null })];
    return { deliveries, subject: '', text: '', from, fellBack: [] };
  }
  const carried =
    mail.carries && context.cargo
      ? carry(mail.carries, context.cargo, { staff: head.staff, mailbox })
      : NOTHING_CARRIED;
  const words = {
    ...letterContext(head, mail, request, context),
    html: carried.html,
    leftOut: carried.leftOut,
    survey: surveyOf(head, mail, messageId),
  };
  const rendered = withSubject(composeLetter(head.templates, mail.content, words), mail.content);
  const unsigned = composeMime({
    messageId,
    date: context.now,
    from,
    to: [mail.to],
    cc: mail.cc,
    replyTo: replyAddress(head, mail, mailbox, request),
    ...threading(mail, request, context.clientIds, mailbox),
    subject: rendered.subject,
    text: rendered.text,
    html: rendered.html,
    attachments: [...carried.attachments, ...(context.attachments ?? [])],
    autoSubmitted: autoSubmitted(mail.content.kind),
    headers: { 'X-Replydesk': head.signer.mark(messageId) },
  });
  const octets = head.sign ? await head.sign(unsigned) : unsigned;
  const recipients = [...new Set([participant, ...mail.cc.map((one) => canonicalAddress(one.address))])];
  const deliveries = recipients.map((rcpt) => delivery(addressed, rcpt, { octets, template: rendered.version }));
  return { deliveries, subject: rendered.subject, text: rendered.text, from, fellBack: rendered.fellBack };
}

/** The survey of a mail that asks one: a link a choice where there is a page, and the same words as an answer in any case. */
function surveyOf({ url, signer }: Letterhead, { asks }: OutgoingMail, messageId: string): Survey | null {
  if (asks?.kind !== 'survey') return null;
  if (url === null) return { asked: true };
  const link = (choice: string): string => `${url}/survey/${signer.surveyToken(messageId)}?choice=${choice}`;
  return { asked: true, goodUrl: link('good'), fairUrl: link('fair'), poorUrl: link('poor') };
}

type Addressed = {
  head: Letterhead;
  mail: OutgoingMail;
  mailbox: string;
  messageId: string;
  unique: string;
  request: Request | null;
};

function delivery(
  { head, mail, mailbox, messageId, unique, request }: Addressed,
  rcpt: string,
  made: { octets: Buffer; template: string | null },
): NewDelivery {
  return {
    kind: mail.content.kind,
    requestNumber: request?.number ?? null,
    messageId: null,
    mailId: messageId,
    token: unique,
    rcpt,
    countedRcpt: countedAddress(rcpt),
    envelopeFrom: head.plusAddressing.has(mailbox) ? tagged(mailbox, head.signer.bounceToken(messageId)) : mailbox,
    octets: made.octets,
    state: mail.state,
    reasons: mail.reasons,
    dueAt: mail.dueAt,
    template: made.template,
    ...(mail.writtenBy === undefined ? {} : { writtenBy: canonicalAddress(mail.writtenBy) }),
  };
}

/** A mail that begins a conversation answers nothing, so its subject does not say that it does. */
function withSubject(rendered: Rendered, content: OutgoingContent): Rendered {
  const opens = content.kind === 'answer' && content.opens === true;
  return opens ? { ...rendered, subject: rendered.subject.replace(/^re:\s*/i, '') } : rendered;
}

/** Clients hear from the desk and see who answers; staff see who wrote, at the desk's address. */
function sender(head: Letterhead, { content }: OutgoingMail, mailbox: string): Address {
  if (content.kind === 'answer' && content.author !== '')
    return { name: `${content.author} (${head.fromName})`, address: mailbox };
  if (content.kind !== 'notification') return { name: head.fromName, address: mailbox };
  const name = clientNames(content.author.name).name ?? content.author.address;
  return { name: `${name} (${head.company.name})`, address: mailbox };
}

/** Where an answer goes: the desk, tagged with a token for this person where plus addresses work. */
function replyAddress(head: Letterhead, mail: OutgoingMail, mailbox: string, request: Request | null): Address | null {
  if (request === null || !head.plusAddressing.has(mailbox)) return null;
  const token = head.signer.replyToken(request.number, mail.role, canonicalAddress(mail.to.address));
  return { name: head.fromName, address: tagged(mailbox, token) };
}

function tagged(address: string, tag: string): string {
  return address.replace('@', `+${tag}@`);
}

/** Clients' mails thread with their own; a staff member's notices of one request hang on an id that only they bear. */
function threading(
  mail: OutgoingMail,
  request: Request | null,
  clientIds: readonly string[],
  mailbox: string,
): { inReplyTo: string | null; references: readonly string[] } {
  if (mail.answers) return mail.answers;
  if (mail.role === 'client') return { inReplyTo: clientIds.at(-1) ?? null, references: clientIds };
  const root = `<request.${request?.number ?? 0}@${mailbox.split('@')[1] ?? 'localhost'}>`;
  return { inReplyTo: root, references: [root] };
}

function autoSubmitted(kind: OutgoingContent['kind']): 'auto-replied' | 'auto-generated' | null {
  if (kind === 'acknowledgement') return 'auto-replied';
  return kind === 'answer' ? null : 'auto-generated';
}

/** What the words depend on besides what they say: who reads them, and how the request stands. */
function letterContext(
  head: Letterhead,
  { role, locale, to }: OutgoingMail,
  request: Request | null,
  context: Surroundings,
): LetterContext {
  const client = request ? clientConfig(head, request.client.address) : null;
  const owner = request?.owner ? staffByAddress(head.staff, request.owner) : null;
  const reader = role === 'staff' ? staffByAddress(head.staff, to.address) : null;
  return {
    company: head.company.name,
    locale,
    timeZone: (role === 'client' ? client?.timeZone : null) ?? head.calendar.timeZone,
    calendar: head.calendar,
    now: context.now,
    request,
    responsible: owner?.name ?? null,
    promisedAt: context.promisedAt,
    clientTier: client?.tier ?? null,
    clientUnverified: !context.isVerified && client === null,
    reader: reader?.name ?? to.name,
  };
}
