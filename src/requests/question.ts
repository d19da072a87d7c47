import type { Address } from './address.ts';
import type { Feedback } from './feedback.ts';
import { NOTHING_LISTED, type DeskList, type OpenAction } from './desk-list.ts';
import type { Reason } from './reason.ts';
import type { Request } from './request.ts';

/**
 * What a mail of ours asked its reader, kept under the unique part of that mail's Message-ID. An answer of a few words is
 * read with it: `send` means something only to the mail that was held, `take 2` only to the list that was numbered. Nobody
 * but the one who was asked can answer it, and it gives no power over anything that it does not name.
 */
export type Asked =
  /** A mail that waits for `send` or `drop`. */
  | { readonly kind: 'held'; readonly intake: number }
  /** A numbered list of what is due. */
  | {
      readonly kind: 'digest';
      readonly items: readonly DigestItem[];
      /** Lines on which an earlier answer did something that `undo` takes back. */
      readonly done?: readonly number[];
    }
  /** Whether an outside address may take part in the client's request. */
  | { readonly kind: 'consent'; readonly address: Address; readonly by: string }
  /** Whether all that is kept of a person is really to be handed over or deleted. */
  | { readonly kind: 'data'; readonly what: 'export' | 'erase'; readonly address: string }
  /** How the client found our work. */
  | { readonly kind: 'survey' }
  /** Whether a policy was reviewed. */
  | { readonly kind: 'review'; readonly policy: string; readonly version: string };

/** A line of a list: its number, and what it speaks of. */
export type DigestItem = { readonly n: number } & (
  | { readonly request: number }
  /** A held mail. */
  | { readonly intake: number }
  /** A mail of ours that is held, and to whom. */
  | { readonly delivery: number; readonly to: string; readonly on: number | null }
  /** What a colleague has to do, on which request. */
  | { readonly action: number; readonly what: string; readonly on: number }
);

export type Question = Asked & {
  readonly token: string;
  /** Canonical address of the one who was asked. */
  readonly asked: string;
  readonly request: number | null;
  readonly at: Temporal.Instant;
  readonly isOpen: boolean;
};

/** A mail that waits for a person, as far as deciding on it needs. */
export type HeldMail = {
  readonly intake: number;
  readonly messageId: number | null;
  readonly request: number | null;
  readonly from: Address;
  readonly subject: string;
  /** What its writer wrote. */
  readonly text: string;
  readonly receivedAt: Temporal.Instant;
  readonly reasons: readonly Reason[];
  /** False once somebody decided on it. */
  readonly waits: boolean;
};

/** What a command did besides changing its request, as far as it can be taken back. */
export type Undoing =
  /** The client was asked whether these may take part. */
  | { readonly is: 'consent'; readonly addresses: readonly string[] }
  /** His last mail became a request of its own, which begins at this moment. */
  | { readonly is: 'split'; readonly message: number; readonly at: string }
  | { readonly is: 'action'; readonly who: string; readonly what: string }
  /** The client is written to at another address. */
  | { readonly is: 'readdress'; readonly from: Address; readonly to: string };

/** What stays as it is once it was done, by the kinds of its events: why `undo` takes nothing back. */
export const STAYING = {
  note: 'record',
  call: 'record',
  meeting: 'record',
  summary: 'record',
  'escalation-asked': 'told',
  'survey-asked': 'asked',
  incident: 'told',
  called: 'told',
  'next-update': 'promised',
  verified: 'confirmed',
  answered: 'answered',
} as const;

export function isStaying(kind: string): kind is keyof typeof STAYING {
  return Object.hasOwn(STAYING, kind);
}

/** What a staff member last changed by commands, so that it can be taken back. */
export type LastCommand = {
  readonly by: string;
  /** Receipt of the mail that did it. */
  readonly at: Temporal.Instant;
  /** What was said to have been done. */
  readonly said: readonly string[];
  readonly before: Partial<Request>;
  readonly after: Partial<Request>;
  /** Kinds of the events that it made, which count no more once it is taken back. */
  readonly kinds: readonly string[];
  /** What it did besides, that can be taken back. */
  readonly further: readonly Undoing[];
  /** With an answer to the client, which has left. */
  readonly answered: boolean;
  /** A request that ended in this one by it, and how it stood before. */
  readonly merged: {
    readonly number: number;
    readonly before: Partial<Request>;
    readonly kinds: readonly string[];
  } | null;
};

/** What staff did last on a request, and its client wrote last. */
export type StaffDoings = {
  readonly lastAnswer: { readonly by: string; readonly at: Temporal.Instant } | null;
  readonly lastCommand: LastCommand | null;
  /** What somebody did after the last command, and it cannot be taken back. */
  readonly lastStaying: {
    readonly by: string;
    readonly at: Temporal.Instant;
    readonly kind: keyof typeof STAYING;
  } | null;
  /** The next word that was promised to the client and has not been said. */
  readonly promised: Temporal.Instant | null;
  readonly lastClientText: string;
  readonly lastClientMail: ClientMail | null;
  /** What staff wrote in their last answer, commands included. */
  readonly lastAnswerText: string;
};

/** The client's last mail, by which it is taken out of its request. */
export type ClientMail = {
  readonly id: number;
  readonly subject: string;
  readonly from: Address;
  readonly receivedAt: Temporal.Instant;
  /** There is no other before it. */
  readonly isFirst: boolean;
};

/** Nobody did anything on a request. */
export const NOTHING_DONE: StaffDoings = {
  lastAnswer: null,
  lastCommand: null,
  lastStaying: null,
  promised: null,
  lastClientText: '',
  lastClientMail: null,
  lastAnswerText: '',
};

/** Another request that a mail of staff speaks of. */
export type OtherRequest = StaffDoings & {
  readonly request: Request;
  /** When the client was promised the next word and the solution: open deadlines by kind. */
  readonly due: ReadonlyMap<string, Temporal.Instant>;
  readonly participants: readonly (Address & { readonly role: 'client' | 'cc' | 'colleague' })[];
};

/** What a decision knows besides the mail and its request. */
export type AnswerFacts = StaffDoings & {
  /** What the mail answers, when its writer is the one who was asked; `proven`: the mail could only come from him. */
  readonly question: (Question & { readonly proven: boolean }) | null;
  readonly held: ReadonlyMap<number, HeldMail>;
  /** Mails of ours that a list named and that are held still. */
  readonly heldDeliveries: ReadonlySet<number>;
  /** All that colleagues have to do, where staff wrote. */
  readonly actions: readonly OpenAction[];
  /** When the mail that this one answers was made. */
  readonly answering: Temporal.Instant | null;
  /** Requests that the mail or its question names. */
  readonly others: ReadonlyMap<number, OtherRequest>;
  /** What is due at the desk, where the mail asks for it. */
  readonly list: DeskList;
  /** What the words that it asks for are found in. */
  readonly found: ReadonlyMap<string, readonly FoundRequest[]>;
  /** How much is kept of the persons whom it names, where it asks for that. */
  readonly kept: ReadonlyMap<string, KeptOf>;
  /** The record of the requests that it names, where it asks why. */
  readonly records: ReadonlyMap<number, readonly RecordedEvent[]>;
  /** When clients were last asked how we did, by canonical address, where staff wrote. */
  readonly surveyed: ReadonlyMap<string, Temporal.Instant>;
  /** Who said what of our work lately, the latest first, where the mail answers all who did. */
  readonly raised: readonly RaisedFeedback[];
  /** A person looked at this held mail and lets it pass; canonical address. */
  readonly releasedBy: string | null;
  /** What that person answers its sender at once; null: nothing. */
  readonly releasedAnswer: string | null;
  /** The staff member for whom a token in the mail was made, whoever sent it; null: there is none. */
  readonly tokenOf: string | null;
  /** A token in the mail was its writer's, and has been declared void. */
  readonly voidToken: boolean;
  /** The place of the mail itself, by which it can be released when it is held. */
  readonly intake: number;
  /** The kind of the mail of ours that it answers; null where it answers none. */
  readonly answersKind: string | null;
  /** How often its writer was asked about held mails within the last hour. */
  readonly askedLately: number;
};

/** What is kept of a person: requests, and how many mails written from that address. */
export type KeptOf = { readonly requests: readonly number[]; readonly mails: number };

/** What somebody said of our work, and when. */
export type RaisedFeedback = { readonly by: Address; readonly feedback: Feedback; readonly at: Temporal.Instant };

/** A request in which words were found. */
export type FoundRequest = {
  readonly number: number;
  readonly state: string;
  readonly client: string;
  readonly subject: string;
  /** The place where the words stand. */
  readonly found: string;
};

/** An event of a request's record, as far as it says why. */
export type RecordedEvent = {
  readonly at: Temporal.Instant;
  readonly kind: string;
  readonly actor: string;
  readonly reasons: readonly Reason[];
};

/** A mail that answers nothing. */
export const ANSWERS_NOTHING: AnswerFacts = {
  question: null,
  held: new Map(),
  heldDeliveries: new Set(),
  actions: [],
  answering: null,
  ...NOTHING_DONE,
  others: new Map(),
  list: NOTHING_LISTED,
  found: new Map(),
  kept: new Map(),
  records: new Map(),
  surveyed: new Map(),
  raised: [],
  releasedBy: null,
  releasedAnswer: null,
  tokenOf: null,
  voidToken: false,
  intake: 0,
  answersKind: null,
  askedLately: 0,
};
