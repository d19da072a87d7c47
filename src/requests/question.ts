import type { Address } from './address.ts';
import { NOTHING_LISTED, type DeskList } from './desk-list.ts';
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

/** A line of a list: its number, and the request or the held mail that it speaks of. */
export type DigestItem = { readonly n: number } & ({ readonly request: number } | { readonly intake: number });

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
  lastClientText: '',
  lastClientMail: null,
  lastAnswerText: '',
};

/** Another request that a mail of staff speaks of. */
export type OtherRequest = StaffDoings & {
  readonly request: Request;
  readonly participants: readonly (Address & { readonly role: 'client' | 'cc' | 'colleague' })[];
};

/** What a decision knows besides the mail and its request. */
export type AnswerFacts = StaffDoings & {
  /** What the mail answers, when its writer is the one who was asked; `proven`: the mail could only come from him. */
  readonly question: (Question & { readonly proven: boolean }) | null;
  readonly held: ReadonlyMap<number, HeldMail>;
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
  /** A person looked at this held mail and lets it pass; canonical address. */
  readonly releasedBy: string | null;
  /** What that person answers its sender at once; null: nothing. */
  readonly releasedAnswer: string | null;
  /** The staff member for whom a token in the mail was made, whoever sent it; null: there is none. */
  readonly tokenOf: string | null;
  /** The place of the mail itself, by which it can be released when it is held. */
  readonly intake: number;
  /** The kind of the mail of ours that it answers; null where it answers none. */
  readonly answersKind: string | null;
  /** How often its writer was asked about held mails within the last hour. */
  readonly askedLately: number;
};

/** What is kept of a person: requests, and how many mails written from that address. */
export type KeptOf = { readonly requests: readonly number[]; readonly mails: number };

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
  answering: null,
  ...NOTHING_DONE,
  others: new Map(),
  list: NOTHING_LISTED,
  found: new Map(),
  kept: new Map(),
  records: new Map(),
  releasedBy: null,
  releasedAnswer: null,
  tokenOf: null,
  intake: 0,
  answersKind: null,
  askedLately: 0,
};
