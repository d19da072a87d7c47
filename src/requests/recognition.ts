import type { Address } from './address.ts';
import type { Reason } from './reason.ts';

/** What a mail is. Only `client` and `staff` may open a request; the others are filed as automatic. */
export type Kind =
  'client' | 'staff' | 'auto-reply' | 'bounce' | 'delayed' | 'receipt' | 'feedback-report' | 'bulk' | 'own' | 'spam';

/** Names of a bounce's reason, as in the contract. */
export type BounceReason =
  | 'user-unknown'
  | 'mailbox-full'
  | 'host-unknown'
  | 'rejected'
  | 'spam'
  | 'policy'
  | 'blocked'
  | 'too-big'
  | 'expired'
  | 'network'
  | 'suspended'
  | 'filtered'
  | 'content'
  | 'relaying-denied'
  | 'security'
  | 'system-error'
  | 'too-many'
  | 'feedback'
  | 'other';

export type BouncedRecipient = {
  readonly address: string;
  /** Enhanced status code (RFC 3463), e.g. 5.1.1; null where none could be read or inferred. */
  readonly status: string | null;
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded' | null;
  readonly type: 'hard' | 'soft';
  readonly reason: BounceReason;
  /** What the other server said, one line, at most 300 characters. */
  readonly diagnostic: string;
};

export type Bounce = {
  /** delayed: every recipient is only late; failed: at least one is given up. */
  readonly outcome: 'failed' | 'delayed';
  readonly recipients: readonly BouncedRecipient[];
  readonly originalMessageId: string | null;
};

/** How far the sender of a mail is proven (RFC 8601): `unknown` where no trusted server is configured. */
/** What an answer says that says nothing else: it is solved; thank you; or just "ok". */
export type ClosingWord = 'agrees' | 'thanks' | 'nods';

export type AuthenticationVerdict = 'pass' | 'fail' | 'none' | 'unknown';

export type Authentication = {
  readonly verdict: AuthenticationVerdict;
  readonly spf: string | null;
  readonly dkim: string | null;
  readonly dmarc: string | null;
  /** Whether a passing SPF or DKIM identity has the organisational domain of From. */
  readonly aligned: boolean;
};

/** A DKIM signature that this desk checked itself: the domain that signed (d=) and the result in RFC 8601's words. */
export type CheckedSignature = { readonly domain: string; readonly result: string };

/** The four flags, computed apart; each holds the reasons for which it is raised, empty = not raised. */
export type Flags = {
  readonly machine: readonly Reason[];
  readonly bulk: readonly Reason[];
  readonly report: readonly Reason[];
  readonly outOfOffice: readonly Reason[];
};

export type Recognition = {
  readonly kind: Kind;
  /**
   * Who wrote it and would be answered: the only mailbox of From, of a website form's Reply-To, or behind a known relay.
   * Null where that cannot be said or nothing may be sent there; never taken from Reply-To otherwise.
   */
  readonly author: Address | null;
  /** Whether the mail itself permits an acknowledgement; budgets, go-live and threading are decided elsewhere. */
  readonly acknowledge: boolean;
  /** Why, for the kind and for every veto on an acknowledgement. */
  readonly reasons: readonly Reason[];
  /** What staff should see beside the mail (a look-alike domain, another Reply-To); decides nothing. */
  readonly notes: readonly Reason[];
  /** Why a person must look before anything follows from the mail: spam, too many hops. */
  readonly quarantine: Reason | null;
  readonly flags: Flags;
  readonly bounce: Bounce | null;
  readonly authentication: Authentication;
};

/** What recognition knows of the desk. Empty for a mail judged by itself. */
export type DeskFacts = {
  /** Addresses, aliases and outbound From of this desk, canonical. */
  readonly ownAddresses: ReadonlySet<string>;
  /** Staff addresses, canonical. */
  readonly staffAddresses: ReadonlySet<string>;
  /** Known relays: list ids, addresses or domains whose list headers do not make a mail bulk. */
  readonly relays: readonly string[];
  /** Whose Authentication-Results count; null = none. */
  readonly trustedAuthservId: string | null;
  /** Message-IDs made by this desk are told by this check (a signature, not a look-up). */
  readonly isOwnMessageId: (messageId: string) => boolean;
  /** Website forms: canonical address of the form. */
  readonly formAddresses: ReadonlySet<string>;
  /** Whether a mail must name one of ownAddresses among its recipients (rule 27). */
  readonly requireAddressed: boolean;
  /** Website forms whose client stands in a named field of the text: canonical address of the form to the field's name. */
  readonly formFields?: ReadonlyMap<string, string>;
  /** Whether an `X-Replydesk` header was signed by this desk. */
  readonly isOwnMark?: (mark: string) => boolean;
  /** Domains of known clients; with the desk's own, those that a look-alike would imitate. */
  readonly clientDomains?: ReadonlySet<string>;
};

/** A mail judged by itself: no own addresses, relays, staff or budgets. */
export const NO_DESK: DeskFacts = {
  ownAddresses: new Set(),
  staffAddresses: new Set(),
  relays: [],
  trustedAuthservId: null,
  isOwnMessageId: () => false,
  formAddresses: new Set(),
  requireAddressed: false,
};
