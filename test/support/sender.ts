import { pino } from 'pino';
import { systemClock } from '../../src/clock.ts';
import { createEvents } from '../../src/events.ts';
import { Dispatcher } from '../../src/respond/dispatcher.ts';
import { routed } from '../../src/respond/routes.ts';
import { smtpTransport } from '../../src/respond/smtp-transport.ts';
import { openStore } from '../../src/store/store.ts';

/** A process that only sends, to be killed at any moment: `node sender.ts DATABASE PORT CONNECTIONS LEASE_MS`. */
const [url = '', port = '', connections = '', leaseMs = ''] = process.argv.slice(2);
const events = createEvents(pino({ level: 'silent' }));
const smtp = smtpTransport({
  host: '127.0.0.1',
  port: Number(port),
  tls: 'none',
  user: null,
  password: null,
  connections: Number(connections),
  patience: { open: 1_000, command: 400, end: 400 },
});
const delays = [100, 300, 1_000].map((milliseconds) => Temporal.Duration.from({ milliseconds }));
await new Dispatcher({
  store: openStore(url, { connections: 4 }),
  clock: systemClock,
  events,
  holder: `sender ${process.pid}`,
  transport: routed([{ name: 'smtp', transport: smtp }], { clock: systemClock, events }),
  leaseMs: Number(leaseMs),
  retry: { delays, giveUpAfter: Temporal.Duration.from({ days: 5 }) },
}).start();
