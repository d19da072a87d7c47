import type { Candidate, ThreadFacts } from './facts.ts';

type Known = Pick<ThreadFacts, 'candidates'>;

/** The request that stands for a number today: merged requests lead to where they were merged. Null where it is not known. */
export function resolved(facts: Known, number: number): Candidate | null {
  return walk(facts, number, (request) => [request.mergedInto]).at(-1) ?? null;
}

/** Whether one request split from or mentions the other, or both the same third: ids of both then stand in one mail rightly. */
export function areRelated(facts: Known, one: Candidate, other: Candidate): boolean {
  const ancestors = new Set(lineage(facts, one));
  return lineage(facts, other).some((number) => ancestors.has(number));
}

function lineage(facts: Known, request: Candidate): number[] {
  return walk(facts, request.number, (step) => [step.linkedTo, step.mergedInto]).map(({ number }) => number);
}

/** Follows pointers between requests, each request once: a circle, which only broken data could hold, ends the walk. */
function walk(facts: Known, start: number, next: (request: Candidate) => (number | null)[]): Candidate[] {
  const walked = new Map<number, Candidate>();
  const ahead: (number | null)[] = [start];
  for (const number of ahead) {
    const request = number === null || walked.has(number) ? undefined : facts.candidates.get(number);
    if (number === null || request === undefined) continue;
    walked.set(number, request);
    ahead.push(...next(request));
  }
  return [...walked.values()];
}
