import { openConfiguredStore } from '../app.ts';
import { systemClock } from '../clock.ts';
import { canonicalAddress } from '../requests/address.ts';
import type { DeliveryState } from '../requests/delivery.ts';
import {
  cancelDelivery,
  cancelHeld,
  holdDelivery,
  listQueue,
  queueStats,
  releaseDelivery,
  retryDelivery,
  retryHeld,
} from '../store/queue.ts';
import { listSuppressions, releaseAddress } from '../store/suppressions.ts';
import { listCalls } from '../store/webhooks.ts';
import { CONFIG_OPTION, defineCommand, UsageError } from './command.ts';
import { configured } from './configured.ts';
import { table } from './table.ts';

const JSON_OPTION = { json: { type: 'boolean', default: false, help: 'one JSON object a line' } } as const;

const STATES: readonly DeliveryState[] = [
  'queued',
  'sending',
  'accepted',
  'delivered',
  'bounced',
  'failed',
  'suppressed',
  'held',
  'cancelled',
];

/** `queue list`: what is in the outbound queue, or was. */
export const list = defineCommand({
  usage: '[--state S] [--json] [--config F]',
  options: {
    ...CONFIG_OPTION,
    ...JSON_OPTION,
    state: { type: 'string', multiple: true, help: `S: only this state (${STATES.join(', ')})` },
    limit: { type: 'string', default: '100000', help: 'N: at most this many' },
  },
  async run({ options }, io) {
    const config = await configured(options.config, io);
    const states = options.state?.map(stateNamed) ?? null;
    await using store = await openConfiguredStore(config);
    const rows = await listQueue(store.read, { states, limit: count(options.limit) }, systemClock.now());
    if (options.json) for (const row of rows) io.write(JSON.stringify(row));
    else
      for (const line of table(
        rows.map(({ id, kind, request, to, state, attempts, dueAt, waitsFor, lastError }) => ({
          id,
          kind,
          request,
          to,
          state,
          attempts,
          dueAt,
          waitsFor,
          lastError,
        })),
      ))
        io.write(line);
    return 0;
  },
});

/** `queue stats`: counts by state, how long the oldest has been due, what was accepted in the last hour. */
export const stats = defineCommand({
  usage: '[--json] [--config F]',
  options: { ...CONFIG_OPTION, ...JSON_OPTION },
  async run({ options }, io) {
    const config = await configured(options.config, io);
    await using store = await openConfiguredStore(config);
    const figures = await queueStats(store.read, systemClock.now());
    if (options.json) io.write(JSON.stringify(figures));
    else {
      for (const [state, number] of Object.entries(figures.counts)) io.write(`${state}: ${number}`);
      io.write(`oldest due: ${figures.oldestDueSeconds === null ? 'none' : `${figures.oldestDueSeconds} s`}`);
      io.write(`accepted in the last hour: ${figures.acceptedLastHour}`);
    }
    return 0;
  },
});

const retryOne = onOne('sends a failed or held delivery now', 'waits to be sent', retryDelivery);
const cancelOne = onOne('cancels a delivery that has not left', 'is cancelled', cancelDelivery);

/** `queue retry ID`: sends it now; `--why CODE`: all that is held for that reason. */
export const retry = onOneOrWhy(retryOne, (count) => `${count} ${deliveries(count)} to be sent`, retryHeld);

/** `queue cancel ID`: it does not leave; `--why CODE`: nor does all that is held for that reason. */
export const cancel = onOneOrWhy(cancelOne, (count) => `${count} cancelled`, cancelHeld);

const deliveries = (count: number): string => (count === 1 ? 'delivery waits' : 'deliveries wait');

/** `queue hold ID`: it waits until somebody lets it go. */
export const hold = onOne('holds a delivery that has not left', 'is held', holdDelivery);

const releaseOne = onOne('lets a held delivery go', 'goes at its time', releaseDelivery);

/** `queue webhooks`: the calls to other systems, and what came of them. */
export const webhooks = defineCommand({
  usage: '[--json] [--config F]',
  options: { ...CONFIG_OPTION, ...JSON_OPTION },
  async run({ options }, io) {
    const config = await configured(options.config, io);
    await using store = await openConfiguredStore(config);
    const rows = await listCalls(store.read, { request: null, limit: 100_000 });
    for (const line of options.json ? rows.map((row) => JSON.stringify(row)) : table(rows)) io.write(line);
    return 0;
  },
});

/** `queue suppressions`: the addresses that are left alone, and why. */
export const suppressed = defineCommand({
  usage: '[--json] [--config F]',
  options: { ...CONFIG_OPTION, ...JSON_OPTION },
  async run({ options }, io) {
    const config = await configured(options.config, io);
    await using store = await openConfiguredStore(config);
    const found = await listSuppressions(store.read, systemClock.now()).execute();
    const rows = found.map(({ address, reason, detail, since, expires_at: until }) => ({
      address,
      reason,
      detail,
      since: since.toString(),
      until: until?.toString() ?? null,
    }));
    for (const line of options.json ? rows.map((row) => JSON.stringify(row)) : table(rows)) io.write(line);
    return 0;
  },
});

/** `queue release ADDRESS`: writes to it again; `queue release ID`: lets a held delivery go. */
export const release = defineCommand({
  usage: 'ADDRESS | ID [--config F]',
  options: CONFIG_OPTION,
  words: { min: 1, max: 1 },
  async run({ options, words }, io) {
    if (/^\d+$/.test(words[0] ?? '')) return releaseOne.run(again(words, options.config), io);
    const address = canonicalAddress(words[0] ?? '');
    const config = await configured(options.config, io);
    await using store = await openConfiguredStore(config);
    if (await store.transact((transaction) => releaseAddress(transaction, address))) {
      io.write(`${address} is written to again`);
      return 0;
    }
    io.warn(`replydesk: ${address} is not left alone; replydesk queue suppressions lists those that are`);
    return 1;
  },
});

/** The words of a command as its part reads them. */
function again(words: readonly string[], config: string | undefined): string[] {
  return [...words, ...(config === undefined ? [] : ['--config', config])];
}

function onOneOrWhy(one: ReturnType<typeof onOne>, done: (count: number) => string, act: typeof retryHeld) {
  return defineCommand({
    usage: 'ID | --why CODE [--config F]',
    options: {
      ...CONFIG_OPTION,
      why: { type: 'string', help: 'CODE: all that is held for this reason, such as late-burst or too-old' },
    },
    words: { min: 0, max: 1 },
    async run({ options, words }, io) {
      const { why } = options;
      if (why === undefined) return one.run(again(words, options.config), io);
      if (words.length > 0) throw new UsageError('write an ID or --why, not both');
      const config = await configured(options.config, io);
      await using store = await openConfiguredStore(config);
      const count = await store.transact((transaction) => act(transaction, why, systemClock.now()));
      io.write(done(count));
      return count > 0 ? 0 : 1;
    },
  });
}

function onOne(what: string, done: string, act: typeof retryDelivery) {
  return defineCommand({
    usage: 'ID [--config F]',
    options: CONFIG_OPTION,
    words: { min: 1, max: 1 },
    async run({ options, words }, io) {
      const id = count(words[0] ?? '');
      const config = await configured(options.config, io);
      await using store = await openConfiguredStore(config);
      if (await store.transact((transaction) => act(transaction, id, systemClock.now()))) {
        io.write(`delivery ${id} ${done}`);
        return 0;
      }
      io.warn(`replydesk: there is no delivery ${id} in a state for that (${what})`);
      return 1;
    },
  });
}

function stateNamed(word: string): DeliveryState {
  const state = STATES.find((one) => one === word);
  if (!state) throw new UsageError(`--state takes one of ${STATES.join(', ')}`);
  return state;
}

function count(word: string): number {
  if (!/^\d{1,15}$/.test(word)) throw new UsageError(`"${word}" is no number`);
  return Number(word);
}
