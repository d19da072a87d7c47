import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, Row } from './corpus.ts';
import type { Figures } from './figures.ts';

/** Machines are seen and never acknowledged, lists never acknowledged, people acknowledged. */
export function scoreAutoreply(figures: Figures, row: Row, got: Answer, folder: string): void {
  const { expect } = row;
  if (row.scored !== true || (expect.may_auto_ack === true && !hasAddress(join(folder, row.file ?? '')))) return;
  if (expect.auto_submitted === true) {
    const seen = got.kind !== undefined && got.kind !== 'client' && got.kind !== 'staff';
    const which = expect.kind === 'bounce' ? 'bounces' : 'others';
    figures.mark(`recall: machine seen (${which})`, seen, row, [got.kind, got.reasons]);
    figures.mark('never acknowledges a machine', got.acknowledge === false, row, got.reasons);
  } else if (expect.may_auto_ack === true)
    figures.mark('acknowledges a person', got.acknowledge === true, row, [got.kind, got.reasons]);
  else figures.mark('never acknowledges a list mail', got.acknowledge === false, row, [got.kind, got.reasons]);
}

/** Nobody can be acknowledged who gives no address. */
function hasAddress(file: string): boolean {
  const head = readFileSync(file, 'latin1').replaceAll('\r\n', '\n').split('\n\n')[0] ?? '';
  return /^from:[^\n]*(?:\n[ \t][^\n]*)*/im.exec(head)?.[0].includes('@') === true;
}
