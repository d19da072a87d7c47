import { keptMails, type KeptMail } from './intake.ts';
import type { Reader } from './store.ts';

/** A mail with what was decided on it. */
export type DecidedMail = {
  readonly kept: KeptMail;
  readonly decidedAt: Temporal.Instant;
  readonly was: { readonly disposition: string; readonly request: number | null; readonly kind: string | null };
};

/** The mails that were decided on next after a place, in the order of deciding. */
export async function decidedMails(
  reader: Reader,
  after: { readonly at: Temporal.Instant; readonly id: number },
  limit: number,
): Promise<DecidedMail[]> {
  const rows = await reader
    .selectFrom('intake')
    .leftJoin('message', 'message.id', 'intake.message_id')
    .select(['intake.id', 'intake.decided_at', 'intake.disposition', 'intake.request_number', 'message.kind'])
    .where('intake.disposition', '<>', 'waiting')
    .where('intake.reason', 'not in', ['erased', 'expired', 'history'])
    .where((eb) =>
      eb.or([
        eb('intake.decided_at', '>', after.at),
        eb.and([eb('intake.decided_at', '=', after.at), eb('intake.id', '>', after.id)]),
      ]),
    )
    .orderBy('intake.decided_at')
    .orderBy('intake.id')
    .limit(limit)
    .execute();
  const mails = await keptMails(
    reader,
    rows.map((row) => row.id),
  );
  const byId = new Map(mails.map((mail) => [mail.intakeId, mail]));
  return rows.flatMap((row) => {
    const kept = byId.get(row.id);
    if (!kept || row.decided_at === null) return [];
    const was = { disposition: row.disposition, request: row.request_number, kind: row.kind };
    return [{ kept, decidedAt: row.decided_at, was }];
  });
}
