import type { Address } from '../address.ts';
import type { Calendar } from '../calendar.ts';
import type { DeliveryKind, OutgoingMail } from '../delivery.ts';
import type { Message } from '../message.ts';
import type { Opinion, Score } from '../feedback.ts';
import type { Forwarded } from '../forwarded.ts';
import type { Policy } from '../policy.ts';
import type { AnswerFacts, HeldMail, OtherRequest } from '../question.ts';
import type { Reason } from '../reason.ts';
import type { ClosingWord, Recognition } from '../recognition.ts';
import type { Request } from '../request.ts';
import type { Role } from '../signer.ts';
import type { Span } from '../span.ts';
import type { StaffMember } from '../staff.ts';
import type { Threading } from '../thread.ts';

/**
 * A decision is data: what a mail is worth, where it belongs and everything that follows from it. The pipeline writes
 * it in one transaction; nothing in here has happened yet. Every decision carries its reasons, the first of them the
 * one that decided.
 */
export type Decision = {
  readonly disposition: 'filed' | 'staff' | 'automatic' | 'duplicate' | 'quarantined' | 'ignored';
  readonly reasons: readonly Reason[];
  /** What the mail is kept as, where deciding showed that it is something else than it looked like. */
  readonly keptAs?: Recognition['kind'];
  /** What counts as its text, where that is not what its writer wrote. */
  readonly keptText?: string;
  /** The request that the steps concern: one to open, one that exists, or none. */
  readonly request: Concerned;
  readonly steps: readonly Step[];
  /** Further requests that it concerns, each with its own steps. */
  readonly more?: readonly { readonly request: Concerned; readonly steps: readonly Step[] }[];
};

export type Concerned = { readonly open: Opening } | { readonly number: number } | null;

/** A request to be opened; its number is given by the store. */
export type Opening = {
  readonly mailbox: string;
  readonly subject: string;
  readonly client: Address;
  readonly state: Request['state'];
  readonly priority: Request['priority'];
  readonly category: string | null;
  readonly owner: string | null;
  readonly team: string | null;
  readonly language: string | null;
  readonly openedAt: Temporal.Instant;
  readonly linkedTo: number | null;
};

export type Step =
  | { readonly do: 'change'; readonly changes: Partial<Omit<Request, 'number' | 'client' | 'mailbox'>> }
  | { readonly do: 'participant'; readonly address: Address; readonly role: 'client' | 'cc' | 'colleague' }
  | {
      readonly do: 'event';
      readonly kind: string;
      readonly actor: string;
      readonly reasons: readonly Reason[];
      readonly data: Readonly<Record<string, unknown>>;
    }
  /** A message becomes part of the request that this concerns. */
  | { readonly do: 'move'; readonly message: number }
  /** The client of the request is to be reached at another address. */
  | { readonly do: 'readdress'; readonly address: Address }
  | { readonly do: 'deadline'; readonly kind: string; readonly dueAt: Temporal.Instant }
  | { readonly do: 'settle'; readonly kinds: readonly string[]; readonly as: 'kept' | 'told' | 'missed' | 'cancelled' }
  | { readonly do: 'mail'; readonly mail: OutgoingMail }
  /** A colleague is told in a list with others, since he gets too many notices. */
  | { readonly do: 'fold'; readonly member: string }
  | { readonly do: 'bounce'; readonly delivery: number; readonly error: string }
  /** Nothing automatic goes to this address for a while. */
  | { readonly do: 'suppress'; readonly suppression: Suppression }
  /** A client is who he says. */
  | { readonly do: 'verify'; readonly address: string; readonly by: string }
  /** One of our questions was answered; it is asked no more. */
  | { readonly do: 'answered'; readonly question: string; readonly answer: string }
  /** All that is kept of a person was asked for by somebody who may, and confirmed: it is noted, and where asked deleted. */
  | { readonly do: 'data'; readonly what: 'export' | 'erase'; readonly address: string; readonly by: string }
  /** A held mail is decided on again, as a person wishes, who may answer it at once. */
  | { readonly do: 'release'; readonly intake: number; readonly by: string; readonly answer: string | null }
  /** Somebody takes part no more; the client is asked no more whether he may. */
  | { readonly do: 'leave' | 'withdraw'; readonly address: string }
  /** A mail of ours that was held leaves, or never will. */
  | { readonly do: 'let-go' | 'call-off'; readonly delivery: number }
  /** A held mail is laid aside for good. */
  | { readonly do: 'dismiss'; readonly held: HeldMail; readonly by: string; readonly why: 'dropped' | 'corrected' };

/** One kept mail as the decisions see it: parsed, recognised, folded. */
export type Letter = {
  /** The address of the mailbox in which it lies. */
  readonly mailbox: string;
  readonly folder: 'inbox' | 'sent';
  /** IMAP INTERNALDATE. */
  readonly receivedAt: Temporal.Instant;
  readonly beforeGolive: boolean;
  readonly message: Message;
  readonly recognition: Recognition;
  readonly visibleText: string;
  /** The visible text without a quote at its end: what of it may be passed on to a client. */
  readonly ownText: string;
  readonly signature: string | null;
  readonly foldedText: string;
  readonly language: string | null;
  /** "Yes, solved" or "thank you", where it says nothing else. */
  readonly closingWord?: ClosingWord | null;
  /** What its writer says of us; absent: nothing. */
  readonly opinion?: Opinion;
  /** A client's mail that staff forward in it; absent or null where it holds none. */
  readonly forwarded?: Forwarded | null;
  /** How content its writer is, where the mail begins with that, as an answer to a survey does. */
  readonly score?: Score | null;
};

/** How many acknowledgements went out lately, for the budgets. */
export type AcknowledgementCounts = {
  /** To the sender's address (counted form) within 3 hours and within a day. */
  readonly addressThreeHours: number;
  readonly addressDay: number;
  /** To unauthenticated senders of the domain within 10 minutes. */
  readonly domainTenMinutes: number;
  /** For the mailbox and in all within 10 minutes. */
  readonly mailboxTenMinutes?: number;
  readonly allTenMinutes?: number;
  /** When those to the sender's address within a day were made, oldest first. */
  readonly made?: readonly Temporal.Instant[];
  /** A combined acknowledgement to the sender that still waits, and the requests that it names. */
  readonly combining?: Combining | null;
  /** How many acknowledgements of mail older than an hour were made in the last minute. */
  readonly late?: number;
  /** More mail of unauthenticated senders than a storm is; `told`: somebody was alerted lately. */
  readonly storm?: Storm | null;
  /** How many notices each of staff was sent in the present window, by canonical address. */
  readonly notices?: ReadonlyMap<string, NoticeCount>;
};

/** `since`: when the window of ten minutes began. */
export type NoticeCount = { readonly since: Temporal.Instant; readonly notices: number };

export type Combining = {
  readonly dueAt: Temporal.Instant;
  readonly requests: readonly { readonly number: number; readonly subject: string }[];
};

/** `usual`: the median of ten minutes in the week before. */
export type Storm = { readonly mails: number; readonly usual: number; readonly told: boolean };

/** An address that is left alone: a report said that it is not there, or its owner complained. */
export type Suppression = {
  readonly address: string;
  readonly reason: 'bounce' | 'complaint';
  readonly detail: string;
  /** Our delivery that the report was about. */
  readonly delivery: number | null;
  readonly expiresAt: Temporal.Instant | null;
};

/** Limits of acknowledgements; a loop or a forged sender must not make the desk a mail cannon. */
export type Budgets = {
  readonly authenticatedPerThreeHours: number;
  readonly unauthenticatedPerDay: number;
  readonly unknownPerDay: number;
  readonly unauthenticatedDomainPerTenMinutes: number;
  readonly unauthenticatedMailboxPerTenMinutes: number;
  /** For a mailbox and in all, whoever asks; null: no limit. Who is over it is not forgotten but told later. */
  readonly mailboxPerTenMinutes: number | null;
  readonly allPerTenMinutes: number | null;
  /** So many mails of unauthenticated senders within 10 minutes are a storm, where they are ten times what is usual. */
  readonly stormPerTenMinutes: number;
  /** Further notices of clients' mails within ten minutes come to a colleague in one list. */
  readonly noticesPerTenMinutes: number;
  /** Acknowledgements of mail older than this many hours are held for approval. */
  readonly holdAfterHours: number;
};

/** Ways in which clients want to be reached. */
export const CHANNELS = ['mail', 'phone', 'meeting'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What the decisions know of the firm. */
export type Firm = {
  readonly staff: readonly StaffMember[];
  readonly ownAddresses: ReadonlySet<string>;
  readonly policy: Policy;
  readonly calendar: Calendar;
  readonly locale: string;
  readonly acknowledgeUnauthenticated: 'full' | 'plain' | 'never';
  readonly budgets: Budgets;
  /** What a mail that is passed on carries at most, in all; octets. Absent: as much as there is. */
  readonly attachmentLimit?: number;
  /** Mailboxes for which everything is decided and composed, and nothing sent. */
  readonly shadow?: ReadonlySet<string>;
  /** Addresses of those who hear once a week how the desk stands; absent: nobody. */
  readonly weekly?: readonly string[];
  readonly clients: readonly {
    readonly domain: string | null;
    readonly address: string | null;
    readonly tier: string | null;
    readonly accountManager: string | null;
    readonly locale: string | null;
    readonly timeZone: string | null;
    /** Absent or null: none is known. */
    readonly phone?: string | null;
    /** How the client prefers to be reached (CHN-1); absent or null: not known. */
    readonly channel?: Channel | null;
    /** How often the client wants to hear of an open request; absent or null: as the policy says. */
    readonly updates?: Span | null;
  }[];
};

/** The delivery that a bounce is about. */
export type BouncedDelivery = {
  readonly id: number;
  readonly kind: DeliveryKind;
  readonly requestNumber: number | null;
  readonly rcpt: string;
};

/** Everything that a decision about a mail is made from. */
export type Facts = {
  readonly letter: Letter;
  readonly threading: Threading;
  /** The request that threading found; null where a new one would be opened. */
  readonly request: Request | null;
  readonly participants: OtherRequest['participants'];
  /** A token in the mail that was made for its sender. */
  readonly token: { readonly request: number; readonly role: Role; readonly participant: string } | null;
  /** The same content was taken before, in this or another folder. */
  readonly duplicate: boolean;
  readonly counts: AcknowledgementCounts;
  readonly bounced: readonly BouncedDelivery[];
  /** Why the sender's address is left alone; null: it is not. */
  readonly suppressed?: Pick<Suppression, 'reason' | 'detail'> | null;
  readonly answer: AnswerFacts;
  readonly firm: Firm;
  readonly now: Temporal.Instant;
};
