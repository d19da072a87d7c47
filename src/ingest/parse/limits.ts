import type { Reason } from '../../requests/reason.ts';

/** How much of one mail is read. What lies beyond is cut, and the cut is told: a mail never costs more than this. */
export const LIMITS = {
  mail: 25 * 1024 * 1024,
  header: 256 * 1024,
  /** Octets of one header field. */
  field: 64 * 1024,
  fields: 2_000,
  parts: 200,
  depth: 20,
  /** Octets of one text part after decoding, HTML included. */
  text: 1024 * 1024,
  report: 256 * 1024,
  addresses: 1_000,
  references: 500,
  /** Characters of one name of a person or a file, and of a subject. */
  name: 1_000,
} as const;

/** Collects what was cut or guessed in one mail; each code once, so that a hostile mail cannot fill the record. */
export class Cuts {
  readonly #byCode = new Map<string, Reason>();

  note(code: string, detail: string, source = 'limits of the parser'): void {
    if (!this.#byCode.has(code)) this.#byCode.set(code, { code, detail: detail.slice(0, 200).toWellFormed(), source });
  }

  all(): Reason[] {
    return [...this.#byCode.values()];
  }
}
