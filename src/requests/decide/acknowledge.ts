import { isAnswerable } from '../address.ts';
import type { Reason } from '../reason.ts';
import type { Facts } from './decision.ts';

/**
 * Whether the mail that opens a request is acknowledged, and how. When in doubt there is no acknowledgement, but the
 * request is opened all the same and the reason is kept: an obligation never vanishes.
 */
export type Acknowledgement =
  | { readonly state: 'queued' | 'held'; readonly variant: 'full' | 'plain'; readonly reasons: readonly Reason[] }
  /** Over budget, but proven or at least not disproven: one mail at the end of the window names all that came within it. */
  | {
      readonly state: 'combined';
      readonly variant: 'full';
      readonly dueAt: Temporal.Instant;
      readonly reasons: readonly Reason[];
    }
  | { readonly state: 'suppressed'; readonly reasons: readonly Reason[] };

type Check = (facts: Facts) => Acknowledgement | null;

/** In order; the first that has something to say decides. */
const CHECKS: readonly Check[] = [
  senderCannotBeAnswered,
  addressIsSuppressed,
  mailForbids,
  unauthenticatedNever,
  tooOld,
  tooManyLate,
  inStorm,
  overBudget,
];

/** Decides on the acknowledgement of a mail that opens a request. */
export function acknowledge(facts: Facts): Acknowledgement {
  for (const check of CHECKS) {
    const verdict = check(facts);
    if (verdict) return verdict;
  }
  const plain = isUnauthenticated(facts) && facts.firm.acknowledgeUnauthenticated === 'plain';
  return { state: 'queued', variant: plain ? 'plain' : 'full', reasons: [] };
}

function senderCannotBeAnswered({ letter }: Facts): Acknowledgement | null {
  const address = letter.recognition.author?.address ?? '';
  return isAnswerable(address) ? null : suppressed('sender-unusable', 'no single address to answer', 'RFC 5322 §3.6.2');
}

/** A proven mail shows that its address is alive: a bounce of before says no more then, a complaint does. */
function addressIsSuppressed({ suppressed: left = null, letter }: Facts): Acknowledgement | null {
  if (left === null) return null;
  if (left.reason === 'bounce' && letter.recognition.authentication.verdict === 'pass') return null;
  return suppressed('address-suppressed', `${left.reason}: ${left.detail}`, 'queue suppressions');
}

function mailForbids({ letter }: Facts): Acknowledgement | null {
  return letter.recognition.acknowledge ? null : { state: 'suppressed', reasons: letter.recognition.reasons };
}

function unauthenticatedNever(facts: Facts): Acknowledgement | null {
  return isUnauthenticated(facts) && facts.firm.acknowledgeUnauthenticated === 'never'
    ? suppressed(
        'unauthenticated',
        `authentication of the sender: ${facts.letter.recognition.authentication.verdict}`,
        'acknowledgeUnauthenticated',
      )
    : null;
}

/** Forged senders by the hundred are no clients, and whoever is among them is read by staff all the same (rules S22). */
function inStorm(facts: Facts): Acknowledgement | null {
  const storm = stormNow(facts);
  if (storm === null || !isUnauthenticated(facts)) return null;
  return suppressed('storm', `${storm.mails} unauthenticated mails in 10 minutes, limit ${storm.limit}`, 'budgets');
}

/** More mail of unproven senders than is allowed, and ten times what is usual; null: there is no storm. */
export function stormNow({ counts, firm }: Facts): { readonly mails: number; readonly limit: number } | null {
  const { mails = 0, usual = 0 } = counts.storm ?? {};
  const limit = Math.max(firm.budgets.stormPerTenMinutes, 10 * usual);
  return mails > limit ? { mails, limit } : null;
}

function overBudget(facts: Facts): Acknowledgement | null {
  const { counts, firm, letter } = facts;
  const over = (count: number, limit: number, what: string): Acknowledgement | null =>
    count < limit ? null : suppressed('budget', `${count} acknowledgements ${what}, limit ${limit}`, 'budgets');
  const { budgets } = firm;
  const { mailboxTenMinutes = 0, allTenMinutes = 0 } = counts;
  switch (letter.recognition.authentication.verdict) {
    case 'pass':
      return combined(facts, counts.addressThreeHours, budgets.authenticatedPerThreeHours, 3) ?? crowded(facts);
    case 'unknown':
      return combined(facts, counts.addressDay, budgets.unknownPerDay, 24) ?? crowded(facts);
    case 'fail':
    case 'none':
      return (
        over(counts.addressDay, budgets.unauthenticatedPerDay, 'to this sender within a day') ??
        over(counts.domainTenMinutes, budgets.unauthenticatedDomainPerTenMinutes, `to this domain ${LATELY}`) ??
        over(mailboxTenMinutes, budgets.unauthenticatedMailboxPerTenMinutes, `for this mailbox ${LATELY}`) ??
        over(mailboxTenMinutes, budgets.mailboxPerTenMinutes ?? Infinity, `for this mailbox ${LATELY}`) ??
        over(allTenMinutes, budgets.allPerTenMinutes ?? Infinity, `in all ${LATELY}`)
      );
  }
}

const LATELY = 'within 10 minutes';

/** So many are answered at once that the others are answered a little later, each once for all that he writes until then. */
function crowded({ counts, firm, now }: Facts): Acknowledgement | null {
  const { mailboxTenMinutes = 0, allTenMinutes = 0 } = counts;
  const { mailboxPerTenMinutes, allPerTenMinutes } = firm.budgets;
  const isOverMailbox = mailboxTenMinutes >= (mailboxPerTenMinutes ?? Infinity);
  if (!isOverMailbox && allTenMinutes < (allPerTenMinutes ?? Infinity)) return null;
  const [count, where] = isOverMailbox ? [mailboxTenMinutes, 'for this mailbox'] : [allTenMinutes, 'in all'];
  const detail = `${count} acknowledgements ${where} ${LATELY}: this one goes when they have passed, for all that follow`;
  return {
    state: 'combined',
    variant: 'full',
    dueAt: now.add({ minutes: 10 }),
    reasons: [{ code: COMBINED, detail, source: 'budgets' }],
  };
}

/** Who releases a mail from quarantine has looked at it: that is the approval. */
function combined({ counts, now }: Facts, count: number, limit: number, hours: number): Acknowledgement | null {
  const { combining = null, made = [] } = counts;
  if (count < limit && combining === null) return null;
  // The window ends when the oldest of the last few falls out of it; then there is room for one.
  const oldest = made.at(-limit) ?? now;
  const detail = `${count} acknowledgements to this sender within ${hours} hours, limit ${limit}: one for all that follow`;
  return {
    state: 'combined',
    variant: 'full',
    dueAt: combining?.dueAt ?? oldest.add({ hours }),
    reasons: [{ code: COMBINED, detail, source: 'budgets' }],
  };
}

/** Marks the acknowledgements of several requests of one sender of which only the last is sent; the store looks for it. */
const COMBINED = 'combined';

function tooOld({ letter, firm, now, answer }: Facts): Acknowledgement | null {
  if (answer.releasedBy !== null) return null;
  const hours = now.since(letter.receivedAt).total('hours');
  if (hours < firm.budgets.holdAfterHours) return null;
  const reason = {
    code: 'too-old',
    detail: `arrived ${Math.floor(hours)} hours ago; waits for approval`,
    source: 'budgets.holdAfterHours',
  };
  return { state: 'held', variant: 'plain', reasons: [reason] };
}

/** A mailbox that was moved or brought back shows old mail as new: after some, a person looks before the others go. */
const LATE_A_MINUTE = 20;

function tooManyLate({ letter, now, counts, answer }: Facts): Acknowledgement | null {
  const { late = 0 } = counts;
  if (answer.releasedBy !== null || !isLate(letter.receivedAt, now) || late < LATE_A_MINUTE) return null;
  const reason = {
    code: 'late-burst',
    detail: `${late} acknowledgements of mail older than an hour within a minute; waits for approval`,
    source: `breaker, ${LATE_A_MINUTE} a minute`,
  };
  return { state: 'held', variant: 'plain', reasons: [reason] };
}

/** Whether a mail had lain for an hour before it was seen. */
export function isLate(receivedAt: Temporal.Instant, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(receivedAt.add({ hours: 1 }), now) <= 0;
}

function isUnauthenticated({ letter }: Facts): boolean {
  const { verdict } = letter.recognition.authentication;
  return verdict === 'fail' || verdict === 'none';
}

function suppressed(code: string, detail: string, source: string): Acknowledgement {
  return { state: 'suppressed', reasons: [{ code, detail, source }] };
}
