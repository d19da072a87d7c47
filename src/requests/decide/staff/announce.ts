import { canonicalAddress, isAnswerable, type Address } from '../../address.ts';
import { foldedName } from '../../command/names.ts';
import type { Feedback } from '../../feedback.ts';
import type { RaisedFeedback } from '../../question.ts';

/** Whoever said something longer ago hardly waits for an answer to it. */
export const RAISED_WITHIN_DAYS = 90;

/** By their names in the procedures, which the reports say too. */
const KINDS: readonly Feedback[] = ['positive', 'constructive', 'urgent', 'suggestion'];

/** The feedback that `#announce` names; null where it names none. */
export function feedbackCalled(argument: string): Feedback | null {
  return KINDS.find((kind) => kind === foldedName(argument)) ?? null;
}

/** All who gave such feedback lately, each once, by the latest name (FBK-3). */
export function whoRaised(kind: Feedback, raised: readonly RaisedFeedback[], now: Temporal.Instant): Address[] {
  const since = now.subtract({ hours: 24 * RAISED_WITHIN_DAYS });
  const people = new Map<string, Address>();
  for (const { by, feedback, at } of raised)
    if (feedback === kind && Temporal.Instant.compare(at, since) >= 0 && isAnswerable(by.address)) {
      const key = canonicalAddress(by.address);
      if (!people.has(key)) people.set(key, by);
    }
  return [...people.values()];
}
