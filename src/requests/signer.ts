/**
 * What the desk signs, so that it knows its own mails and who may use an address. The core only asks; the key lives
 * with the composition root. A token names the request and the role, and its signature covers the person it was made
 * for: in the mail of anybody else it is worthless.
 */
export type Role = 'client' | 'staff';

export type Signer = {
  /** From now on only tokens of these epochs count, by canonical address; 0 where none is named. Sooner ones are void. */
  renew(epochs: ReadonlyMap<string, number>): void;
  /** Whether a reply token or an own Message-ID was made for one of `claimants` before his tokens were declared void. */
  isVoid(tokenOrId: string, claimants: readonly string[]): boolean;
  /** The part after `+` of a reply address. */
  replyToken(request: number, role: Role, participant: string): string;
  /** Reads a reply token back; null unless it was made for one of `claimants` (canonical addresses). */
  readReplyToken(
    token: string,
    claimants: readonly string[],
  ): { request: number; role: Role; participant: string } | null;
  /** A Message-ID of ours for a mail to `participant`. `unique`: at least 64 random bits as base 32. */
  messageId(mail: { kind: string; request: number | null; role: Role; participant: string; unique: string }): string;
  /** What an own Message-ID says of itself; null where this desk did not make it. */
  ownMessageId(messageId: string): { kind: string; request: number | null; unique: string } | null;
  /** Reads an own Message-ID back; null unless the mail went to one of `claimants`. */
  readMessageId(
    messageId: string,
    claimants: readonly string[],
  ): { request: number; role: Role; participant: string } | null;
  /** Whether an own Message-ID went to one of `claimants` in this role, about a request or about none: then he may answer it. */
  wasSentTo(messageId: string, role: Role, claimants: readonly string[]): boolean;
  /** The part after `+` of the envelope sender of a mail, by which a report about it is known. */
  bounceToken(messageId: string): string;
  /** Whether a bounce token is of ours; the unique part of the Message-ID that it belongs to, else null. */
  readBounceToken(token: string): string | null;
  /** What names a mail of ours in the link of its survey. */
  surveyToken(messageId: string): string;
  /** Whether a survey token is of ours; the unique part of the Message-ID that it belongs to, else null. */
  readSurveyToken(token: string): string | null;
  /** Value of our X-Replydesk header for a mail. */
  mark(messageId: string): string;
  isOwnMark(mark: string): boolean;
};
