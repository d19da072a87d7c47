import type { Address } from './address.ts';

/** A client's mail as it stands in a mail that staff forwarded. */
export type Forwarded = {
  /** Who wrote it; its address is '' where the forwarding program left it out. */
  readonly from: Address;
  readonly subject: string;
  /** What the client wrote. */
  readonly text: string;
  /** What the forwarding person wrote above it. */
  readonly own: string;
  /** With angle brackets; null where only the text was forwarded. */
  readonly messageId: string | null;
};
