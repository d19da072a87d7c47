import type { Signer } from '../requests/signer.ts';
import { rememberFact } from '../store/known-facts.ts';
import type { Transaction } from '../store/store.ts';
import type { NamedMail } from './facts.ts';

/**
 * A mail that arrives at an address with a tag of ours shows that the server of this mailbox delivers such addresses. A tag
 * that a stranger made up shows nothing: he may have written it into To and sent the mail to the plain address.
 */
export async function learnPlusAddressing(
  transaction: Transaction,
  mails: readonly NamedMail[],
  { known, signer, now }: { known: ReadonlySet<string>; signer: Signer; now: Temporal.Instant },
): Promise<void> {
  const shown = mails.filter(({ kept, names }) => kept.role === 'inbox' && !known.has(kept.mailbox) && ours(names));
  for (const mailbox of new Set(shown.map(({ kept }) => kept.mailbox)))
    await rememberFact(
      transaction,
      { about: mailbox, name: 'plus-addressing', value: 'yes', shownBy: 'a mail to a tag of ours' },
      now,
    );

  function ours({ tags, author }: NamedMail['names']): boolean {
    return tags.some((tag) => signer.readBounceToken(tag) !== null || signer.readReplyToken(tag, [author]) !== null);
  }
}
