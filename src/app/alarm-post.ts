import { randomBytes } from 'node:crypto';
import type { AlarmLetter } from '../admin/alarm-letter.ts';
import type { Clock } from '../clock.ts';
import type { Address } from '../requests/address.ts';
import type { Signer } from '../requests/signer.ts';
import type { Sign } from '../respond/dkim.ts';
import { composeMime } from '../respond/mime.ts';
import type { Transport } from '../respond/transport.ts';
import { base32 } from '../signer.ts';

/**
 * How an alarm leaves: at once and beside the queue, which may be what is wrong, by the first route that takes it. Plain
 * words, no template: whatever else is broken, these go.
 */
export type AlarmPost = {
  readonly from: Address;
  readonly to: readonly string[];
  readonly routes: readonly (() => Transport)[];
  readonly signer: Signer;
  readonly sign: Sign | null;
  readonly clock: Clock;
};

/** Sends to each person. Returns what failed; null: somebody was told, or there is nobody to tell. */
export async function sendAlarm(post: AlarmPost, letter: AlarmLetter): Promise<string | null> {
  const outcomes = await Promise.all(post.to.map((address) => sendTo(post, address, letter)));
  return outcomes.includes(null) ? null : (outcomes[0] ?? null);
}

async function sendTo(post: AlarmPost, address: string, { subject, text }: AlarmLetter): Promise<string | null> {
  const unique = base32(randomBytes(10));
  const mailId = post.signer.messageId({ kind: 'alarm', request: null, role: 'staff', participant: address, unique });
  const unsigned = composeMime({
    messageId: mailId,
    date: post.clock.now(),
    from: post.from,
    to: [{ name: '', address }],
    subject,
    text,
    autoSubmitted: 'auto-generated',
    headers: { 'X-Replydesk': post.signer.mark(mailId) },
  });
  const octets = post.sign ? await post.sign(unsigned) : unsigned;
  let failure = 'there is no way out';
  for (const open of post.routes) {
    const transport = open();
    try {
      const outcome = await transport.send({ envelopeFrom: post.from.address, rcpt: address, octets, mailId });
      if (outcome.outcome === 'accepted') return null;
      failure = outcome.error;
    } finally {
      await transport.close();
    }
  }
  return failure;
}
