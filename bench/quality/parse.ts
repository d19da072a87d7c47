import type { Answer, Row } from './corpus.ts';
import type { Figures } from './figures.ts';
import { bare, flat } from './text.ts';

/** From, subject, beginning of the text and attachments, where a peer's test suite states them. */
export function scoreParse(figures: Figures, row: Row, got: Answer): void {
  const { expect } = row;
  const text = flat(got.text);
  const files = got.attachments ?? [];
  const names = files.map((file) => file.filename ?? '');
  figures.mark('answered', got.parsed !== undefined, row);
  if (expect.from !== undefined)
    figures.mark('from', (got.from?.address ?? '').toLowerCase() === expect.from.toLowerCase(), row, got.from);
  if (expect.from_name !== undefined)
    figures.mark('from name', flat(got.from?.name) === flat(expect.from_name), row, got.from);
  if (expect.subject !== undefined)
    figures.mark('subject', flat(got.subject) === flat(expect.subject), row, got.subject);
  if (expect.text_start !== undefined) {
    const start = Array.from(bare(expect.text_start)).slice(0, 60).join('');
    figures.mark('text', bare(text).startsWith(start), row, text.slice(0, 120));
  }
  if (expect.text_contains !== undefined) {
    const holds = expect.text_contains.every((part) => bare(text).includes(bare(part)));
    figures.mark('text', holds, row, text.slice(0, 200));
  }
  if (expect.attachments_min_names !== undefined)
    figures.mark(
      'attachments',
      expect.attachments_min_names.every((name) => names.includes(name)),
      row,
      names,
    );
  if (expect.attachments !== undefined) {
    const counts = [files.filter((file) => file.inline !== true).length, files.length];
    figures.mark('attachments', counts.includes(expect.attachments), row, names);
  }
}
