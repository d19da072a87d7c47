import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startEmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { DECIDING } from '../../src/pipeline.ts';
import { configuration, deskFile, outbox, select } from '../support/desk.ts';
import { has } from '../support/programs.ts';
import { startRunning } from '../support/running.ts';
import { testStore } from '../support/store.ts';
import { until } from '../support/until.ts';

const REQUESTS = 60;
const KILLS = 2;
const CLIENTS = Array.from({ length: REQUESTS }, (_, index) => `client${index + 1}@client.test`);

/** Requests that nobody answered for ten days; everything is due at once. */
const FORGOTTEN = [
  `insert into request (number, mailbox, subject, base_subject, client_address, client_name, state, priority, team, opened_at, last_activity_at)
   select n, 'support@example.test', 'A question', 'a question', 'client' || n || '@client.test', 'Client', 'new', 'normal', 'support',
          now() - interval '10 days', now() - interval '10 days' from generate_series(1, ${REQUESTS}) n`,
  `insert into event (request_number, at, kind, actor) select number, opened_at, 'opened', client_address from request`,
  `insert into deadline (request_number, kind, due_at, state)
   select number, kind, opened_at + interval '1 day', 'open' from request, unnest(array['acknowledge', 'respond', 'clockwork']) kind`,
];

type Fired = { readonly request_number: number; readonly keys: string };

describe.runIf(has('kill -9'))('a clockwork that is killed in the midst of its passes', () => {
  test('does nothing twice and leaves nothing out', { timeout: 120_000 }, async () => {
    await using resources = new AsyncDisposableStack();
    const accounts = [
      { user: 'support', password: 'secret', address: 'support@example.test' },
      { user: 'ann', password: 'secret', address: 'ann@example.test' },
      { user: 'clients', password: 'secret', address: 'clients@client.test', aliases: CLIENTS },
    ];
    const post = resources.use(await startEmbeddedMail({ accounts, clock: systemClock }));
    const { url } = resources.use(await testStore());
    for (const statement of FORGOTTEN) await select(url, statement);
    const desk = resources.use(
      await deskFile(configuration(url, { imapPort: post.imap.port, smtpPort: post.smtpPort })),
    );
    for (let kill = 0; kill < KILLS; kill += 1) {
      const running = resources.use(startRunning(desk.file));
      await until(
        'a pass is under way',
        async () =>
          (await select(url, `select from pg_locks where locktype = 'advisory' and objid = ${DECIDING} and granted`))
            .length > 0,
        { seconds: 40, everyMs: 2 },
      );
      running.signal('SIGKILL');
      await running.ended;
    }
    const last = [1, 2].map(() => resources.use(startRunning(desk.file)));
    await until(
      'nothing is due and all has left',
      async () => {
        const due = await select(
          url,
          `select from deadline where kind = 'clockwork' and state = 'open' and due_at <= now()`,
        );
        return due.length === 0 && (await outbox(url)).every(({ state }) => state === 'accepted');
      },
      { seconds: 60, everyMs: 250 },
    );
    for (const running of last) running.signal('SIGTERM');
    expect(await Promise.all(last.map(({ ended }) => ended))).toEqual([0, 0]);
    const fired = await select<Fired>(
      url,
      `select request_number, string_agg(data ->> 'deadline', '|' order by data ->> 'deadline') as keys
         from event where kind = 'fired' and request_number is not null group by request_number`,
    );
    expect(fired).toHaveLength(REQUESTS);
    for (const { keys } of fired) expect(new Set(keys.split('|')).size).toBe(keys.split('|').length);
    const sent = Object.groupBy(await outbox(url), ({ request_id: number }) => String(number));
    delete sent['null'];
    expect(Object.keys(sent)).toHaveLength(REQUESTS);
    for (const [number, mails = []] of Object.entries(sent))
      expect(
        mails.map(({ kind }) => kind).sort(),
        `what ten days of silence mean, in one mail each, for ${number}`,
      ).toEqual(['escalation', 'holding']);
  });
});
