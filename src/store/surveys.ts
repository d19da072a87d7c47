import { canonicalAddress } from '../requests/address.ts';
import type { Request } from '../requests/request.ts';
import type { Reader } from './store.ts';

/** When clients were last asked how we did, by their canonical addresses. */
export async function lastSurveys(
  reader: Reader,
  clients: readonly string[],
): Promise<ReadonlyMap<string, Temporal.Instant>> {
  if (clients.length === 0) return new Map();
  const rows = await reader
    .selectFrom('question')
    .select(['asked', ({ fn }) => fn.max('asked_at').as('at')])
    .where('kind', '=', 'survey')
    .where('asked', 'in', clients)
    .groupBy('asked')
    .execute();
  return new Map(rows.map((row) => [row.asked, row.at]));
}

/** A survey that we sent, by the unique part of its mail's Message-ID. */
export type SentSurvey = {
  readonly number: number;
  readonly language: Request['language'];
  readonly isOpen: boolean;
};

/** Null where no survey of that name was sent, or its request is forgotten. */
export async function sentSurvey(reader: Reader, token: string): Promise<SentSurvey | null> {
  const row = await reader
    .selectFrom('question')
    .innerJoin('request', 'request.number', 'question.request_number')
    .select(['request.number', 'request.language', 'request.client_address', 'question.asked', 'question.answered_at'])
    .where('question.token', '=', token)
    .where('question.kind', '=', 'survey')
    .executeTakeFirst();
  if (!row || canonicalAddress(row.client_address) !== row.asked) return null;
  return { number: row.number, language: row.language, isOpen: row.answered_at === null };
}
