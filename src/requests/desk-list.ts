import type { Address } from './address.ts';
import type { Reason } from './reason.ts';
import type { Request } from './request.ts';

/** A request that is not closed, as a list shows it. */
export type ListedRequest = Pick<
  Request,
  'number' | 'subject' | 'client' | 'owner' | 'team' | 'state' | 'priority' | 'openedAt'
> & {
  /** When the client was promised the next word; null: nothing is promised. */
  readonly dueAt: Temporal.Instant | null;
};

/** A mail that waits for a person. */
export type ListedMail = {
  readonly intake: number;
  readonly from: Address;
  readonly subject: string;
  readonly receivedAt: Temporal.Instant;
  readonly reasons: readonly Reason[];
  readonly kind: string;
  /** Whose mail it is among staff, canonical; null: a stranger's, or nobody knows. */
  readonly member: string | null;
};

/** What a colleague has to do, and it is not done. */
export type OpenAction = {
  readonly action: number;
  readonly request: number;
  readonly subject: string;
  /** Address of the colleague. */
  readonly who: string;
  readonly what: string;
  readonly by: Temporal.Instant;
  /** It was put off. */
  readonly moved: boolean;
};

/** A mail of ours that waits for a person. */
export type HeldDelivery = {
  readonly delivery: number;
  readonly request: number | null;
  readonly to: string;
  readonly subject: string;
  readonly reasons: readonly Reason[];
  readonly at: Temporal.Instant;
};

/** Everything that may need somebody: what a digest is made from, and what `#list` shows. */
export type DeskList = {
  readonly requests: readonly ListedRequest[];
  readonly held: readonly ListedMail[];
  readonly deliveries: readonly HeldDelivery[];
  readonly actions: readonly OpenAction[];
  /** Machines' mail that was filed within a day. */
  readonly automatic: readonly { readonly from: string; readonly subject: string; readonly kind: string }[];
};

export const NOTHING_LISTED: DeskList = { requests: [], held: [], deliveries: [], actions: [], automatic: [] };
