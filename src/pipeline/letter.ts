import PQueue from 'p-queue';
import { recognise } from '../classify/recognise.ts';
import { checkDkim, type TxtResolver } from '../ingest/authenticity.ts';
import { parseBounded } from '../ingest/parse-bounded.ts';
import type { Message } from '../requests/message.ts';
import type { Reason } from '../requests/reason.ts';
import type { DeskFacts, Recognition } from '../requests/recognition.ts';
import type { KeptMail } from '../store/intake.ts';

/** A kept mail, parsed and recognised. */
export type ReadMail = { readonly kept: KeptMail; readonly message: Message; readonly recognition: Recognition };

/** A kept mail that is not to be parsed or broke the parser, and how. */
export type BrokenMail = { readonly kept: KeptMail; readonly reason: Reason };

export type Reading = {
  readonly desk: DeskFacts;
  /** Checks DKIM signatures where the trusted server says nothing of a mail; null: no such check. */
  readonly resolver: TxtResolver | null;
  /** A larger mail is kept, but not parsed; octets. */
  readonly mailLimit: number;
};

/** So many mails of a batch are parsed or wait for DNS at once: more would only cost memory. */
const reading = new PQueue({ concurrency: 8 });

/** Reads a batch; the answers come in the order of the mails. */
export function readMails(mails: readonly KeptMail[], around: Reading): Promise<(ReadMail | BrokenMail)[]> {
  return reading.addAll(mails.map((mail) => () => readMail(mail, around)));
}

/** Parses and recognises a kept mail. A mail that breaks the parser becomes a reason, never an exception. */
export async function readMail(kept: KeptMail, { desk, resolver, mailLimit }: Reading): Promise<ReadMail | BrokenMail> {
  const { length } = kept.octets;
  if (length > mailLimit) return broken(kept, 'too-big', `${length} octets, limit ${mailLimit}`, 'limits.mail');
  try {
    const message = await parseBounded(kept.octets);
    const recognition = recognise(message, desk);
    if (resolver === null || recognition.authentication.verdict !== 'none') return { kept, message, recognition };
    return { kept, message, recognition: recognise(message, desk, await checkDkim(kept.octets, resolver)) };
  } catch (error) {
    return broken(
      kept,
      'unreadable',
      error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
      'parse',
    );
  }
}

function broken(kept: KeptMail, code: string, detail: string, source: string): BrokenMail {
  return { kept, reason: { code, detail, source } };
}

export function isRead(mail: ReadMail | BrokenMail): mail is ReadMail {
  return 'message' in mail;
}
