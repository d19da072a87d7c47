import type { Message } from '../../requests/message.ts';
import type { StatedRecipient } from './delivery-status.ts';

/** Bounces that Amazon SES sends as JSON through SNS, where the topic delivers by mail. */
export type Notification = {
  readonly recipients: readonly StatedRecipient[];
  readonly originalMessageId: string | null;
};

type Shape = {
  readonly bounce?: {
    readonly bounceType?: unknown;
    readonly bouncedRecipients?: readonly Readonly<Record<string, unknown>>[];
  };
  readonly mail?: {
    readonly messageId?: unknown;
    readonly commonHeaders?: { readonly messageId?: unknown };
    readonly headers?: readonly Readonly<Record<string, unknown>>[];
  };
};

/** Reads such a notification; null where the mail is none, or one of something else than a bounce. */
export function readNotification(message: Message): Notification | null {
  const start = message.text.slice(0, 2_000).indexOf('{"');
  if (start < 0 || !/"(?:notificationType|eventType)"\s*:\s*"Bounce"/.test(message.text.slice(start, start + 4_000)))
    return null;
  const body = message.text.slice(start).split(/\n-{2,}\s*\n/)[0] ?? '';
  const json = parsed(body.slice(0, body.lastIndexOf('}') + 1).replace(/\s*\n\s*/g, ' '));
  if (json === null) return null;
  return {
    recipients: (json.bounce?.bouncedRecipients ?? []).map((recipient) => stated(recipient, json.bounce?.bounceType)),
    originalMessageId: originalId(json.mail),
  };
}

function parsed(json: string): Shape | null {
  try {
    return JSON.parse(json) as Shape;
  } catch {
    return null;
  }
}

function stated(recipient: Readonly<Record<string, unknown>>, bounceType: unknown): StatedRecipient {
  const diagnostic = text(recipient.diagnosticCode).replace(/^[A-Za-z-]+\s*;\s*/, '');
  const status = /^[245]\.\d{1,3}\.\d{1,3}$/.exec(text(recipient.status))?.[0] ?? null;
  return {
    address: text(recipient.emailAddress),
    action: 'failed',
    status: status ?? (bounceType === 'Transient' ? '4.0.0' : null),
    diagnostic,
    diagnosticType: 'smtp',
    remoteHost: '',
  };
}

/** SES replaces the Message-ID; both its own and the mail's first one are tried in turn by whoever looks it up. */
function originalId(mail: Shape['mail']): string | null {
  const header = mail?.headers?.find(({ name }) => text(name).trim().toLowerCase() === 'message-id');
  const own = text(header?.value) || text(mail?.commonHeaders?.messageId);
  return /<[^<>\s]{3,998}>/.exec(own)?.[0] ?? null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
