import { readFeedbackReport } from '../classify/bounce/feedback-report.ts';
import { canonicalAddress, countedAddress } from '../requests/address.ts';
import { threadIds } from '../requests/message-ids.ts';
import { headerValues } from '../requests/message.ts';
import { addressesIn } from '../requests/decide/staff/addresses.ts';
import type { Signer } from '../requests/signer.ts';
import { subjectReference } from '../requests/subject.ts';
import type { Keys } from '../store/facts.ts';
import { readCommands, type Command } from '../requests/command.ts';
import type { ReadMail } from './letter.ts';

/** What one mail names: ids, tokens, the visible reference. Read once, used for looking up and for deciding. */
export type Names = {
  readonly ids: ReturnType<typeof threadIds>;
  readonly author: string;
  /** Addresses that the sender may claim: a token made for one of them is his. */
  readonly tags: readonly string[];
  readonly subjectReference: number | null;
  readonly bounceTokens: readonly string[];
  /** Unique parts of own Message-IDs that it answers, the nearest first. */
  readonly ownTokens: readonly string[];
};

const RECIPIENT_HEADERS = ['delivered-to', 'x-original-to', 'envelope-to'];

/** Reads the names of a mail. */
export function namesIn({ message, recognition }: ReadMail, signer: Signer): Names {
  const recipients = [
    ...[...message.to, ...message.cc].map((one) => one.address),
    ...RECIPIENT_HEADERS.flatMap((name) => headerValues(message, name)),
  ];
  const tags = recipients
    .flatMap((recipient) => /\+([a-z0-9]{8,64})@/i.exec(recipient.slice(0, 320))?.[1] ?? [])
    .slice(0, 10);
  const original = recognition.bounce?.originalMessageId ?? null;
  const ids = threadIds(message);
  const reported = [original, ...ids.inReplyTo, ...ids.references.slice(-3)].flatMap((id) =>
    id === null ? [] : (signer.ownMessageId(id)?.unique ?? []),
  );
  const answered = [...ids.inReplyTo, ...ids.references.toReversed()];
  return {
    ids,
    // Null where two From headers, a group or a route leave it open who wrote: then nobody did, and no power follows.
    author: canonicalAddress(recognition.author?.address ?? ''),
    tags,
    subjectReference: subjectReference(message.subject),
    bounceTokens: recognition.bounce
      ? [...tags.flatMap((tag) => signer.readBounceToken(tag) ?? []), ...reported]
      : complainedOf(message, recognition).flatMap((id) => signer.ownMessageId(id)?.unique ?? []),
    ownTokens: answered.flatMap((id) => signer.ownMessageId(id)?.unique ?? []),
  };
}

/** The mail that somebody complained about. */
function complainedOf(message: ReadMail['message'], { kind }: ReadMail['recognition']): string[] {
  if (kind !== 'feedback-report') return [];
  return [readFeedbackReport(message)?.originalMessageId ?? []].flat();
}

/** Everything that a batch of mails needs to be looked up. */
export function keysOf(
  mails: readonly (ReadMail & { readonly names: Names })[],
  signer: Signer,
  languageOf: (author: string) => string,
): Keys {
  const staff = mails.filter(({ kept, recognition }) => recognition.kind === 'staff' || kept.role === 'sent');
  const ids = mails.flatMap(({ names: { ids: own } }) => [...own.messageIds, ...own.inReplyTo, ...own.references]);
  const named = [
    ...mails.flatMap(({ names }) => [names.subjectReference, ...names.tags.map(numberIn)]),
    ...staff.flatMap(({ message }) => numbersInCommands(message.text)),
  ];
  const asks = staff.flatMap(({ message, names }) => commandsAnywhere(message.text, languageOf(names.author)));
  return {
    ids: new Set(ids),
    numbers: new Set(
      [...named, ...ids.map((id) => signer.ownMessageId(id)?.request ?? null)].filter((number) => number !== null),
    ),
    authors: new Set(mails.map(({ names }) => names.author)),
    countedAuthors: new Set(mails.map(({ names }) => countedAddress(names.author))),
    intakeIds: mails.map(({ kept }) => kept.intakeId),
    contents: new Set(mails.map(({ kept }) => kept.contentSha256)),
    bounceTokens: new Set(mails.flatMap(({ names }) => names.bounceTokens)),
    ownTokens: new Set(mails.flatMap(({ names }) => names.ownTokens)),
    staffWrote: staff.length > 0,
    answeredTokens: new Set(staff.flatMap(({ names }) => names.ownTokens.slice(0, 1))),
    answeredIds: new Set(staff.flatMap(({ names }) => names.ids.inReplyTo)),
    wantsList: asks.some(({ name }) => name === 'list'),
    searches: new Set(asks.flatMap(({ name, argument }) => (name === 'find' ? argument : []))),
    persons: new Set(
      asks.flatMap(({ name, argument }) =>
        name === 'export' || name === 'erase' ? addressesIn(argument).map((one) => canonicalAddress(one.address)) : [],
      ),
    ),
    wantsRecords: asks.some(({ name }) => name === 'why'),
    announces: asks.some(({ name }) => name === 'announce'),
    undoes: asks.some(({ name }) => name === 'undo'),
  };
}

function numberIn(tag: string): number | null {
  const digits = /^\d{1,9}/.exec(tag)?.[0];
  return digits === undefined ? null : Number(digits);
}

/** Requests that commands speak of (`#merge 1001`). */
function numbersInCommands(text: string): number[] {
  return commandLines(text)
    .flatMap((line) => [...line.matchAll(/\b\d{1,9}\b/g)].map(Number))
    .slice(0, 20);
}

/** What may be a command of the mail; which of them count is known only when its quotes are folded. */
function commandsAnywhere(text: string, language: string): readonly Command[] {
  return readCommands(commandLines(text).join('\n'), language).commands;
}

function commandLines(text: string): string[] {
  return text
    .slice(0, 20_000)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^[#＃]\p{L}/u.test(line))
    .slice(0, 20);
}
