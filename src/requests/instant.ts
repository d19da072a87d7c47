/** Instants compared by the millisecond: a tenth of what Temporal's own comparison costs, and no deadline is finer. */
export function isBefore(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return a.epochMilliseconds < b.epochMilliseconds;
}

/** For sorting what happens at an instant. */
export function inOrder(a: { readonly at: Temporal.Instant }, b: { readonly at: Temporal.Instant }): number {
  return a.at.epochMilliseconds - b.at.epochMilliseconds;
}
