import type { SendOutcome } from '../requests/delivery.ts';

/**
 * The seam between the queue and whatever carries mail away. A transport answers what the next server said; it never
 * throws for what a server or a network does, and it says `unknown` where a mail may have been taken.
 */
export type Transport = {
  /** How many mails it carries at once. */
  readonly connections: number;
  /** How many of them it would take at this moment; 0: it is known to fail. Absent: all. */
  capacity?(): number;
  send(mail: MailToSend): Promise<SendOutcome>;
  /** Closes at once; what is under way ends as temporary, or as unknown where the mail had left whole. */
  close(): Promise<void>;
};

export type MailToSend = {
  readonly envelopeFrom: string;
  readonly rcpt: string;
  readonly octets: Buffer;
  readonly mailId: string;
  /** Nothing of the mail leaves before this resolves; the envelope may. Absent: at once. */
  readonly ready?: Promise<void>;
};
