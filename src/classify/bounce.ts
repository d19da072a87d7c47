import type { Header, Message } from '../requests/message.ts';
import type { Bounce, BouncedRecipient, BounceReason } from '../requests/recognition.ts';
import { answerIn, answersInTranscript } from './bounce/answer.ts';
import { type Codes, findCodes, isTelling, preferStatus, verdictClass } from './bounce/codes.ts';
import {
  type DeliveryStatus,
  readFieldsInText,
  readReportParts,
  type StatedRecipient,
} from './bounce/delivery-status.ts';
import { isFeedbackReport } from './bounce/feedback-report.ts';
import { type Letter, openLetter } from './bounce/letter.ts';
import { readNotification } from './bounce/notification.ts';
import { reasonOfProviderCode, reasonOfState } from './bounce/provider-codes.ts';
import { reasonOfCodes, reasonOfProgram, reasonOfWords } from './bounce/reason.ts';
import { isReceipt } from './bounce/receipt.ts';
import { isDeliveryReport, isWarning, saysItTriesOn } from './bounce/signs.ts';
import { namedRecipients, namesRecipients, wordsByAddress } from './bounce/words.ts';

/**
 * Reads a report of failed or late delivery: who was not reached, with which code, for good or for now, and why.
 *
 * Promises: null for every mail that is no such report (receipts, feedback reports, answers and forwards that quote a report
 * among them); never an address that only the returned mail mentions, unless the report names nobody; linear time.
 * The machine-readable part (RFC 3464) is believed first, because it names whom the server meant; the words come second,
 * because many servers write nothing else and others put the true answer only there.
 */
export function readBounce(message: Message): Bounce | null {
  if (isReceipt(message) || isFeedbackReport(message)) return null;
  const letter = openLetter(message);
  const notification = readNotification(message);
  const fields =
    notification ?? readReportParts(message) ?? readFieldsInText(letter.said) ?? fieldsBelow(message, letter);
  const stated = fields?.recipients ?? [];
  if (!isDeliveryReport(message, letter, stated.length > 0)) return null;

  const undelivered = stated.filter(({ action }) => action === null || action === 'failed' || action === 'delayed');
  if (stated.length > 0 && undelivered.length === 0) return null;
  const cases = undelivered.length > 0 ? statedCases(undelivered, message, letter) : namedCases(message, letter);
  const failed = cases.length > 0 ? cases.some(({ action }) => action !== 'delayed') : !isWarning(message, letter);
  return {
    outcome: failed ? 'failed' : 'delayed',
    recipients: withoutRepeats(cases.map((each) => judged(each, letter))),
    originalMessageId: fields?.originalMessageId ?? messageIdIn(letter.original) ?? mentionedId(message, letter),
  };
}

/** A gateway passed the whole report on as text, and itself says nothing of recipients. */
function fieldsBelow(message: Message, letter: Letter): DeliveryStatus | null {
  return letter.returned.length > 0 && !namesRecipients(message, letter) ? readFieldsInText(letter.returned) : null;
}

/** All that a report tells of one recipient, before judging it. */
type Case = {
  readonly address: string;
  readonly action: BouncedRecipient['action'];
  readonly statedStatus: string | null;
  readonly diagnostic: string;
  readonly diagnosticType: string;
  readonly words: string;
};

function statedCases(stated: readonly StatedRecipient[], message: Message, letter: Letter): Case[] {
  const words = wordsByAddress(letter);
  const nameless = stated.some(({ address }) => address === '') ? namedRecipients(message, letter) : [];
  return stated.flatMap(({ address, action, status, diagnostic, diagnosticType }, index) => {
    const name = address || (nameless[index] ?? nameless[0])?.address;
    if (name === undefined) return [];
    return [
      {
        address: name,
        action: action ?? 'failed',
        statedStatus: status,
        diagnostic,
        diagnosticType,
        words: words.get(name.toLowerCase()) ?? (stated.length === 1 ? letter.said.join('\n').slice(0, 4_000) : ''),
      },
    ];
  });
}

function namedCases(message: Message, letter: Letter): Case[] {
  const action = isWarning(message, letter) ? 'delayed' : 'failed';
  return namedRecipients(message, letter).map(({ address, words }) => ({
    address,
    action,
    statedStatus: null,
    diagnostic: '',
    diagnosticType: '',
    words,
  }));
}

function judged(each: Case, letter: Letter): BouncedRecipient {
  const answers = [answerIn(each.diagnostic), each.diagnostic, answerIn(each.words), answersInTranscript(letter.said)];
  const said = [...answers, each.words].filter((text) => text !== '');
  const codes = codesOf(each.statedStatus, said);
  return {
    address: each.address,
    status: codes.status,
    action: each.action,
    type: typeOf(each, codes, letter),
    reason: reasonOf(each, said, codes, letter),
    diagnostic: (each.diagnostic || (said[0] ?? letter.said.join(' '))).replace(/\s+/g, ' ').trim().slice(0, 300),
  };
}

/** The first text with a code has it; a later one only where all before it say nothing specific. */
function codesOf(stated: string | null, said: readonly string[]): Codes {
  const found = said.map(findCodes);
  const reply = found.find((codes) => codes.reply !== null)?.reply ?? null;
  const own = found[0]?.status ?? null;
  const status = found
    .map((codes) => codes.status)
    .reduce(
      (best, code) => (isTelling(best) ? best : preferStatus(best, code, reply)),
      preferStatus(stated, own, reply),
    );
  return { status, reply };
}

/** Hard: the verdict is final (class 5, or given up without a code). Soft: it is one for now. */
function typeOf({ action, words, diagnostic }: Case, codes: Codes, letter: Letter): 'hard' | 'soft' {
  if (action === 'delayed' || (action === 'failed' && saysItTriesOn(letter))) return 'soft';
  const verdict = verdictClass(codes);
  if (verdict !== null) return verdict === '5' ? 'hard' : 'soft';
  return /\btemporar(?:y|ily)\b|\btransient\b/i.test(diagnostic || words) ? 'soft' : 'hard';
}

function reasonOf(each: Case, said: readonly string[], codes: Codes, letter: Letter): BounceReason {
  const found =
    first([...said, letter.saidFlat], reasonOfProviderCode) ??
    reasonOfProgram(each.diagnosticType, each.diagnostic) ??
    first(said, reasonOfWords) ??
    first(said, reasonOfState) ??
    reasonOfCodes(codes) ??
    reasonOfWords(letter.saidFlat) ??
    (each.action === 'delayed' ? 'expired' : 'other');
  // A nameserver that could not tell for now has not told that there is no such host.
  return found === 'host-unknown' && verdictClass(codes) === '4' ? 'network' : found;
}

function first<T>(texts: readonly string[], read: (text: string) => T | null): T | null {
  for (const text of texts) {
    const found = read(text);
    if (found !== null) return found;
  }
  return null;
}

/** A recipient named twice counts once, with the verdict that is final. */
function withoutRepeats(recipients: readonly BouncedRecipient[]): BouncedRecipient[] {
  const byAddress = new Map<string, BouncedRecipient>();
  for (const recipient of recipients) {
    const key = recipient.address.toLowerCase();
    const known = byAddress.get(key);
    if (!known || (known.action === 'delayed' && recipient.action === 'failed')) byAddress.set(key, recipient);
  }
  return [...byAddress.values()];
}

const MESSAGE_ID = /<[^<>\s]{3,998}>/;

function messageIdIn(header: readonly Header[]): string | null {
  return header.find(({ name }) => name === 'message-id')?.value.match(MESSAGE_ID)?.[0] ?? null;
}

/** `Message-id: <…>` among the words (Sun, Oracle), else what the report answers to (Exchange, Gmail). */
function mentionedId(message: Message, letter: Letter): string | null {
  const line = letter.said.find((each) => /^\s{0,8}(?:original[ -])?message-id\s*:/i.test(each));
  return line?.match(MESSAGE_ID)?.[0] ?? message.inReplyTo[0] ?? message.references.at(-1) ?? null;
}
