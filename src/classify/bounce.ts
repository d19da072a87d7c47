import type { Header, Message } from '../requests/message.ts';
import type { Bounce, BouncedRecipient } from '../requests/recognition.ts';
import {
  type DeliveryStatus,
  readFieldsInText,
  readReportParts,
  type StatedRecipient,
} from './bounce/delivery-status.ts';
import { isFeedbackReport } from './bounce/feedback-report.ts';
import { type Letter, openLetter } from './bounce/letter.ts';
import { readNotification } from './bounce/notification.ts';
import { isReceipt } from './bounce/receipt.ts';
import { comesFromMachine, isDeliveryReport, isWarning } from './bounce/signs.ts';
import { type Case, judgement } from './bounce/verdict.ts';
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
  if (isReceipt(message) || isFeedbackReport(message) || !comesFromMachine(message)) return null;
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
  const judged = judgement(letter, cases.length === 1);
  return {
    outcome: failed ? 'failed' : 'delayed',
    recipients: withoutRepeats(cases.slice(0, MAX_RECIPIENTS).map(judged)),
    originalMessageId: fields?.originalMessageId ?? messageIdIn(letter.original) ?? mentionedId(message, letter),
  };
}

/** What we send has one recipient; a report of more is a list's, and one of thousands an attack. */
const MAX_RECIPIENTS = 100;

/** A gateway passed the whole report on as text, and itself says nothing of recipients. */
function fieldsBelow(message: Message, letter: Letter): DeliveryStatus | null {
  return letter.returned.length > 0 && !namesRecipients(message, letter) ? readFieldsInText(letter.returned) : null;
}

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

const ID_IN_WORDS =
  /^\s{0,8}(?:the |original[ -])?message[- ]id(?:entifier)?(?: was| is)?\s?:\s{0,8}<?([^<>\s]{1,500}@[^<>\s]{1,500})/i;

/** `Message-id: <…>` among the words (Sun, Oracle, Symantec), else what the report answers to (Exchange, Gmail). */
function mentionedId(message: Message, letter: Letter): string | null {
  for (const line of letter.said) {
    const id = ID_IN_WORDS.exec(line)?.[1];
    if (id !== undefined) return `<${id}>`;
  }
  return message.inReplyTo[0] ?? message.references.at(-1) ?? null;
}
