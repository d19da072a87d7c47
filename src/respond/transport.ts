import type { SendOutcome } from '../requests/delivery.ts';

/**
 * The seam between the queue and whatever carries mail away. A transport answers what the next server said; it never
 * throws for what a server or a network does, and it says `unknown` where a mail may have been taken.
 */
export type Transport = {
  /** How many mails it carries at once. */
  readonly connections: number;
  send(mail: {
    readonly envelopeFrom: string;
    readonly rcpt: string;
    readonly octets: Buffer;
    readonly mailId: string;
  }): Promise<SendOutcome>;
  /** Lets what is under way finish, then closes. */
  close(): Promise<void>;
};
