import { baseSubject } from '../subject.ts';
import type { Candidate, Standing, ThreadFacts } from './facts.ts';
import { resolved } from './lineage.ts';

/** After so long without a mail, a new subject means a new matter: people answer an old mail to find the address. */
const LONG_QUIET = Temporal.Duration.from({ hours: 30 * 24 });

/**
 * Whether a mail that answers this request starts another matter: its base subject is new to the request, which is closed or
 * long quiet. An answer of staff never splits, nor a mail that names the request in its subject. Lists know no closing.
 */
export function isSplit(facts: ThreadFacts, request: Candidate, as: Standing): boolean {
  if (facts.anyone || as === 'staff') return false;
  if (isLongClosed(facts, request)) return true;
  if (isNamed(facts, request)) return false;
  const subject = baseSubject(facts.subject);
  if (subject === '' || request.baseSubjects.has(subject)) return false;
  return request.state === 'closed' || isLongQuiet(request.lastActivityAt, facts.receivedAt);
}

/** What was closed long ago stays closed, whatever the subject says: its clocks and its figures are history. */
export function isLongClosed({ receivedAt }: Pick<ThreadFacts, 'receivedAt'>, request: Candidate): boolean {
  return request.state === 'closed' && isLongQuiet(request.lastActivityAt, receivedAt);
}

function isLongQuiet(lastActivityAt: Temporal.Instant, now: Temporal.Instant): boolean {
  return Temporal.Duration.compare(lastActivityAt.until(now), LONG_QUIET) > 0;
}

function isNamed(facts: ThreadFacts, request: Candidate): boolean {
  return facts.subjectReference !== null && resolved(facts, facts.subjectReference) === request;
}
