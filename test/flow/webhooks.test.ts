import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startEmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { configuration, deskFile, outbox, select } from '../support/desk.ts';
import { httpPlanServer } from '../support/http-plan.ts';
import { rawMail } from '../support/mail.ts';
import { startRunning } from '../support/running.ts';
import { steppedClock } from '../support/stepped-clock.ts';
import { testStore } from '../support/store.ts';
import { shown, town } from '../support/town.ts';
import { until } from '../support/until.ts';

/** By its words urgent and of high impact: procedure A treats it as a critical incident (A 8.2). */
const DOWN = rawMail(
  { Subject: 'URGENT: production is down' },
  'Nothing works, all users are affected, please help!\n',
);

const pager = (url: string, changes: object = {}): Readonly<Record<string, unknown>> => ({
  policy: 'a',
  webhooks: [{ name: 'pager', url, secret: 'a secret for the pager', ...changes }],
});

type Listed = {
  readonly target: string;
  readonly state: string;
  readonly attempts: number;
  readonly lastError: string;
};

describe('ESC-2: a critical incident calls the pager', () => {
  test('in the transaction of its mails, and again under the same id until it is accepted', async () => {
    const clock = steppedClock();
    await using server = await httpPlanServer((_, count) => (count === 1 ? 503 : count === 2 ? 'drop' : 200));
    await using world = await town({ clock, changes: pager(server.url) });
    const { desk } = world;
    world.write(DOWN);
    await desk.pass();
    expect(JSON.parse(server.heard[0]!.body)).toEqual({
      type: 'incident',
      timestamp: '2026-02-02T09:00:00Z',
      data: {
        request: 1001,
        subject: 'URGENT: production is down',
        priority: 'critical',
        client: 'Jane Doe',
        owner: null,
        text: '#1001: Critical incident: URGENT: production is down',
      },
    });
    const listed = () => desk.json<Listed>('queue', 'webhooks');
    expect(await listed()).toMatchObject([{ state: 'queued', attempts: 1, lastError: 'answered 503' }]);
    await desk.pass();
    expect(server.heard, 'not before its time').toHaveLength(1);
    clock.pass({ seconds: 5 });
    await desk.pass();
    expect(await listed()).toMatchObject([{ state: 'queued', attempts: 2 }]);
    clock.pass({ seconds: 30 });
    await desk.pass();
    await desk.pass();
    expect(await listed()).toMatchObject([{ target: 'pager', state: 'accepted', attempts: 3, lastError: null }]);
    expect(server.heard).toHaveLength(3);
    expect(new Set(server.heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await shown(desk)).toMatchObject({ webhooks: [{ state: 'accepted', event: 'incident' }] });
    expect((await desk.ask('why', '1001')).out).toContain('webhook pager (incident) is accepted after 3 attempts');
  });

  test('and is not told what it did not ask for, nor when nobody is configured', async () => {
    await using server = await httpPlanServer();
    await using world = await town({ clock: steppedClock(), changes: pager(server.url, { events: ['escalation'] }) });
    world.write(DOWN);
    await world.desk.pass();
    expect(server.heard).toEqual([]);
    const { events } = await shown(world.desk);
    expect(events.find(({ kind }) => kind === 'webhook')).toMatchObject({
      reasons: [{ code: 'no-webhook', detail: 'none is configured for it' }],
    });
  });

  test('given up after the days for which mail is tried, and then it stands in the list as failed', async () => {
    const clock = steppedClock();
    await using server = await httpPlanServer(() => 500);
    await using world = await town({ clock, changes: pager(server.url) });
    world.write(DOWN);
    await world.desk.pass();
    clock.pass({ hours: 24 * 5 + 1 });
    await world.desk.pass();
    expect(await world.desk.json('queue', 'webhooks')).toMatchObject([
      { state: 'failed', lastError: 'given up: answered 500' },
    ]);
  });

  test('a call of a process that died goes again; one to a target that was taken out does not', async () => {
    const clock = steppedClock();
    await using server = await httpPlanServer();
    await using world = await town({ clock, changes: pager(server.url) });
    const { desk } = world;
    const queued = (name: string, state: string, lease: string | null) =>
      select(
        desk.database,
        `insert into webhook (call_id, target, event, body, state, created_at, due_at, lease_until, lease_holder)
         values ('msg_${name}', $1, 'incident', '{}', $2, $3, $3, $4, 'dead')`,
        [name, state, String(clock.now()), lease],
      );
    await queued('pager', 'sending', String(clock.now().add({ seconds: 12 })));
    await queued('old', 'queued', null);
    await desk.pass();
    expect(server.heard, 'its process may still be alive').toEqual([]);
    clock.pass({ seconds: 13 });
    await desk.pass();
    expect(server.heard.map(({ headers }) => headers['webhook-id'])).toEqual(['msg_pager']);
    await desk.app.start();
    expect(await desk.json('queue', 'webhooks')).toMatchObject([
      { target: 'pager', state: 'accepted' },
      { target: 'old', state: 'cancelled' },
    ]);
  });
});

test(
  'a pager that hangs keeps no mail waiting, and kill -9 in the midst of a call loses nothing',
  { timeout: 90_000 },
  async () => {
    await using resources = new AsyncDisposableStack();
    const ACCOUNTS = ['support@example.test', 'jane@client.test', 'ann@example.test'].map((address) => ({
      user: address.split('@')[0]!,
      password: 'secret',
      address,
    }));
    const post = resources.use(await startEmbeddedMail({ accounts: ACCOUNTS, clock: systemClock }));
    const server = resources.use(await httpPlanServer((_, count) => (count === 1 ? 'stall' : 200)));
    const database = resources.use(await testStore());
    const desk = resources.use(
      await deskFile(
        configuration(database.url, { imapPort: post.imap.port, smtpPort: post.smtpPort }, pager(server.url)),
      ),
    );
    const first = resources.use(startRunning(desk.file));
    await first.ready();
    post.deliver({ from: 'jane@client.test', to: ['support@example.test'] }, DOWN);
    await until('the pager is called', () => server.heard.length > 0);
    await until('all mails have left while it hangs', async () => {
      const rows = await outbox(database.url);
      return rows.length >= 3 && rows.every(({ state }) => state === 'accepted');
    });
    first.signal('SIGKILL');
    await first.ended;
    const second = resources.use(startRunning(desk.file));
    await until('it is called again', () => server.heard.length > 1, { seconds: 40 });
    await until('and accepted', async () =>
      (await desk.json<Listed>('queue', 'webhooks')).every(({ state }) => state === 'accepted'),
    );
    expect(new Set(server.heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    second.signal('SIGTERM');
    expect(await second.ended).toBe(0);
  },
);
