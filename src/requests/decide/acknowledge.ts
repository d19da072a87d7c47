import { isAnswerable } from '../address.ts';
import type { Reason } from '../reason.ts';
import type { Facts } from './decision.ts';

/**
 * Whether the mail that opens a request is acknowledged, and how. When in doubt there is no acknowledgement, but the
 * request is opened all the same and the reason is kept: an obligation never vanishes.
 */
export type Acknowledgement =
  | { readonly state: 'queued' | 'held'; readonly variant: 'full' | 'plain'; readonly reasons: readonly Reason[] }
  | { readonly state: 'suppressed'; readonly reasons: readonly Reason[] };

type Check = (facts: Facts) => Acknowledgement | null;

/** In order; the first that has something to say decides. */
const CHECKS: readonly Check[] = [senderCannotBeAnswered, mailForbids, unauthenticatedNever, overBudget, tooOld];

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

function overBudget(facts: Facts): Acknowledgement | null {
  const { counts, firm, letter } = facts;
  const over = (count: number, limit: number, what: string): Acknowledgement | null =>
    count < limit ? null : suppressed('budget', `${count} acknowledgements ${what}, limit ${limit}`, 'budgets');
  switch (letter.recognition.authentication.verdict) {
    case 'pass':
      return over(counts.addressThreeHours, firm.budgets.authenticatedPerThreeHours, 'to this sender within 3 hours');
    case 'unknown':
      return over(counts.addressDay, firm.budgets.unknownPerDay, 'to this sender within a day');
    case 'fail':
    case 'none':
      return (
        over(counts.addressDay, firm.budgets.unauthenticatedPerDay, 'to this sender within a day') ??
        over(
          counts.domainTenMinutes,
          firm.budgets.unauthenticatedDomainPerTenMinutes,
          'to this domain within 10 minutes',
        )
      );
  }
}

function tooOld({ letter, firm, now }: Facts): Acknowledgement | null {
  const hours = now.since(letter.receivedAt).total('hours');
  if (hours < firm.budgets.holdAfterHours) return null;
  const reason = {
    code: 'too-old',
    detail: `arrived ${Math.floor(hours)} hours ago; waits for approval`,
    source: 'budgets.holdAfterHours',
  };
  return { state: 'held', variant: 'plain', reasons: [reason] };
}

function isUnauthenticated({ letter }: Facts): boolean {
  const { verdict } = letter.recognition.authentication;
  return verdict === 'fail' || verdict === 'none';
}

function suppressed(code: string, detail: string, source: string): Acknowledgement {
  return { state: 'suppressed', reasons: [{ code, detail, source }] };
}
