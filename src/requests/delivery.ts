import type { Address } from './address.ts';
import type { Asked } from './question.ts';
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
  | {
      readonly outcome: 'temporary';
      readonly error: string;
      readonly code: string | null;
      /** What else will fail like it: all mail to that domain, or all mail by this route. Absent: this mail alone. */
      readonly scope?: 'domain' | 'route';
      /** Nothing was tried: this way cannot do what the mail asks, another may. */
      readonly unfit?: true;
    }
  | {
      readonly outcome: 'permanent';
      readonly error: string;
      readonly code: string | null;
      /** The server knows its recipients and says that this one is none. */
      readonly noSuchAddress?: true;
    }
  /** The connection broke after the mail was handed over: it may or may not have been taken. */
  | { readonly outcome: 'unknown'; readonly error: string };

/** What an outgoing mail says, by its kind; how it is worded is the template's. */
export type OutgoingContent =
  | {
      readonly kind: 'acknowledgement';
      /** plain: to a sender who is not proven; no word, name or URL of his mail in it. */
      readonly variant: 'full' | 'plain';
      readonly promisedAt: Temporal.Instant | null;
      /** When his mail had arrived, where the acknowledgement comes late. */
      readonly lateSince: Temporal.Instant | null;
      readonly excerpt: string | null;
    }
  | {
      readonly kind: 'notification';
      readonly author: Address;
      readonly text: string;
      readonly folded: string;
      /** What staff should notice first, in one line; null: nothing unusual. */
      readonly notice: string | null;
      readonly changes: readonly string[];
      readonly attachments: readonly string[];
    }
  | {
      readonly kind: 'answer';
      readonly text: string;
      readonly author: string;
      /** Asks whether it is solved. */
      readonly closing: boolean;
      /** When the next word comes, where staff promised it. */
      readonly promisedAt?: Temporal.Instant | null;
      /** It begins the conversation and answers nothing. */
      readonly opens?: boolean;
    }
  | {
      readonly kind: 'closure';
      readonly author: string;
      readonly resolution: string | null;
      /** Closed because the client did not answer our question. */
      readonly unverified?: boolean;
    }
  /** It takes longer than promised, and until when. */
  | { readonly kind: 'holding'; readonly before: Temporal.Instant; readonly promisedAt: Temporal.Instant }
  /** Where a request stands that is not solved yet, and when the next word comes. */
  | { readonly kind: 'update'; readonly promisedAt: Temporal.Instant | null }
  /** "Is it solved?", and when silence closes. */
  | { readonly kind: 'follow-up'; readonly closesOn: Temporal.Instant | null }
  | {
      readonly kind: 'welcome';
      readonly message: string | null;
      /** Who is there for the client. */
      readonly team: readonly { readonly name: string }[];
    }
  | {
      readonly kind: 'incident';
      readonly title: string;
      readonly startedAt: Temporal.Instant;
      readonly promisedAt: Temporal.Instant | null;
    }
  | {
      readonly kind: 'escalation';
      readonly reason: string;
      /** Further lines: the other steps that came due at the same time. */
      readonly details: readonly string[];
      readonly since: Temporal.Instant | null;
      readonly promisedAt: Temporal.Instant | null;
      /** Whom the reader should call now, with the numbers that are known. */
      readonly call: readonly { readonly name: string; readonly phone: string }[];
      /** The client's last words. */
      readonly text: string;
    }
  /** To staff: figures or a reminder that concerns no single request. */
  | {
      readonly kind: 'report';
      readonly title: string;
      readonly period: string;
      readonly message: string;
      readonly figures?: readonly Figure[];
    }
  | {
      readonly kind: 'confirmation';
      readonly done: readonly string[];
      readonly unclear: readonly { readonly line: string; readonly problem: string }[];
      readonly held: boolean;
      /** Why it is held, where no line of it is to blame; goes on from "your mail was held:". */
      readonly why?: string | null;
      readonly subject: string;
      /** Whether `#undo` would take it back. */
      readonly undo?: boolean;
      /** What words were found in, numbered, so that it can be worked through by answering. */
      readonly found?: readonly { readonly n: number; readonly line: string }[];
      /** Lines that were asked for: the commands, or all reasons of a request. */
      readonly help?: readonly string[];
    }
  /** To staff: what is due, numbered, so that it can be worked through by answering. */
  | {
      readonly kind: 'digest';
      /** The mails in `held` wait for too long. */
      readonly isAlarm: boolean;
      /** So many requests came in a storm; null: it is no list of a storm. */
      readonly folded: number | null;
      readonly day: Temporal.Instant;
      readonly overdue: readonly DigestLine[];
      readonly today: readonly DigestLine[];
      readonly unowned: readonly DigestLine[];
      readonly fresh: readonly DigestLine[];
      /** What the reader has to do. */
      readonly promises: readonly {
        readonly n: number;
        readonly number: number;
        readonly subject: string;
        readonly what: string;
        readonly due: Temporal.Instant;
      }[];
      /** What may be written back, with numbers of this list. */
      readonly how: readonly string[];
      /** Open, and the reader's. */
      readonly mine: readonly DigestLine[];
      readonly held: readonly {
        readonly n: number;
        readonly from: string;
        readonly subject: string;
        readonly problem: string;
      }[];
      readonly automatic: readonly { readonly from: string; readonly subject: string; readonly kind: string }[];
    }
  | {
      readonly kind: 'bounce';
      readonly recipient: string;
      readonly what: DeliveryKind;
      readonly reason: string;
      readonly likely?: string | null;
    };

/** What was counted, in words, and how much of it there was. */
export type Figure = { readonly label: string; readonly value: string };

/** A request in a numbered list. */
export type DigestLine = {
  readonly n: number;
  readonly number: number;
  readonly subject: string;
  readonly client: string;
  readonly owner: string | null;
  readonly due: Temporal.Instant | null;
};

/** One outgoing mail as the core orders it; it is composed and enqueued in the transaction of its cause. */
export type OutgoingMail = {
  readonly content: OutgoingContent;
  readonly to: Address;
  readonly cc: readonly Address[];
  readonly role: 'client' | 'staff';
  readonly locale: string;
  /** The mail that this one answers, and its ancestors, oldest first; null: the request's latest. */
  readonly answers: { readonly inReplyTo: string | null; readonly references: readonly string[] } | null;
  /** `suppressed` is kept as a row with its reason, so that no obligation vanishes. */
  readonly state: 'queued' | 'held' | 'suppressed';
  readonly reasons: readonly Reason[];
  readonly dueAt: Temporal.Instant;
  /**
   * The mail that set it off lends its looks and its files: `visible` is all that its writer wrote now (of staff: without a quote at its end), `text` what of it is
   * passed on.
   */
  readonly carries?: { readonly from: 'client' | 'staff'; readonly visible: string; readonly text: string };
  /** What it asks its reader; the answer is read with it. */
  readonly asks?: Asked;
  /** All that is kept of a person goes along as a file; `orElse` is said where that is too large for a mail. */
  readonly attaches?: { readonly dataOf: string; readonly orElse: string };
  /** Address of the staff member whose words it carries; absent: the desk wrote it. */
  readonly writtenBy?: string;
};
