import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { canonicalAddress, type Address } from '../requests/address.ts';
import type { Signer } from '../requests/signer.ts';
import { composeMime } from '../respond/mime.ts';
import type { Transport } from '../respond/transport.ts';
import { base32 } from '../signer.ts';

export type AdminLetter = { readonly subject: string; readonly text: string; readonly html: string | null };

/** Sends one mail to an admin now. It is not kept: a link that signs in would stand in the queue, for all who read it. */
export type AdminPost = (to: Address, letter: AdminLetter) => Promise<void>;

export function adminPost(around: {
  readonly from: Address;
  readonly signer: Signer;
  readonly sign: ((octets: Buffer) => Promise<Buffer>) | null;
  readonly transport: Transport;
  readonly clock: Clock;
}): AdminPost {
  const { from, signer, sign, transport, clock } = around;
  return async (to, letter) => {
    const participant = canonicalAddress(to.address);
    const unique = base32(randomBytes(10));
    const mailId = signer.messageId({ kind: 'notification', request: null, role: 'staff', participant, unique });
    const unsigned = composeMime({
      messageId: mailId,
      date: clock.now(),
      from,
      to: [to],
      autoSubmitted: 'auto-generated',
      headers: { 'X-Replydesk': signer.mark(mailId) },
      ...letter,
    });
    const octets = sign ? await sign(unsigned) : unsigned;
    const sent = await transport.send({ envelopeFrom: from.address, rcpt: participant, octets, mailId });
    if (sent.outcome !== 'accepted') throw new Error(sent.error);
  };
}
