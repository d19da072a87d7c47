import type { BouncedRecipient, BounceReason } from '../../requests/recognition.ts';
import { answerIn, answersInTranscript } from './answer.ts';
import { type Codes, findCodes, isTelling, preferStatus, verdictClass } from './codes.ts';
import type { Letter } from './letter.ts';
import { reasonOfProviderCode, reasonOfState } from './provider-codes.ts';
import { reasonOfCodes, reasonOfProgram, reasonOfWords } from './reason.ts';
import { saysItTriesOn } from './signs.ts';

/** All that a report tells of one recipient, before judging it. */
export type Case = {
  readonly address: string;
  readonly action: BouncedRecipient['action'];
  readonly statedStatus: string | null;
  readonly diagnostic: string;
  readonly diagnosticType: string;
  readonly words: string;
};

/** How the recipients of one report are judged; `isAlone`: the whole report is about one. */
export function judgement(letter: Letter, isAlone: boolean): (each: Case) => BouncedRecipient {
  const read = { words: remembering(reasonOfWords), provider: remembering(reasonOfProviderCode) };
  return (each) => judged(each, letter, isAlone, read);
}

function judged(each: Case, letter: Letter, isAlone: boolean, read: Readers): BouncedRecipient {
  const transcript = answersInTranscript(letter.said, isAlone ? null : each.address.toLowerCase());
  const own = [answerIn(each.diagnostic), each.diagnostic].filter((text) => text !== '');
  const said = [...own, ...[answerIn(each.words), transcript, each.words].filter((text) => text !== '')];
  const codes = codesOf(each.statedStatus, own, said);
  return {
    address: each.address,
    status: codes.status,
    action: each.action,
    type: typeOf(each, codes, letter),
    reason: reasonOf(each, said, isAlone ? letter.saidFlat : '', codes, read),
    diagnostic: oneLine(each.diagnostic || (said[0] ?? letter.said.join('\n'))),
  };
}

/** What is left of the line that named the recipient begins with a colon or dots. */
function oneLine(text: string): string {
  return text
    .slice(0, 2_000)
    .replace(/\s+/g, ' ')
    .replace(/^[:.\s]+/, '')
    .trim()
    .slice(0, 300);
}

/** The code in the diagnostic competes with the stated one; the words only where both say nothing specific. */
function codesOf(stated: string | null, own: readonly string[], said: readonly string[]): Codes {
  const found = said.map(findCodes);
  const reply = found.find((codes) => codes.reply !== null)?.reply ?? null;
  const answered = found.slice(0, own.length).find((codes) => codes.status !== null)?.status ?? null;
  const status = found
    .map((codes) => codes.status)
    .reduce(
      (best, code) => (isTelling(best) ? best : preferStatus(best, code, reply)),
      preferStatus(stated, answered, reply),
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

/** `background`: the whole report, where it is about this recipient alone; it counts only where nothing else does. */
function reasonOf(each: Case, said: readonly string[], background: string, codes: Codes, read: Readers): BounceReason {
  const found =
    first([...said, background], read.provider) ??
    reasonOfProgram(each.diagnosticType, each.diagnostic, said) ??
    firstTelling(said, read.words) ??
    first(said, reasonOfState) ??
    reasonOfCodes(codes) ??
    read.words(background) ??
    (each.action === 'delayed' ? 'expired' : 'other');
  // A nameserver that could not tell for now has not told that there is no such host.
  return found === 'host-unknown' && verdictClass(codes) === '4' ? 'network' : found;
}

type Reader = (text: string) => BounceReason | null;
type Readers = { readonly words: Reader; readonly provider: Reader };

/** Many recipients of one report often share their words. */
function remembering(read: Reader): Reader {
  const known = new Map<string, BounceReason | null>();
  return (text) => {
    const reason = known.has(text) ? (known.get(text) ?? null) : read(text);
    known.set(text, reason);
    return reason;
  };
}

/** What can lie behind `can't create output` and `service unavailable`. */
const BEHIND_BREAKAGE: ReadonlySet<BounceReason> = new Set(['mailbox-full', 'expired']);

/** The first text that tells a reason; that something broke counts less than the cause that a later one names. */
function firstTelling(texts: readonly string[], read: Reader): BounceReason | null {
  const [nearest, ...others] = texts.map(read).filter((reason) => reason !== null);
  if (nearest !== 'system-error') return nearest ?? null;
  return others.find((reason) => BEHIND_BREAKAGE.has(reason)) ?? nearest;
}

function first<T>(texts: readonly string[], read: (text: string) => T | null): T | null {
  for (const text of texts) {
    const found = read(text);
    if (found !== null) return found;
  }
  return null;
}
