import type { Transaction } from './store.ts';

/** What people did to the desk itself: who signed in, who changed what clients read. Stands among the events, of no request. */
export type AuditEntry = {
  readonly at: Temporal.Instant;
  readonly kind: string;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export async function audit(transaction: Transaction, { at, kind, actor, data }: AuditEntry): Promise<void> {
  await transaction
    .insertInto('event')
    .values({ request_number: null, at, kind, actor, message_id: null, reasons: '[]', data: JSON.stringify(data) })
    .execute();
}
