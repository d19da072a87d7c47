import type { Clock } from '../clock.ts';
import type { Events } from '../events.ts';
import type { Store } from '../store/store.ts';
import { cancelCallsExcept, claimCalls, settleCall, type CallSettlement, type ClaimedCall } from '../store/webhooks.ts';
import { callWebhook, type CallOutcome, type WebhookTarget } from './webhook.ts';

/**
 * Calls other systems, each target in a lane of its own, so that one that hangs delays neither another nor a mail. A call is
 * claimed with a lease, made, and its outcome recorded; what a process that was killed had in hand goes again under the same
 * id. It is repeated until it is accepted, or too old to be of use to anybody.
 */
export type WebhookSurroundings = {
  readonly store: Store;
  readonly clock: Clock;
  readonly events: Events;
  readonly holder: string;
  readonly targets: readonly WebhookTarget[];
  readonly giveUpAfter: Temporal.Duration;
};

/** Longer than an answer may take. */
const LEASE: Temporal.DurationLike = { seconds: 12 };
const LOOK_MS = 1_000;
/** Calls to one target at once. */
const AT_ONCE = 4;
const WAITS_S = [5, 30, 120, 300, 900];
/** A call under way when the process is asked to end has this long. */
const FAREWELL_MS = 3_000;

export class WebhookDispatcher {
  readonly #around: WebhookSurroundings;
  readonly #ending = new AbortController();
  readonly #running = new Map<string, Promise<unknown>>();
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(around: WebhookSurroundings) {
    this.#around = around;
  }

  /** Makes every call that is due now, and waits for the outcomes. Returns how many were made. */
  async runOnce(): Promise<number> {
    const counts = await Promise.all(this.#around.targets.map((target) => this.#lane(target)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async start(): Promise<void> {
    const { store, targets, clock } = this.#around;
    const names = targets.map(({ name }) => name);
    await store.transact((transaction) => cancelCallsExcept(transaction, names, clock.now()));
    if (targets.length > 0) this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
  }

  /** Lets calls under way finish, for a while; the rest go again at the next start. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#stopped = true;
    const farewell = setTimeout(() => this.#ending.abort(), FAREWELL_MS);
    await Promise.all(this.#running.values());
    clearTimeout(farewell);
  }

  #look(): void {
    for (const target of this.#around.targets) {
      if (this.#running.has(target.name)) continue;
      const lane = this.#lane(target)
        .catch((error: unknown) =>
          this.#around.events.loopFailed('webhooks', error instanceof Error ? error.message : 'unknown'),
        )
        .finally(() => this.#running.delete(target.name));
      this.#running.set(target.name, lane);
    }
  }

  /** Everything that is due to one target. */
  async #lane(target: WebhookTarget): Promise<number> {
    const { store, clock, holder } = this.#around;
    let made = 0;
    while (!this.#stopped) {
      const now = clock.now();
      const claim = { target: target.name, holder, limit: AT_ONCE };
      const calls = await store.alone((database) => claimCalls(database, claim, now, now.add(LEASE)));
      if (calls.length === 0) break;
      made += calls.length;
      await Promise.all(calls.map((call) => this.#make(target, call)));
    }
    return made;
  }

  async #make(target: WebhookTarget, call: ClaimedCall): Promise<void> {
    const { store, clock, events, holder } = this.#around;
    const outcome = await callWebhook(target, call, clock.now(), { signal: this.#ending.signal });
    const settlement = this.#settlementOf(call, outcome);
    await store.alone((database) => settleCall(database, { id: call.id, holder }, settlement, clock.now()));
    events.webhookSettled({
      id: call.id,
      target: target.name,
      event: call.event,
      request: call.request,
      state: settlement.state,
      attempts: call.attempts,
      error: settlement.error,
    });
  }

  #settlementOf({ attempts, createdAt }: ClaimedCall, outcome: CallOutcome): CallSettlement {
    const now = this.#around.clock.now();
    if (outcome.accepted) return { state: 'accepted', dueAt: now, error: null };
    const again = now.add({ seconds: WAITS_S[Math.min(attempts, WAITS_S.length) - 1] ?? 0 });
    const milliseconds = Math.round(this.#around.giveUpAfter.total('milliseconds'));
    return Temporal.Instant.compare(again, createdAt.add({ milliseconds })) > 0
      ? { state: 'failed', dueAt: now, error: `given up: ${outcome.error}` }
      : { state: 'queued', dueAt: again, error: outcome.error };
  }
}
