import type { Priority } from './policy.ts';

export type { Priority } from './policy.ts';

/**
 * A request is the conversation that the client sees, with its number. Its state is derived from mail: nobody sets a
 * status by hand, so nobody can forget to. The table below is the only place where states change.
 */
export type RequestState = 'new' | 'open' | 'waiting' | 'resolved' | 'closed';

export type Request = {
  readonly number: number;
  readonly subject: string;
  readonly client: { readonly name: string; readonly address: string };
  readonly state: RequestState;
  readonly priority: Priority;
  readonly category: string | null;
  /** Staff address of the one responsible person; null while only a team is. */
  readonly owner: string | null;
  readonly team: string | null;
  readonly language: string | null;
  /** The mailbox address that the client wrote to, and that answers are sent from. */
  readonly mailbox: string;
  readonly openedAt: Temporal.Instant;
  readonly acknowledgedAt: Temporal.Instant | null;
  readonly firstResponseAt: Temporal.Instant | null;
  readonly resolvedAt: Temporal.Instant | null;
  readonly closedAt: Temporal.Instant | null;
  readonly lastActivityAt: Temporal.Instant;
  readonly linkedTo: number | null;
  readonly mergedInto: number | null;
};

/** What moves a request from one state to another. */
export type Move =
  | 'client-wrote'
  | 'staff-answered'
  | 'staff-resolved'
  | 'staff-waits'
  | 'client-agreed'
  | 'silence'
  | 'closed-by-manager'
  | 'wait-over';

const TRANSITIONS: Record<RequestState, Record<Move, RequestState>> = {
  new: {
    'client-wrote': 'new',
    'staff-answered': 'waiting',
    'staff-resolved': 'resolved',
    'staff-waits': 'waiting',
    'client-agreed': 'new',
    silence: 'new',
    'closed-by-manager': 'closed',
    'wait-over': 'new',
  },
  open: {
    'client-wrote': 'open',
    'staff-answered': 'waiting',
    'staff-resolved': 'resolved',
    'staff-waits': 'waiting',
    'client-agreed': 'open',
    silence: 'open',
    'closed-by-manager': 'closed',
    'wait-over': 'open',
  },
  waiting: {
    'client-wrote': 'open',
    'staff-answered': 'waiting',
    'staff-resolved': 'resolved',
    'staff-waits': 'waiting',
    'client-agreed': 'waiting',
    silence: 'waiting',
    'closed-by-manager': 'closed',
    'wait-over': 'open',
  },
  resolved: {
    'client-wrote': 'open',
    'staff-answered': 'resolved',
    'staff-resolved': 'resolved',
    'staff-waits': 'waiting',
    'client-agreed': 'closed',
    silence: 'closed',
    'closed-by-manager': 'closed',
    'wait-over': 'resolved',
  },
  closed: {
    'client-wrote': 'open',
    'staff-answered': 'closed',
    'staff-resolved': 'closed',
    'staff-waits': 'closed',
    'client-agreed': 'closed',
    silence: 'closed',
    'closed-by-manager': 'closed',
    'wait-over': 'closed',
  },
};

/** The state that follows; a move that means nothing in a state leaves it as it is. */
export function nextState(state: RequestState, move: Move): RequestState {
  return TRANSITIONS[state][move];
}
