import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { canonicalAddress, type Address } from '../requests/address.ts';
import type { Signer } from '../requests/signer.ts';
import type { Sign } from '../respond/dkim.ts';
import { composeMime } from '../respond/mime.ts';
import type { Transport } from '../respond/transport.ts';
import { base32 } from '../signer.ts';

/**
 * Mail that leaves at once and beside the queue, by the first way that takes it: an alarm, because the queue may be what is
 * wrong; a link that signs in, because in the queue it would stand in clear for all who read the database. No template:
 * whatever else is broken, these go.
 */
export type DirectLetter = { readonly subject: string; readonly text: string; readonly html?: string | null };

/** Resolves to what failed; null: it was accepted. */
export type DirectPost = (to: Address, letter: DirectLetter) => Promise<string | null>;

export type Way = (mail: Parameters<Transport['send']>[0]) => ReturnType<Transport['send']>;

type Surroundings = {
  readonly kind: 'alarm' | 'notification';
  readonly from: Address;
  readonly signer: Signer;
  readonly sign: Sign | null;
  readonly clock: Clock;
  /** Tried one after the other. */
  readonly ways: readonly Way[];
};

export function directPost({ kind, from, signer, sign, clock, ways }: Surroundings): DirectPost {
  return async (to, letter) => {
    const participant = canonicalAddress(to.address);
    const mailId = signer.messageId({
      kind,
      request: null,
      role: 'staff',
      participant,
      unique: base32(randomBytes(10)),
    });
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
    let failure = 'there is no way out';
    for (const way of ways) {
      const outcome = await way({ envelopeFrom: from.address, rcpt: participant, octets, mailId });
      if (outcome.outcome === 'accepted') return null;
      failure = outcome.error;
    }
    return failure;
  };
}

/** A connection of its own, closed behind the mail. */
export function ownWay(open: () => Transport): Way {
  return async (mail) => {
    const transport = open();
    try {
      return await transport.send(mail);
    } finally {
      await transport.close();
    }
  };
}
