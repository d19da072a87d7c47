/** Classes of SQLSTATE that say nothing about the work: connection, resources, shutdown, a clash with another transaction. */
const AWAY = /^(?:08|53|57P0|40001|40P01|55P03)/;
const SYSTEM = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);
/** node-postgres gives these no code. */
const WORDS =
  /^Connection terminated|^timeout exceeded when trying to connect|Client has encountered a connection error/;

/** Whether a transaction failed because the database was away or busy, so that the same work may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message = '' } = error as { readonly code?: unknown; readonly message?: string };
  if (typeof code === 'string') return AWAY.test(code) || SYSTEM.has(code);
  return WORDS.test(message);
}
