import { recognise } from '../classify/recognise.ts';
import { checkDkim, type TxtResolver } from '../ingest/authenticity.ts';
import { parseBounded } from '../ingest/parse-bounded.ts';
import type { Message } from '../requests/message.ts';
import type { DeskFacts, Recognition } from '../requests/recognition.ts';
import type { KeptMail } from '../store/intake.ts';

/** A kept mail, parsed and recognised. */
export type ReadMail = { readonly kept: KeptMail; readonly message: Message; readonly recognition: Recognition };

/** A kept mail that broke the parser, and how. */
export type BrokenMail = { readonly kept: KeptMail; readonly error: string };

/**
 * Parses and recognises a kept mail. A mail that breaks the parser becomes a reason, never an exception. Where the trusted
 * server says nothing of a mail, its DKIM signatures are checked by `resolver`; null: no such check.
 */
export async function readMail(
  kept: KeptMail,
  desk: DeskFacts,
  resolver: TxtResolver | null,
): Promise<ReadMail | BrokenMail> {
  try {
    const message = await parseBounded(kept.octets);
    const recognition = recognise(message, desk);
    if (resolver === null || recognition.authentication.verdict !== 'none') return { kept, message, recognition };
    return { kept, message, recognition: recognise(message, desk, await checkDkim(kept.octets, resolver)) };
  } catch (error) {
    return { kept, error: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
}

export function isRead(mail: ReadMail | BrokenMail): mail is ReadMail {
  return 'message' in mail;
}
