import type { Miss, Row } from './corpus.ts';

/** Counts how often each figure of an area was met, in the order in which the figures first came up. */
export class Figures {
  readonly #area: string;
  readonly #note: (miss: Miss) => void;
  readonly #counts = new Map<string, { all: number; good: number }>();
  readonly #likeness: number[] = [];

  constructor(area: string, note: (miss: Miss) => void) {
    this.#area = area;
    this.#note = note;
  }

  mark(figure: string, good: boolean, row: Row | null, got: unknown = null): void {
    const count = this.#counts.get(figure) ?? { all: 0, good: 0 };
    this.#counts.set(figure, { all: count.all + 1, good: count.good + (good ? 1 : 0) });
    if (good || row === null) return;
    const from = row.source['path'] ?? null;
    this.#note({ area: this.#area, figure, file: row.file ?? row.id, from, expect: row.expect, got });
  }

  /** Token F1 of one mail, of which the mean is shown. */
  likeness(f1: number): void {
    this.#likeness.push(f1);
  }

  lines(): string[] {
    const lines = [...this.#counts].map(([figure, { all, good }]) => {
      const share = ((100 * good) / all).toFixed(1).padStart(6);
      return `${this.#area.padEnd(10)} ${figure.padEnd(34)} ${String(good).padStart(5)} of ${String(all).padStart(5)}  ${share} %`;
    });
    if (this.#likeness.length === 0) return lines;
    const mean = this.#likeness.reduce((sum, f1) => sum + f1, 0) / this.#likeness.length;
    return [...lines, `${this.#area.padEnd(10)} ${'token F1, mean'.padEnd(34)} ${mean.toFixed(3)}`];
  }
}
