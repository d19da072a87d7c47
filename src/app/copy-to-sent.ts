import type { Clock } from '../clock.ts';
import type { MailboxConfig } from '../config.ts';
import { ImapFolder, type ImapAccount } from '../ingest/imap-folder.ts';
import { canonicalAddress } from '../requests/address.ts';
import { fact, rememberFact } from '../store/known-facts.ts';
import { copied, uncopied, type SentMail } from '../store/sent-copies.ts';
import type { Store } from '../store/store.ts';

/**
 * Puts a copy of what clients were sent into the mailbox's Sent folder, once the next server has taken it. A crash between
 * the two repeats at most one copy. The copies are known as our own by their Message-ID when the folder is read.
 */
export async function copyToSent(store: Store, mailboxes: readonly Copied[], clock: Clock): Promise<number> {
  const mails = await uncopied(store.read, await copiesSince(store, clock.now()), BATCH);
  let count = 0;
  for (const [mailbox, own] of Map.groupBy(mails, (mail) => mail.mailbox)) {
    const config = mailboxes.find((one) => canonicalAddress(one.address) === mailbox);
    if (config) count += await append(store, config, own, clock);
  }
  return count;
}

/** A mailbox, and how to sign in to it. */
export type Copied = Pick<MailboxConfig, 'address' | 'sent'> & { readonly account: ImapAccount };

const BATCH = 50;

/** What was sent before copies were asked for is not copied afterwards. */
async function copiesSince(store: Store, now: Temporal.Instant): Promise<Temporal.Instant> {
  const known = await fact(store.read, 'desk', 'copies-since');
  if (known !== null) return Temporal.Instant.from(known);
  const value = now.subtract({ minutes: 1 }).toString();
  await store.transact((transaction) =>
    rememberFact(transaction, { about: 'desk', name: 'copies-since', value, shownBy: 'outbound.copyToSent' }, now),
  );
  return Temporal.Instant.from(value);
}

async function append(
  store: Store,
  { account, sent }: Copied,
  mails: readonly SentMail[],
  clock: Clock,
): Promise<number> {
  const place = sent === null || sent === 'auto' ? ({ specialUse: '\\Sent' } as const) : sent.folder;
  const folder = await ImapFolder.open(account, place);
  if (folder === null) return 0;
  try {
    for (const mail of mails) {
      await folder.append(mail.octets);
      await store.transact((transaction) => copied(transaction, mail.mailId, clock.now()));
    }
  } finally {
    await folder.close();
  }
  return mails.length;
}
