import { organisationOf } from '../../classify/organisation.ts';
import { recognise } from '../../classify/recognise.ts';
import { parseBounded } from '../../ingest/parse-bounded.ts';
import { canonicalAddress } from '../../requests/address.ts';
import { threadIds, type ThreadIds } from '../../requests/message-ids.ts';
import { headerValue } from '../../requests/message.ts';
import type { DeskFacts } from '../../requests/recognition.ts';
import type { ThreadFacts } from '../../requests/thread.ts';

/** What is kept of a mail while all are put into the order of their dates. */
export type Letter = {
  readonly at: Temporal.Instant | null;
  readonly sender: ThreadFacts['sender'];
  /** Canonical addresses of To and Cc, the desk's own left out. */
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly ids: ThreadIds;
  /** The mail that a bounce or receipt reports on, by its Message-ID. */
  readonly reportsOn: string | null;
  /** What Outlook's mails of one conversation have in common ([MS-OXOMSG] §2.2.1.3, the first 22 octets). */
  readonly outlookThread: string | null;
};

/** Reads what threading needs of a mail. Throws where neither header nor body can be had. */
export async function readLetter(raw: Buffer, desk: DeskFacts): Promise<Letter> {
  const message = await parseBounded(raw);
  const recognition = recognise(message, desk);
  const address = canonicalAddress(recognition.author?.address ?? message.from[0]?.address ?? '');
  return {
    at: message.date === null ? null : Temporal.Instant.from(message.date),
    sender: {
      address,
      organisation: organisationOf(address),
      authentication: recognition.authentication.verdict,
      isStaff: desk.staffAddresses.has(address),
    },
    recipients: [...message.to, ...message.cc]
      .map((recipient) => canonicalAddress(recipient.address))
      .filter((recipient) => recipient !== '' && !desk.ownAddresses.has(recipient)),
    subject: message.subject,
    ids: threadIds(message),
    reportsOn: recognition.bounce?.originalMessageId ?? null,
    outlookThread: outlookThread(headerValue(message, 'thread-index')),
  };
}

function outlookThread(index: string | null): string | null {
  const octets = Buffer.from(index ?? '', 'base64');
  return octets.length < 22 ? null : octets.toString('hex', 0, 22);
}
