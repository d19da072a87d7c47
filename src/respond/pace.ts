/**
 * How fast mail may go to one domain: so many at once, so many a minute, evenly spread. A domain without a limit costs
 * nothing and is never looked at. Time comes in as milliseconds of a clock that only goes forward.
 */
export type DomainLimit = { readonly atOnce: number | null; readonly perMinute: number | null };

export class Pace {
  readonly #limitOf: (domain: string) => DomainLimit | null;
  readonly #domains = new Map<string, { running: number; nextAt: number }>();

  constructor(limitOf: (domain: string) => DomainLimit | null) {
    this.#limitOf = limitOf;
  }

  /** When the next mail to it may begin: 0 for now, Infinity for when one of those under way ends. */
  opensAt(domain: string, now: number): number {
    const limit = this.#limitOf(domain);
    const state = this.#domains.get(domain);
    if (limit === null || state === undefined) return 0;
    if (limit.atOnce !== null && state.running >= limit.atOnce) return Infinity;
    return state.nextAt <= now ? 0 : state.nextAt;
  }

  begin(domain: string, now: number): void {
    const limit = this.#limitOf(domain);
    if (limit === null) return;
    const { running = 0 } = this.#domains.get(domain) ?? {};
    this.#domains.set(domain, {
      running: running + 1,
      nextAt: limit.perMinute === null ? 0 : now + 60_000 / limit.perMinute,
    });
  }

  end(domain: string): void {
    const state = this.#domains.get(domain);
    if (state) state.running -= 1;
  }
}
