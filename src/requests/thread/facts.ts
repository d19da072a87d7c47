import type { AuthenticationVerdict } from '../recognition.ts';
import type { Reason } from '../reason.ts';
import type { RequestState } from '../request.ts';

/** What threading may know of a request that a mail might belong to. */
export type Candidate = {
  readonly number: number;
  /** Canonical address of the client: who asks, even where he is also staff. */
  readonly client: string;
  /** Organisational domain of the client; null where it is a public mail provider's, so that it makes no colleagues. */
  readonly organisation: string | null;
  /** Canonical addresses that take part: the client and whom an authenticated client put in Cc. */
  readonly participants: ReadonlySet<string>;
  readonly state: RequestState;
  readonly lastActivityAt: Temporal.Instant;
  /** Base subjects (RFC 5256 §2.1) of its messages. */
  readonly baseSubjects: ReadonlySet<string>;
  /** Number of the request that it split from or mentions, else null. */
  readonly linkedTo: number | null;
  /** Number of the request it was merged into, else null. */
  readonly mergedInto: number | null;
};

/** Asked for a few of its entries only, so whoever fills it need not have them all at hand. */
export type Lookup<Key, Value> = { get(key: Key): Value | undefined };

/** Everything that threading decides by, gathered beforehand. Ids with angle brackets, as `threadIds` reads them. */
export type ThreadFacts = {
  readonly sender: {
    /** Canonical. */
    readonly address: string;
    /** Organisational domain; null where it is a public mail provider's. */
    readonly organisation: string | null;
    readonly authentication: AuthenticationVerdict;
    readonly isStaff: boolean;
  };
  readonly receivedAt: Temporal.Instant;
  readonly subject: string;
  /** The mail's own Message-ID, and the one that it had before a relay replaced it. */
  readonly messageIds: readonly string[];
  readonly inReplyTo: readonly string[];
  /** Oldest first. */
  readonly references: readonly string[];
  /** A reply token or signed own Message-ID whose signature holds; who it was made for. The first valid one wins. */
  readonly token: { readonly request: number; readonly participant: string; readonly role: 'client' | 'staff' } | null;
  /** Ids of mails that we sent or received (provider's ids included) → request. */
  readonly knownIds: Lookup<string, number>;
  /** Ids that are known only because a mail of a request refers to them → requests. */
  readonly referencedIds: Lookup<string, readonly number[]>;
  /** Number in the visible reference `[#1234]` of the subject, else null. */
  readonly subjectReference: number | null;
  /** The requests named by any of these, and those that they are linked to or merged into. */
  readonly candidates: Lookup<number, Candidate>;
  /** The latest request of the same sender with the same base subject, within days: only ever a suggestion. */
  readonly sameSubject: number | null;
  /** `thread --anyone`: every sender counts as taking part. */
  readonly anyone: boolean;
};

/** As what somebody joins a request. */
export type Standing = 'participant' | 'staff' | 'colleague';

export type Threading =
  | {
      readonly outcome: 'join';
      readonly request: number;
      readonly strength: 'certain' | 'strong';
      /** A colleague of the client who joins: is shown no earlier text. */
      readonly joinsAs: Standing;
      /** Requests that this mail shows to be the same conversation: theirs are the mails that waited for this one. */
      readonly alsoJoins: readonly number[];
      readonly reasons: readonly Reason[];
    }
  | {
      readonly outcome: 'new';
      /** The request it mentions or splits from. */
      readonly linkedTo: number | null;
      readonly why: 'no-reference' | 'stranger' | 'split' | 'ambiguous';
      /** Step 5: shown to staff, never merged by itself. */
      readonly suggestion: number | null;
      readonly reasons: readonly Reason[];
    };
