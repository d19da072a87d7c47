import { openConfiguredStore } from '../app.ts';
import { canonicalAddress } from '../requests/address.ts';
import type { RequestState } from '../requests/request.ts';
import { listRequests, showRequest } from '../store/records.ts';
import { CONFIG_OPTION, defineCommand, UsageError } from './command.ts';
import { configured } from './configured.ts';
import { table } from './table.ts';

const STATES: readonly RequestState[] = ['new', 'open', 'waiting', 'resolved', 'closed'];

/** `requests list`: every request, or those of one state or client. */
export const list = defineCommand({
  usage: '[--state S] [--client ADDRESS] [--json] [--config F]',
  options: {
    ...CONFIG_OPTION,
    state: { type: 'string', multiple: true, help: `S: only this state (${STATES.join(', ')})` },
    client: { type: 'string', help: 'ADDRESS: only of this client' },
    json: { type: 'boolean', default: false, help: 'one JSON object a line' },
  },
  async run({ options }, io) {
    const config = await configured(options.config, io);
    const states = options.state?.map(stateNamed) ?? null;
    const client = options.client === undefined ? null : canonicalAddress(options.client);
    await using store = await openConfiguredStore(config);
    const rows = await listRequests(store.read, { states, client, limit: 1_000_000 });
    if (options.json) for (const row of rows) io.write(JSON.stringify(row));
    else
      for (const line of table(
        rows.map((row) => ({
          number: row.number,
          state: row.state,
          priority: row.priority,
          client: row.client.address,
          subject: row.subject,
          owner: row.owner ?? row.team,
          respond: row.deadlines.respond,
        })),
      ))
        io.write(line);
    return 0;
  },
});

/** `requests show N`: one request with its messages and events in order. */
export const show = defineCommand({
  usage: 'N [--json] [--config F]',
  options: { ...CONFIG_OPTION, json: { type: 'boolean', default: false, help: 'as JSON' } },
  words: { min: 1, max: 1 },
  async run({ options, words }, io) {
    const number = requestNumber(words[0] ?? '');
    const config = await configured(options.config, io);
    await using store = await openConfiguredStore(config);
    const record = await showRequest(store.read, number);
    if (!record) {
      io.warn(`replydesk: there is no request ${number}`);
      return 1;
    }
    if (options.json) io.write(JSON.stringify(record));
    else for (const line of account(record)) io.write(line);
    return 0;
  },
});

type Record = NonNullable<Awaited<ReturnType<typeof showRequest>>>;

function account(record: Record): string[] {
  const { number, subject, client, state, priority, owner, team, deadlines } = record;
  return [
    `#${number} ${subject}`,
    `client: ${client.name} <${client.address}>`,
    `state: ${state}, priority ${priority}, responsible: ${owner ?? team ?? 'nobody'}`,
    `promised: acknowledgement ${deadlines.acknowledge ?? '–'}, response ${deadlines.respond ?? '–'}, solution ${deadlines.resolve ?? '–'}`,
    '',
    ...record.messages.map(
      (message) =>
        `${message.receivedAt}  ${message.direction === 'in' ? '→' : '←'} ${message.kind.padEnd(16)} ${message.from.address}: ${message.text.replaceAll(/\s+/g, ' ').slice(0, 100)}`,
    ),
    '',
    ...record.events.map(
      (event) =>
        `${event.time}  ${event.kind} by ${event.actor}${event.reasons.map((reason) => `; ${reason.code}: ${reason.detail}`).join('')}`,
    ),
    ...record.webhooks.map(
      (call) =>
        `${call.createdAt}  webhook ${call.target}: ${call.state}${call.lastError === null ? '' : `, ${call.lastError}`}`,
    ),
  ];
}

function stateNamed(word: string): RequestState {
  const state = STATES.find((one) => one === word);
  if (!state) throw new UsageError(`--state takes one of ${STATES.join(', ')}`);
  return state;
}

export function requestNumber(word: string): number {
  const digits = /^#?(\d{1,9})$/.exec(word)?.[1];
  if (digits === undefined) throw new UsageError(`"${word}" is no request number`);
  return Number(digits);
}
