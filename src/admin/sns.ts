import { createPublicKey, verify } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { ProviderEvent, ProviderWord } from '../store/provider-events.ts';
import type { Part } from './server.ts';

/**
 * Where Amazon SES tells by SNS what became of mails. Anybody may knock here, so nothing is believed but what is signed, by a
 * certificate from SNS itself, for a topic that the configuration names; and no address that a message brings is ever opened:
 * a subscription is confirmed by an address made of the topic's own region.
 */
export type SnsDesk = {
  /** ARNs of the topics that count. */
  readonly topics: readonly string[];
  /** Where SES sends from: its name is in the Message-IDs. */
  readonly messageIdOf: (sesId: string) => string;
  readonly note: (event: ProviderEvent) => Promise<unknown>;
  /** The body behind an address; rejects where it is none or leads elsewhere. */
  readonly fetchText?: (url: string) => Promise<string>;
};

const LARGEST = 256 * 1024;

const envelopeSchema = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().max(100),
  TopicArn: z.string().max(400),
  Message: z.string(),
  Subject: z.string().optional(),
  Timestamp: z.string().max(40),
  Token: z.string().max(2_000).optional(),
  SubscribeURL: z.string().optional(),
  SignatureVersion: z.literal('2'),
  Signature: z.string().max(2_000),
  SigningCertURL: z.string().max(500),
});
type Envelope = z.output<typeof envelopeSchema>;

export function snsPart({ topics, messageIdOf, note, fetchText = fetchAmazon }: SnsDesk): Part {
  const app = new Hono();
  const certificates = new Map<string, Promise<string>>();
  const certificate = (url: string): Promise<string> => {
    const known = certificates.get(url) ?? fetchText(url);
    certificates.set(url, known);
    known.catch(() => certificates.delete(url));
    return known;
  };
  app.use(bodyLimit({ maxSize: LARGEST, onError: (context) => context.text('too large', 413) }));
  app.post('/', async (context) => {
    const read = envelopeSchema.safeParse(jsonOf(await context.req.text()));
    if (!read.success) return context.text('not a message of SNS, or not signed by version 2', 400);
    const envelope = read.data;
    const region = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):/.exec(envelope.TopicArn)?.[1] ?? '';
    if (!topics.includes(envelope.TopicArn)) return context.text('not a topic of this desk', 403);
    if (!isOfSns(envelope.SigningCertURL, region)) return context.text('not a certificate of SNS', 403);
    if (!isSigned(envelope, await certificate(envelope.SigningCertURL))) return context.text('not signed', 403);
    if (envelope.Type === 'SubscriptionConfirmation') await fetchText(confirmation(envelope, region));
    if (envelope.Type === 'Notification')
      for (const event of eventsIn(jsonOf(envelope.Message), messageIdOf)) await note(event);
    return context.text('thank you');
  });
  return { path: '/sns', app, for: 'machine' };
}

function host(region: string): string {
  return `sns.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

function isOfSns(address: string, region: string): boolean {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return false;
  return url.hostname === host(region) && url.search === '' && /^\/[\w-]+\.pem$/.test(url.pathname);
}

/** The fields that are signed, in the order that Amazon fixed; one that is absent is left out. */
function isSigned(envelope: Envelope, pem: string): boolean {
  const fields =
    envelope.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const);
  const text = fields
    .flatMap((field) => (envelope[field] === undefined ? [] : [`${field}\n${envelope[field]}\n`]))
    .join('');
  return verify('sha256', Buffer.from(text), createPublicKey(pem), Buffer.from(envelope.Signature, 'base64'));
}

function confirmation({ TopicArn, Token = '' }: Envelope, region: string): string {
  const query = new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn, Token });
  return `https://${host(region)}/?${query.toString()}`;
}

const recipient = z.object({ emailAddress: z.string(), diagnosticCode: z.string().optional() });

/** A notification of an identity says `notificationType`, an event of a configuration set `eventType`. */
const wordSchema = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail: z.object({ messageId: z.string().max(200) }),
  bounce: z
    .object({ bounceType: z.string(), bounceSubType: z.string().optional(), bouncedRecipients: z.array(recipient) })
    .optional(),
  complaint: z
    .object({ complaintFeedbackType: z.string().nullish(), complainedRecipients: z.array(recipient) })
    .optional(),
  delivery: z.object({ recipients: z.array(z.string()) }).optional(),
});

/** What a message says of our mails; nothing where it is about something else. */
function eventsIn(value: unknown, messageIdOf: (id: string) => string): ProviderEvent[] {
  const read = wordSchema.safeParse(value);
  if (!read.success) return [];
  const { notificationType, eventType, mail, bounce, complaint, delivery } = read.data;
  const providerId = messageIdOf(mail.messageId);
  const about = (addresses: readonly string[], word: ProviderWord): ProviderEvent[] =>
    addresses.map((address) => ({ providerId, recipients: [address], word }));
  switch (notificationType ?? eventType ?? '') {
    case 'Bounce':
      return (bounce?.bouncedRecipients ?? []).flatMap(({ emailAddress, diagnosticCode }) => {
        const kind = `${bounce?.bounceType ?? ''} ${bounce?.bounceSubType ?? ''}`.trim();
        const detail = `${diagnosticCode ?? kind} (SES: ${kind})`.replaceAll(/\s+/g, ' ').slice(0, 300);
        return about([emailAddress], { kind: 'bounced', gone: bounce?.bounceType === 'Permanent', detail });
      });
    case 'Complaint':
      return (complaint?.complainedRecipients ?? []).flatMap(({ emailAddress }) =>
        about([emailAddress], { kind: 'complained', detail: complaint?.complaintFeedbackType ?? 'no reason given' }),
      );
    case 'Delivery':
      return about(delivery?.recipients ?? [], { kind: 'delivered' });
    default:
      return [];
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function fetchAmazon(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`SNS answered ${response.status}`);
  return response.text();
}
