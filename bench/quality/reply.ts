import type { Answer, Row } from './corpus.ts';
import type { Figures } from './figures.ts';
import { bare, flat, tokenF1 } from './text.ts';

/** What the writer wrote now: exactly, or at least the parts that must and must not be in it. */
export function scoreReply(figures: Figures, row: Row, got: Answer): void {
  const { expect } = row;
  const seen = got.visibleText ?? '';
  const candidates = row.signature === 'stripped' ? [seen] : [seen, `${seen}\n${got.signature ?? ''}`];
  if (row.scored !== 'exact') {
    const all = bare(candidates.join('\n'));
    const holds = (expect.contains ?? []).every((part) => all.includes(bare(part)));
    const leaks = (expect.not_contains ?? []).some((part) => bare(seen).includes(bare(part)));
    figures.mark('contains / not contains', holds && !leaks, row, candidates[0]);
    return;
  }
  const normal = expect.compare === 'text' ? flat : bare;
  const wants = [expect.exact ?? '', ...[expect.accept ?? []].flat()];
  const good = candidates.some((candidate) => wants.some((want) => normal(candidate) === normal(want)));
  const input = row.input_type === 'eml' ? 'mail' : (row.input_type ?? '');
  const signature = (row.signature ?? '').split(' ')[0] ?? '';
  figures.mark(`${row.task ?? ''}, ${input}, signature ${signature}`, good, row, candidates[0]);
  figures.mark('all, exact', good, null);
  figures.likeness(Math.max(...candidates.flatMap((candidate) => wants.map((want) => tokenF1(candidate, want)))));
}
