import type { Reader, Transaction } from './store.ts';

/** In which epoch the tokens of each person are, where any of his were declared void: canonical main addresses. */
export async function staffEpochs(reader: Reader): Promise<ReadonlyMap<string, number>> {
  const rows = await reader.selectFrom('staff_epoch').select(['address', 'epoch']).execute();
  return new Map(rows.map(({ address, epoch }) => [address, epoch]));
}

/** All tokens that were made for a person until now are void, and he is signed out; what he gets from now on counts. */
export async function beginEpoch(transaction: Transaction, address: string, now: Temporal.Instant): Promise<void> {
  await transaction
    .insertInto('staff_epoch')
    .values({ address, epoch: 1, since: now })
    .onConflict((conflict) =>
      conflict.column('address').doUpdateSet((eb) => ({ epoch: eb('staff_epoch.epoch', '+', 1), since: now })),
    )
    .execute();
  await transaction.deleteFrom('session').where('address', '=', address).execute();
  await transaction.deleteFrom('sign_in_link').where('address', '=', address).execute();
  await transaction
    .insertInto('event')
    .values({
      request_number: null,
      at: now,
      kind: 'tokens-revoked',
      actor: 'replydesk staff',
      message_id: null,
      reasons: '[]',
      data: JSON.stringify({ address }),
    })
    .execute();
}
