import type { DeskFacts, Kind } from '../../../src/requests/recognition.ts';
import type { Fields } from '../../support/mail.ts';

/** One row of the answering table as a mail: what may be done with it, and the reason that `why` would give. */
export type Row = {
  readonly name: string;
  readonly fields: Fields;
  readonly body?: string;
  readonly desk?: Partial<DeskFacts>;
  readonly kind: Kind;
  readonly acknowledge: boolean;
  readonly code?: string;
  readonly note?: string;
};

export const acknowledged = { kind: 'client', acknowledge: true } as const;
export const unanswered = { kind: 'client', acknowledge: false } as const;
export const autoReply = { kind: 'auto-reply', acknowledge: false } as const;
export const bulk = { kind: 'bulk', acknowledge: false } as const;
export const own = { kind: 'own', acknowledge: false } as const;
