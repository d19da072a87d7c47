import type { ImapFolder } from './imap-folder.ts';

const BATCH_MAILS = 50;
const BATCH_OCTETS = 16 * 1024 * 1024;
/** So few are fetched at once, whatever their size: asking for sizes would cost a round trip of its own. */
const FEW = 4;

/** Groups of UIDs bounded by count and, where there are many, by size, so that memory stays bounded. */
export async function batches(connection: ImapFolder, uids: readonly number[]): Promise<number[][]> {
  const sizes = uids.length > FEW ? await connection.sizes(uids) : new Map<number, number>();
  const groups: number[][] = [];
  let octets = 0;
  for (const uid of uids) {
    const last = groups.at(-1);
    octets += sizes.get(uid) ?? 0;
    if (last && last.length < BATCH_MAILS && octets <= BATCH_OCTETS) last.push(uid);
    else {
      groups.push([uid]);
      octets = sizes.get(uid) ?? 0;
    }
  }
  return groups;
}
