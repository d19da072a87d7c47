import type { Reason } from '../reason.ts';
import { baseSubject } from '../subject.ts';
import type { Candidate, ThreadFacts } from './facts.ts';
import { resolved } from './lineage.ts';

/** One piece of evidence that a mail belongs to a request, before asking whether its sender may join it. */
export type Lead = {
  readonly request: Candidate;
  readonly step: 'token' | 'known-id' | 'seen-id' | 'subject';
  readonly strength: 'certain' | 'strong';
  readonly reason: Reason;
};

/** Step 1: a reply token or a signed Message-ID of our own. */
export function tokenLead(facts: ThreadFacts): Lead | null {
  if (facts.token === null) return null;
  const request = resolved(facts, facts.token.request);
  if (request === null) return null;
  const detail = `made for ${facts.token.participant}`;
  return { request, step: 'token', strength: 'certain', reason: { code: 'reply-token', detail, source: 'policy' } };
}

/**
 * Steps 2 and 3, nearest first: In-Reply-To, then References from right to left, first those that name a mail we have, then
 * those that are known only because others refer to them. The mail's own id counts too: it may be the awaited parent of
 * mails that came before it, or a second copy of a mail that we have.
 */
export function idLeads(facts: ThreadFacts): Lead[] {
  const cited = [
    ...facts.inReplyTo.map((id) => ({ id, field: 'In-Reply-To' })),
    ...facts.references.toReversed().map((id) => ({ id, field: 'References' })),
  ];
  return [
    ...cited.flatMap(({ id, field }) => lead(facts, facts.knownIds.get(id), 'known-id', cites(field, id))),
    ...facts.messageIds.flatMap((id) => secondCopy(facts, id)),
    ...facts.messageIds.flatMap((id) => seen(facts, id, awaited(id))),
    ...cited.flatMap(({ id, field }) => seen(facts, id, sharesAncestor(field, id))),
  ];
}

/** Step 4: the visible reference in the subject. */
export function subjectLead(facts: ThreadFacts): Lead | null {
  if (facts.subjectReference === null) return null;
  const detail = `[#${facts.subjectReference}] in the subject`;
  return (
    lead(facts, facts.subjectReference, 'subject', { code: 'subject-reference', detail, source: 'policy' })[0] ?? null
  );
}

/** An id in `referencedIds` that is also known belongs to the mail that bears it, whoever else refers to it. */
function seen(facts: ThreadFacts, id: string, reason: Reason): Lead[] {
  if (facts.knownIds.get(id) !== undefined) return [];
  return (facts.referencedIds.get(id) ?? []).flatMap((number) => lead(facts, number, 'seen-id', reason));
}

/** Two mails may bear one id, by a broken program or by intent: only the same subject makes the second a copy of the first. */
function secondCopy(facts: ThreadFacts, id: string): Lead[] {
  return lead(facts, facts.knownIds.get(id), 'seen-id', {
    code: 'same-message-id',
    detail: `Message-ID ${shown(id)}`,
    source: 'RFC 5322 §3.6.4',
  }).filter(({ request }) => request.baseSubjects.has(baseSubject(facts.subject)));
}

function lead(facts: ThreadFacts, number: number | undefined, step: Lead['step'], reason: Reason): Lead[] {
  const request = number === undefined ? null : resolved(facts, number);
  return request === null ? [] : [{ request, step, strength: step === 'known-id' ? 'certain' : 'strong', reason }];
}

function cites(field: string, id: string): Reason {
  return { code: field.toLowerCase(), detail: `${field}: ${shown(id)}`, source: 'RFC 5322 §3.6.4' };
}

function sharesAncestor(field: string, id: string): Reason {
  return { code: 'shared-ancestor', detail: `${field}: ${shown(id)}, which never came`, source: 'RFC 5322 §3.6.4' };
}

function awaited(id: string): Reason {
  return {
    code: 'awaited-parent',
    detail: `Message-ID ${shown(id)}, which came after its answer`,
    source: 'RFC 5322 §3.6.4',
  };
}

function shown(id: string): string {
  return id.length > 120 ? `${id.slice(0, 119)}…` : id;
}
