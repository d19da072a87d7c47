/** What moves the clocks of a request, each at the instant that counts: a mail's receipt, a server's acceptance. */
export type ClockEvent = { readonly at: Temporal.Instant } & (
  | { readonly kind: 'received' }
  /** We began the conversation: nothing is owed before the client writes. */
  | { readonly kind: 'begun' }
  /** A server took the acknowledgement. */
  | { readonly kind: 'acknowledged' }
  /** It was refused for good or came back; the promise is not kept. */
  | { readonly kind: 'acknowledgement-failed'; readonly cause: string }
  /** The mail may not be acknowledged, so nothing is promised. */
  | { readonly kind: 'acknowledgement-waived' }
  /** Shadow mode ended: from now on it is on staff, who are told of the request. */
  | { readonly kind: 'handed-over' }
  /** Something that awaits an answer; thanks and machines' mail are no such thing. */
  | { readonly kind: 'client-wrote' }
  /** Another request ended in this one; what was due there earlier is due by then. */
  | {
      readonly kind: 'merged-in';
      readonly respondBy: Temporal.Instant | null;
      readonly resolveBy: Temporal.Instant | null;
    }
  | { readonly kind: 'staff-answered' }
  /** Waiting on the client, at most until then. */
  | { readonly kind: 'staff-waits'; readonly until: Temporal.Instant | null }
  /** The day came that staff had put it off to. */
  | { readonly kind: 'wait-over' }
  | { readonly kind: 'staff-resolved' }
  | { readonly kind: 'client-agreed' }
  | { readonly kind: 'closed' }
  /** The client was told that it takes longer, and until when. */
  | { readonly kind: 'told'; readonly by: Temporal.Instant }
  /** The client got a mail about the state of things that is no answer. */
  | { readonly kind: 'informed' }
  /** Staff promised the next word by then. */
  | { readonly kind: 'next-update'; readonly by: Temporal.Instant }
  | { readonly kind: 'negative-feedback' }
  | { readonly kind: 'escalation-asked' }
  | { readonly kind: 'incident' }
  | { readonly kind: 'called' }
  /** A deadline did what it had to do; it never does so again. */
  | { readonly kind: 'fired'; readonly deadline: string }
);
