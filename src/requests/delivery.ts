import type { Address } from './address.ts';
import type { Reason } from './reason.ts';

/**
 * One outgoing message to one recipient, content frozen, Message-ID stable. Accepted: the next server took
 * responsibility; delivered and bounced are known only from its reports.
 */
export type DeliveryState =
  'queued' | 'sending' | 'accepted' | 'delivered' | 'bounced' | 'failed' | 'suppressed' | 'held' | 'cancelled';

/** Names of the templates, which are also the kinds of delivery. */
export const DELIVERY_KINDS = [
  'acknowledgement',
  'holding',
  'update',
  'answer',
  'closure',
  'follow-up',
  'reopened',
  'welcome',
  'incident',
  'escalation',
  'notification',
  'confirmation',
  'digest',
  'bounce',
  'status',
  'report',
] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

/** What the next server said to a delivery, or that nothing was heard. */
export type SendOutcome =
  | { readonly outcome: 'accepted'; readonly response: string; readonly providerId: string | null }
  | { readonly outcome: 'temporary'; readonly error: string; readonly code: string | null }
  | { readonly outcome: 'permanent'; readonly error: string; readonly code: string | null }
  /** The connection broke after the mail was handed over: it may or may not have been taken. */
  | { readonly outcome: 'unknown'; readonly error: string };

/** One outgoing mail as the core orders it; the pipeline composes and enqueues it. */
export type OutgoingMail = {
  readonly kind: DeliveryKind;
  readonly to: Address;
  readonly cc: readonly Address[];
  readonly locale: string;
  /** Template variant, such as `after-hours`; null = the template itself. */
  readonly variant: string | null;
  readonly role: 'client' | 'staff';
  /** Placeholder values by path, as the template catalogue names them. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Threading headers: the mail that this one answers, and its ancestors, oldest first. */
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  /** `suppressed` is kept as a row with its reason, so that no obligation vanishes. */
  readonly state: 'queued' | 'held' | 'suppressed';
  readonly reasons: readonly Reason[];
  /** ISO instant from which it may leave. */
  readonly dueAt: Temporal.Instant;
};
