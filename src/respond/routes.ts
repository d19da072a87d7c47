import type { Clock } from '../clock.ts';
import type { Events } from '../events.ts';
import type { SendOutcome } from '../requests/delivery.ts';
import type { RouteTrouble } from '../store/route-state.ts';
import type { MailToSend, Transport } from './transport.ts';

/**
 * Several ways out as one: the first that works is taken. A route that fails as a whole (no connection, sign-in refused, the
 * server going down) is left alone for a while and then probed with a single mail, so that an outage costs the queue a
 * handful of attempts and not one for every mail that waits. Only what was surely not taken goes by the next route.
 */
export type Route = { readonly name: string; readonly transport: Transport };

/** How long a route is left alone after each failure in a row. */
const PAUSES_MS = [1_000, 2_000, 5_000, 10_000, 30_000, 60_000];

export type RoutedSurroundings = {
  readonly clock: Clock;
  readonly events: Events;
  /** Is told when a route is left alone, and (null) when it works again, so that others can see it. */
  readonly note?: (route: string, trouble: RouteTrouble | null) => void;
};

export function routed(routes: readonly Route[], around: RoutedSurroundings): Transport {
  const breakers = routes.map((route) => new Breaker(route, around));
  return {
    connections: Math.max(...routes.map(({ transport }) => transport.connections)),
    capacity() {
      return Math.max(...breakers.map((breaker) => breaker.capacity()));
    },
    async send(mail) {
      let refused: SendOutcome = NO_ROUTE;
      for (const breaker of breakers) {
        if (breaker.capacity() === 0) continue;
        refused = await breaker.send(mail);
        if (!failsAsAWhole(refused) && !isUnfit(refused)) return refused;
      }
      return refused;
    },
    async close() {
      await Promise.all(routes.map(({ transport }) => transport.close()));
    },
  };
}

/** No attempt was made: the delivery waits as it did. */
export const NO_ROUTE = {
  outcome: 'temporary',
  error: 'no route is open: each has failed a moment ago',
  code: null,
  scope: 'route',
} as const satisfies SendOutcome;

function failsAsAWhole(outcome: SendOutcome): boolean {
  return outcome.outcome === 'temporary' && outcome.scope === 'route';
}

function isUnfit(outcome: SendOutcome): boolean {
  return outcome.outcome === 'temporary' && outcome.unfit === true;
}

class Breaker {
  readonly #route: Route;
  readonly #around: RoutedSurroundings;
  #failures = 0;
  #closedUntil = 0;
  #probing = false;

  constructor(route: Route, around: RoutedSurroundings) {
    this.#route = route;
    this.#around = around;
  }

  /** How many mails it would take now: none while it is left alone, one as a probe. */
  capacity(): number {
    if (this.#failures === 0) return this.#route.transport.connections;
    return this.#probing || this.#around.clock.monotonic() < this.#closedUntil ? 0 : 1;
  }

  async send(mail: MailToSend): Promise<SendOutcome> {
    const probe = this.#failures > 0;
    if (probe) this.#probing = true;
    try {
      const outcome = await this.#route.transport.send(mail);
      if (failsAsAWhole(outcome)) this.#fail(probe, outcome.outcome === 'temporary' ? outcome.error : '');
      // A drop in the middle says nothing about the next connection, so it neither opens nor shuts a route.
      else if (this.#failures > 0 && outcome.outcome !== 'unknown') this.#heal();
      return outcome;
    } finally {
      if (probe) this.#probing = false;
    }
  }

  /** Mails that were under way together fail together: that is one failure, not five. */
  #fail(probe: boolean, error: string): void {
    if (this.#failures > 0 && !probe) return;
    const pause = PAUSES_MS[Math.min(this.#failures, PAUSES_MS.length - 1)] ?? 60_000;
    this.#failures += 1;
    this.#closedUntil = this.#around.clock.monotonic() + pause;
    const { clock, events, note } = this.#around;
    events.routeSuspended(this.#route.name, error, pause);
    note?.(this.#route.name, { error, again: clock.now().add({ milliseconds: pause }) });
  }

  #heal(): void {
    this.#failures = 0;
    const { events, note } = this.#around;
    events.routeOpen(this.#route.name);
    note?.(this.#route.name, null);
  }
}
