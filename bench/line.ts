import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { startDovecot } from '../test/support/dovecot.ts';
import { until } from '../test/support/until.ts';
import { measureLatency } from './line/latency.ts';
import { fillMaildir } from './line/maildir.ts';
import { mailMix } from './line/mails.ts';
import { openBenchDesk, peakMemory, startSink } from './line/servers.ts';
import { measureStages, timed } from './line/stages.ts';

/**
 * The whole line from IMAP to the accepted acknowledgement, against the sum of its stages measured alone in the same run, on
 * 2,000 mails of a seeded mix (MAILS=… for another number). Each mail causes an acknowledgement, and a notice to one staff
 * member that carries the mail on with its files. Ratios are what counts: the same machine does both. Needs Debian's
 * dovecot-imapd and postfix.
 */
const MAILS = Number(process.env['MAILS'] ?? '2000');

const STAGES = {
  fetch: 'bulk fetch by IMAP',
  parse: 'parse, recognise, part quotes from words, language, tone',
  database: 'keep, gather, write; claim, begin and settle what is sent',
  compose: 'acknowledgement and notice with its files, to the last byte',
  send: 'both, ready, by SMTP over five connections',
} as const;

/** Prints the figures of the line. */
export async function benchLine(): Promise<void> {
  const mails = mailMix(MAILS);
  await using dovecot = await startDovecot();
  using sink = await startSink();
  fillMaildir(join(dovecot.mail, 'support'), mails);
  const account = { host: '127.0.0.1', port: dovecot.port, tls: 'none', user: 'support', password: 'secret' } as const;

  const takeIn = async (): Promise<number> => {
    await using desk = await openBenchDesk(dovecot.port, sink.port);
    const [, seconds] = await timed(() => Promise.all(desk.app.pollers.map((poller) => poller.runOnce())));
    return seconds;
  };
  // Once unmeasured: else the stages alone would pay for what the engine compiles, and the line would look good beside them.
  await takeIn();
  const stages = await (async () => {
    await using desk = await openBenchDesk(dovecot.port, sink.port);
    return await measureStages(desk.parts, account, sink.port);
  })();
  const sum = stages.fetch + stages.parse + stages.database + stages.compose + stages.send;
  const [, parser] = await timed(async () => {
    for (const mail of mails) await simpleParser(mail);
  });
  const ingest = await takeIn();
  const line = await (async () => {
    await using desk = await openBenchDesk(dovecot.port, sink.port);
    const [, seconds] = await timed(async () => {
      await desk.app.start();
      await until('all are accepted', async () => (await accepted(desk.app)) === 2 * MAILS, {
        seconds: 600,
        everyMs: 100,
      });
    });
    return seconds;
  })();

  const rate = (seconds: number): string => `${(MAILS / seconds).toFixed(0).padStart(6)} mails/s`;
  for (const [stage, what] of Object.entries(STAGES))
    console.log(`${stage.padEnd(34)}${rate(stages[stage as keyof typeof STAGES])}  ${what}`);
  console.log(`${'all stages, one after the other'.padEnd(34)}${rate(sum)}`);
  console.log(`${'whole line'.padEnd(34)}${rate(line)}  ratio ${(sum / line).toFixed(2)} (goal 0.70)`);
  console.log(`${'mailparser alone'.padEnd(34)}${rate(parser)}`);
  console.log(`${'ingest alone'.padEnd(34)}${rate(ingest)}  ratio ${(parser / ingest).toFixed(2)} (goal 0.60)`);
  const peak = await peakMemory(dovecot.port, sink.port);
  console.log(`${'peak memory of a desk doing all this'.padEnd(34)}${peak.toFixed(0).padStart(6)} MB  (goal 512)`);
  await measureLatency(dovecot);
}

async function accepted({ store }: Awaited<ReturnType<typeof openBenchDesk>>['app']): Promise<number> {
  const row = await store.read
    .selectFrom('delivery')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('state', '=', 'accepted')
    .executeTakeFirstOrThrow();
  return row.count;
}
