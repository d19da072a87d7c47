import type { BounceReason } from '../../requests/recognition.ts';
import { flat } from './letter.ts';
import { contains, type Phrase } from './phrases/phrase.ts';
import {
  FILTERED,
  HOST_UNKNOWN,
  MAILBOX_FULL,
  RECIPIENT_REFUSED,
  SUSPENDED,
  USER_UNKNOWN,
} from './phrases/recipient.ts';
import {
  AUTHENTICATION,
  BLOCKED,
  CONTENT,
  POLICY,
  REFUSED_AT_SENDER,
  REJECTED,
  RELAYING,
  SECURITY,
  SPAM,
  TOO_MANY,
} from './phrases/sender.ts';
import { EXPIRED, NETWORK, SYSTEM_ERROR, TOO_BIG } from './phrases/transport.ts';
import { MAILBOX_FULL_ABROAD, SUSPENDED_ABROAD, TOO_BIG_ABROAD, USER_UNKNOWN_ABROAD } from './phrases/languages.ts';
import { SURELY } from './phrases/surely.ts';
import type { Codes } from './codes.ts';

/**
 * What servers say and what they mean by it. Asked in order, the first that fits decides: what is specific stands before
 * what it contains (`sender … does not exist` before `does not exist`), what a server says only when it is so
 * before what stands in every second refusal.
 */
const BY_WORDS: readonly (readonly [BounceReason, readonly Phrase[]])[] = [
  ['content', CONTENT],
  ...SURELY,
  ['mailbox-full', MAILBOX_FULL],
  ['mailbox-full', MAILBOX_FULL_ABROAD],
  ['too-many', TOO_MANY],
  ['too-big', TOO_BIG],
  ['too-big', TOO_BIG_ABROAD],
  ['suspended', SUSPENDED],
  ['suspended', SUSPENDED_ABROAD],
  ['security', SECURITY],
  ['relaying-denied', RELAYING],
  ['policy', AUTHENTICATION],
  ['network', NETWORK],
  ['rejected', REJECTED],
  ['blocked', BLOCKED],
  ['spam', SPAM],
  ['rejected', REFUSED_AT_SENDER],
  ['host-unknown', HOST_UNKNOWN],
  ['filtered', FILTERED],
  ['user-unknown', USER_UNKNOWN],
  ['user-unknown', USER_UNKNOWN_ABROAD],
  ['expired', EXPIRED],
  ['policy', POLICY],
  ['system-error', SYSTEM_ERROR],
  ['user-unknown', RECIPIENT_REFUSED],
];

/** A server's answer has at most 512 octets a line (RFC 5321 §4.5.3.1.5), seldom more than four lines. */
const MAX_WORDS = 2_000;

/** What the words alone say; null where they say nothing known. */
export function reasonOfWords(text: string): BounceReason | null {
  const words = plain(text);
  if (words.length < 5) return null;
  return BY_WORDS.find(([, table]) => table.some((phrase) => contains(words, phrase)))?.[0] ?? null;
}

/** Codes, addresses and line prefixes (`550-5.1.1`) off, so that wrapped and interrupted sentences read as one; a blank at both ends. */
function plain(text: string): string {
  const words = flat(
    text
      .slice(0, MAX_WORDS)
      .replace(/\b[245]\d\d[- ](?:#?[245]\.\d\.\d{1,3}\b)?/g, ' ')
      .replace(/[#(]?\b[245]\.\d\.\d{1,3}\b\)?/g, ' ')
      .replace(/<[^<>\s]{1,300}@[^<>\s]{1,300}>/g, ' ')
      .replace(/[^\s<>@]{1,128}@[^\s<>@:;,()]{1,253}/g, ' ')
      // A server may be called after its filter.
      .replace(/\bhost \S{1,253} ?\[[^\]]{1,60}\]/gi, ' ')
      // Gmail and Microsoft say so whatever the cause.
      .replace(/to (?:(?:best )?protect our users from spam|reduce the amount of spam sent)/gi, ' '),
  );
  return ` ${words} `;
}

/** Enhanced status codes (RFC 3463, 5248, 7372, 7505) and what they mean; a prefix of two numbers stands for its group. */
const BY_STATUS: Readonly<Record<string, BounceReason>> = {
  '1.0': 'user-unknown',
  '1.1': 'user-unknown',
  '1.2': 'host-unknown',
  '1.3': 'user-unknown',
  '1.4': 'user-unknown',
  '1.6': 'user-unknown',
  '1.7': 'rejected',
  '1.8': 'rejected',
  '1.10': 'host-unknown',
  '1.90': 'too-many',
  '2.0': 'rejected',
  // RFC 3463: disabled. Servers answer it as often for a recipient's own refusal.
  '2.1': 'rejected',
  '2.2': 'mailbox-full',
  '2.3': 'too-big',
  '2.4': 'rejected',
  '2.121': 'too-many',
  '2.122': 'too-many',
  '3.2': 'rejected',
  '3.4': 'too-big',
  '3': 'system-error',
  '4.1': 'expired',
  '4.3': 'system-error',
  '4.5': 'system-error',
  '4.7': 'expired',
  '4.310': 'host-unknown',
  '4.300': 'expired',
  '4': 'network',
  '5.3': 'too-many',
  '5': 'system-error',
  '6': 'content',
  '7.5': 'security',
  '7.6': 'security',
  '7.7': 'security',
  '7.8': 'security',
  '7.9': 'security',
  '7.10': 'security',
  '7.11': 'security',
  '7.12': 'security',
  '7.13': 'suspended',
  '7.16': 'too-big',
  '7.17': 'user-unknown',
  '7.18': 'host-unknown',
  '7.25': 'blocked',
  '7.504': 'suspended',
  '7.505': 'suspended',
  '7.508': 'too-many',
  '7': 'policy',
};

/** Reply codes that mean one thing only (RFC 5321 §4.2, 7504, 5248). */
const BY_REPLY: Readonly<Record<string, BounceReason>> = {
  '521': 'rejected',
  '523': 'security',
  '525': 'suspended',
  '530': 'security',
  '535': 'security',
  '538': 'security',
  '552': 'mailbox-full',
  '556': 'host-unknown',
};

/** What the codes alone say. */
export function reasonOfCodes({ status, reply }: Codes): BounceReason | null {
  const [kind = '', subject = '', detail = ''] = status?.split('.') ?? [];
  if (subject === '4' && detail === '4') return kind === '5' ? 'host-unknown' : 'network';
  return BY_STATUS[`${subject}.${detail}`] ?? BY_STATUS[subject] ?? BY_REPLY[reply ?? ''] ?? null;
}

/** Exit codes of delivery programs (sysexits.h), as Sendmail and Postfix report them under `X-Unix`. */
const BY_EXIT: Readonly<Record<string, BounceReason>> = {
  '67': 'user-unknown',
  '68': 'host-unknown',
  '77': 'system-error',
};

/** What a program behind the mailbox reported. Why it could not write its file stands in what it printed. */
export function reasonOfProgram(
  diagnosticType: string,
  diagnostic: string,
  printed: readonly string[] = [],
): BounceReason | null {
  if (diagnosticType !== 'x-unix') return null;
  const byExit = BY_EXIT[diagnostic.trim()];
  if (byExit !== undefined) return byExit;
  const found = [diagnostic, ...printed].map(reasonOfWords);
  return found.includes('mailbox-full') ? 'mailbox-full' : (found[0] ?? 'system-error');
}
