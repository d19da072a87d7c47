import { canonicalAddress, countedAddress, type Address } from '../requests/address.ts';
import type { OutgoingContent, OutgoingMail } from '../requests/delivery.ts';
import type { Request } from '../requests/request.ts';
import type { Signer } from '../requests/signer.ts';
import { staffByAddress, type StaffMember } from '../requests/staff.ts';
import type { NewDelivery } from '../store/deliveries.ts';
import { clientNames, subjectForLetter } from './client-words.ts';
import { formatPromise } from './format-promise.ts';
import { composeMime } from './mime.ts';
import { renderTemplate, type Rendered, type TemplateSet } from './render.ts';
import type { CommonData } from './template-data.ts';

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
  readonly timeZone: string;
  readonly templates: TemplateSet;
  readonly signer: Signer;
  /** Signs the octets (DKIM); absent: the next server does. */
  readonly sign?: ((octets: Buffer) => Promise<Buffer>) | null;
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

/** Composes one ordered mail for all of its recipients. `clientIds`: the conversation's Message-IDs, oldest first. */
export async function composeOutgoing(
  head: Letterhead,
  mail: OutgoingMail,
  request: Request | null,
  context: { readonly mailbox: string; readonly clientIds: readonly string[]; readonly now: Temporal.Instant },
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
  const rendered = word(head, mail, request, mailbox);
  const unsigned = await composeMime({
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
    autoSubmitted: autoSubmitted(mail.content.kind),
    headers: { 'X-Replydesk': head.signer.mark(messageId) },
  });
  const octets = head.sign ? await head.sign(unsigned) : unsigned;
  const recipients = [...new Set([participant, ...mail.cc.map((one) => canonicalAddress(one.address))])];
  const deliveries = recipients.map((rcpt) => delivery(addressed, rcpt, { octets, template: rendered.version }));
  return { deliveries, subject: rendered.subject, text: rendered.text, from, fellBack: rendered.fellBack };
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
  };
}

/** Clients hear from the desk; staff see who wrote, at the desk's address. */
function sender(head: Letterhead, { content }: OutgoingMail, mailbox: string): Address {
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

function word(
  head: Letterhead,
  { content, locale, to }: OutgoingMail,
  request: Request | null,
  mailbox: string,
): Rendered {
  const common = commonData(head, request, locale);
  const staff = { ...common, client: { ...common.client, address: request?.client.address ?? '' } };
  const moment = (instant: Temporal.Instant | null): string | null =>
    instant === null ? null : formatPromise(instant, { timeZone: head.timeZone, locale });
  switch (content.kind) {
    case 'acknowledgement': {
      const promise = { by: moment(content.promisedAt) };
      const outage = { arrived: moment(content.lateSince) };
      if (content.variant === 'plain')
        return renderTemplate(head.templates, 'acknowledgement-plain', locale, { ...common, promise, outage });
      return renderTemplate(head.templates, 'acknowledgement', locale, {
        ...common,
        promise,
        outage,
        request: { ...common.request, excerpt: content.excerpt },
      });
    }
    case 'notification':
      return renderTemplate(head.templates, 'notification', locale, {
        ...staff,
        message: { text: content.text, folded: content.folded, attachments: content.attachments.join(', ') },
        notice: content.notice,
        changes: content.changes,
      });
    case 'answer':
      return renderTemplate(head.templates, 'answer', locale, {
        ...common,
        staff: { name: content.author },
        body: { text: content.text },
        closing: content.closing,
      });
    case 'closure':
      return renderTemplate(head.templates, 'closure', locale, {
        ...common,
        staff: { name: content.author },
        resolution: content.resolution === null ? null : { text: content.resolution },
        unverified: content.unverified ?? false,
      });
    case 'holding':
      return renderTemplate(head.templates, 'holding', locale, {
        ...common,
        promise: { by: moment(content.promisedAt), before: moment(content.before) },
      });
    case 'update':
      return renderTemplate(head.templates, 'update', locale, {
        ...common,
        promise: { by: moment(content.promisedAt) },
      });
    case 'follow-up':
      return renderTemplate(head.templates, 'follow-up', locale, { ...common, closesOn: moment(content.closesOn) });
    case 'welcome':
      return renderTemplate(head.templates, 'welcome', locale, {
        ...common,
        message: content.message === null ? null : { text: content.message },
        support: { address: request?.mailbox ?? mailbox },
      });
    case 'incident':
      return renderTemplate(head.templates, 'incident', locale, {
        ...common,
        promise: { by: moment(content.promisedAt) },
        message: { text: '' },
        incident: { title: content.title, startedAt: moment(content.startedAt) },
      });
    case 'escalation':
      return renderTemplate(head.templates, 'escalation', locale, {
        ...staff,
        promise: { by: moment(content.promisedAt) },
        escalation: {
          reason: content.reason,
          step: content.details.join('; '),
          since: moment(content.since),
          call: content.call,
        },
        message: content.text === '' ? null : { text: content.text },
      });
    case 'report':
      return renderTemplate(head.templates, 'report', locale, {
        ...common,
        report: { title: content.title, period: content.period },
        message: { text: content.message },
      });
    case 'confirmation':
      return renderTemplate(head.templates, 'confirmation', locale, {
        ...staff,
        staff: { name: staffByAddress(head.staff, to.address)?.name ?? to.name },
        request: { ...staff.request, subject: staff.request.subject ?? content.subject },
        done: content.done,
        unclear: content.unclear,
        held: content.held,
      });
    case 'bounce':
      return renderTemplate(head.templates, 'bounce', locale, {
        ...staff,
        bounce: { recipient: content.recipient, reason: content.reason },
      });
  }
}

function commonData(head: Letterhead, request: Request | null, locale: string): CommonData {
  return {
    client: request ? clientNames(request.client.name) : {},
    request: {
      number: request?.number ?? 0,
      subject: request ? subjectForLetter(request.subject) : null,
      category: request?.category ?? null,
      openedAt: request ? formatPromise(request.openedAt, { timeZone: head.timeZone, locale }) : null,
    },
    company: { name: head.company.name },
    staff: { name: request?.owner ? (staffByAddress(head.staff, request.owner)?.name ?? null) : null },
  };
}
