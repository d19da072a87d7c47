import type { Reason } from './reason.ts';
import type { Standing, Threading, ThreadFacts } from './thread/facts.ts';
import { idLeads, subjectLead, tokenLead, type Lead } from './thread/lead.ts';
import { areRelated } from './thread/lineage.ts';
import { isLongClosed, isSplit } from './thread/split.ts';
import { standing } from './thread/standing.ts';

/**
 * Threading: which request does a mail belong to? It promises that nobody joins a request in which he takes no part, that a
 * mail arriving before the one it answers ends in the same request, and that a doubt opens a new request rather than put
 * a client's words into a stranger's. The order of the steps is the strength of the evidence: a reply token, ids of mails
 * that we have, ids that were only referred to, the visible reference in the subject. Sender and subject alone never merge,
 * and Outlook's Thread-Index is not even asked: it survives being answered on another matter.
 */

export type { Candidate, ThreadFacts, Threading } from './thread/facts.ts';

type OpenLead = Lead & { readonly as: Standing };

/** Finds the request of a mail, or says that it opens a new one and why. Pure: the same facts give the same answer. */
export function thread(facts: ThreadFacts): Threading {
  const leads = [tokenLead(facts), ...idLeads(facts), subjectLead(facts)].filter((lead) => lead !== null);
  const open = leads.flatMap((lead): OpenLead[] => {
    const as = standing(facts, lead);
    return as === null ? [] : [{ ...lead, as }];
  });
  const best = open[0];
  if (best === undefined) return leads[0] === undefined ? fresh(facts) : outside(facts, leads[0]);
  if (contradicted(facts, best, open)) return ambiguous(facts, best, open);
  if (isSplit(facts, best.request, best.as)) return split(facts, best);
  return {
    outcome: 'join',
    request: best.request.number,
    strength: best.strength,
    joinsAs: best.as,
    alsoJoins: alsoJoins(facts, best, open),
    reasons: best.as === 'colleague' ? [best.reason, colleague(best.request.organisation ?? '')] : [best.reason],
  };
}

/**
 * Ids of two unrelated requests in one mail (S25): the nearest parent would decide, but no mail program writes such a mail
 * by itself, and a wrong guess shows one client's answer to another. Requests that split from each other are no contradiction.
 */
function contradicted(facts: ThreadFacts, best: OpenLead, open: readonly OpenLead[]): boolean {
  if (facts.anyone || best.step !== 'known-id') return false;
  return open.some((lead) => lead.step === 'known-id' && !areRelated(facts, best.request, lead.request));
}

/** The other requests that the sender takes part in and that wait for this mail or share its unseen ancestors. */
function alsoJoins(facts: ThreadFacts, best: OpenLead, open: readonly OpenLead[]): number[] {
  const others = open.filter(
    (lead) =>
      (lead.step === 'seen-id' || (facts.anyone && lead.step === 'known-id')) &&
      lead.as !== 'colleague' &&
      !areRelated(facts, best.request, lead.request),
  );
  return [...new Set(others.map((lead) => lead.request.number))];
}

function fresh(facts: ThreadFacts): Threading {
  const reasons: Reason[] = [
    { code: 'no-reference', detail: 'names no mail or request that we know', source: 'policy' },
  ];
  if (facts.sameSubject !== null)
    reasons.push({ code: 'same-sender-and-subject', detail: `as request ${facts.sameSubject}`, source: 'policy' });
  return { outcome: 'new', linkedTo: null, why: 'no-reference', suggestion: facts.sameSubject, reasons };
}

function outside(facts: ThreadFacts, lead: Lead): Threading {
  const reason: Reason =
    facts.sender.authentication === 'fail'
      ? {
          code: 'authentication-failed',
          detail: `the sender of a mail for request ${lead.request.number}`,
          source: 'policy',
        }
      : { code: 'sender-takes-no-part', detail: `in request ${lead.request.number}, which it names`, source: 'policy' };
  return opens(facts, lead, 'stranger', [lead.reason, reason]);
}

function ambiguous(facts: ThreadFacts, best: OpenLead, open: readonly OpenLead[]): Threading {
  const numbers = [...new Set(open.filter((lead) => lead.step === 'known-id').map((lead) => lead.request.number))];
  const detail = `names mails of the requests ${numbers.slice(0, 5).join(', ')}`;
  return opens(facts, best, 'ambiguous', [best.reason, { code: 'several-requests', detail, source: 'policy' }]);
}

function split(facts: ThreadFacts, best: OpenLead): Threading {
  if (isLongClosed(facts, best.request)) {
    const closed = `request ${best.request.number} was closed more than 30 days ago`;
    return opens(facts, best, 'split', [best.reason, { code: 'long-closed', detail: closed, source: 'closing' }]);
  }
  const state = best.request.state === 'closed' ? 'closed' : 'long quiet';
  const detail = `another subject, and request ${best.request.number} is ${state}`;
  return opens(facts, best, 'split', [best.reason, { code: 'subject-changed', detail, source: 'RFC 5256 §2.1' }]);
}

function opens(
  facts: ThreadFacts,
  { request }: Lead,
  why: 'stranger' | 'ambiguous' | 'split',
  reasons: Reason[],
): Threading {
  const suggestion = facts.sameSubject === request.number ? null : facts.sameSubject;
  return { outcome: 'new', linkedTo: request.number, why, suggestion, reasons };
}

function colleague(organisation: string): Reason {
  return { code: 'colleague', detail: `of the client, at ${organisation}`, source: 'policy' };
}
