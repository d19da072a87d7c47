import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { AlarmLetter } from '../../src/admin/alarm-letter.ts';
import type { EndingSecret } from '../../src/admin/diagnosis.ts';
import { createWatch } from '../../src/admin/watch.ts';
import { createEvents } from '../../src/events.ts';
import { handClock } from '../support/hand-clock.ts';
import { testStore } from '../support/store.ts';

type Folder = { failing: boolean; lookedAt: number };

/** A desk whose mailbox can be made to fail, watched by as many processes as a test asks for. */
async function watchedDesk({ heartbeat = null as string | null, secrets = [] as readonly EndingSecret[] } = {}) {
  const desk = await testStore();
  const clock = handClock();
  const letters: AlarmLetter[] = [];
  const log: Record<string, unknown>[] = [];
  const inbox: Folder = { failing: false, lookedAt: clock.monotonic() };
  let refuses = false;
  let processes = 0;
  const watch = () => {
    const alive = {
      get turnedAt() {
        return clock.monotonic();
      },
    };
    return createWatch({
      store: desk.store,
      clock,
      events: createEvents(pino({ base: null }, { write: (line: string) => void log.push(JSON.parse(line) as never) })),
      pollers: [
        {
          get state() {
            const failure = inbox.failing ? { error: 'NO [AUTHENTICATIONFAILED]', credentials: true } : null;
            if (!inbox.failing) inbox.lookedAt = clock.monotonic();
            return {
              mailbox: 'support@example.test',
              folder: 'INBOX',
              lookedAt: inbox.lookedAt,
              standsBy: false,
              failure,
            };
          },
        },
      ],
      dispatcher: alive,
      clockwork: alive,
      folder: null,
      limits: { oldestDueSeconds: 900, failedPerHour: 10, disk: 0 },
      secrets,
      holder: `process ${(processes += 1)}`,
      words: { company: 'Example Ltd', moment: (at) => at.toString().slice(11, 16) },
      tell: (letter) => {
        if (refuses) return Promise.resolve('550 no');
        letters.push(letter);
        return Promise.resolve(null);
      },
      heartbeat: heartbeat === null ? null : { url: heartbeat, everyMs: 60_000 },
    });
  };
  return {
    ...desk,
    clock,
    letters,
    log,
    inbox,
    watch,
    refuse: (value: boolean) => void (refuses = value),
    [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
  };
}

async function looks(
  desk: { clock: ReturnType<typeof handClock> },
  minutes: number,
  ...watches: ReturnType<typeof createWatch>[]
) {
  for (let n = 0; n < minutes * 2; n += 1) {
    desk.clock.forward({ seconds: 30 });
    for (const watch of watches) await watch.runOnce();
  }
}

test('a trouble that lasts is told once, and once that it is over', async () => {
  await using desk = await watchedDesk();
  const watch = desk.watch();
  await looks(desk, 2, watch);
  expect(desk.letters).toEqual([]);
  desk.inbox.failing = true;
  await looks(desk, 1.5, watch);
  expect(desk.letters, 'one failed look is no trouble yet').toEqual([]);
  await looks(desk, 60, watch);
  // The sign-in is told after two minutes; that nothing is read follows from it, and is told when it is sure.
  expect(desk.letters.map(({ subject }) => subject)).toEqual([
    'Replydesk of Example Ltd: a sign-in is refused',
    'Replydesk of Example Ltd: a mailbox is not read',
  ]);
  expect(desk.letters[0]?.text).toContain('credentials: support@example.test INBOX: the sign-in is refused');
  expect(desk.letters[0]?.text).toContain('replydesk doctor');
  expect(desk.letters[1]?.text).toContain('Told before and still so:\n- credentials');
  desk.inbox.failing = false;
  await looks(desk, 60, watch);
  expect(desk.letters).toHaveLength(3);
  expect(desk.letters[2]).toMatchObject({ subject: 'Replydesk of Example Ltd: all clear' });
  expect(desk.letters[2]?.text).toMatch(/- polling: .*\n {2}from 10:0\d to 11:0\d/);
  const lines = desk.log.map(({ msg }) => msg);
  expect(lines).toEqual(['trouble', 'trouble', 'trouble over', 'trouble over']);
});

test('what comes and goes every minute is one trouble', async () => {
  await using desk = await watchedDesk();
  const watch = desk.watch();
  for (let n = 0; n < 20; n += 1) {
    desk.inbox.failing = n % 2 === 0;
    await looks(desk, 1, watch);
  }
  expect(desk.letters.map(({ subject }) => subject)).toEqual(['Replydesk of Example Ltd: a sign-in is refused']);
});

test('neither a restart nor a second process tells it again', async () => {
  await using desk = await watchedDesk();
  const [first, second] = [desk.watch(), desk.watch()];
  desk.inbox.failing = true;
  await looks(desk, 10, first, second);
  expect(desk.letters).toHaveLength(2);
  await first.stop();
  await looks(desk, 10, second);
  const restarted = desk.watch();
  await second.stop();
  await looks(desk, 10, restarted);
  expect(desk.letters).toHaveLength(2);
  desk.inbox.failing = false;
  await looks(desk, 10, restarted);
  expect(desk.letters).toHaveLength(3);
});

test('an alarm that nobody takes is tried again after a while, not every half minute', async () => {
  await using desk = await watchedDesk();
  const watch = desk.watch();
  desk.refuse(true);
  desk.inbox.failing = true;
  await looks(desk, 12, watch);
  const refused = desk.log.filter(({ msg }) => msg === 'alarm not sent').length;
  expect(refused).toBeGreaterThanOrEqual(2);
  expect(refused).toBeLessThanOrEqual(3);
  desk.refuse(false);
  await looks(desk, 6, watch);
  expect(desk.letters.map(({ subject }) => subject)).toEqual([
    'Replydesk of Example Ltd: a sign-in is refused (and 1 more)',
  ]);
});

test('a secret of a sign-in is told thirty days before its end, once', async () => {
  const today = handClock().now().toZonedDateTimeISO('UTC').toPlainDate();
  const secrets = [
    { name: 'office', ends: today.add({ days: 31 }) },
    { name: 'other', ends: today.add({ days: 90 }) },
  ];
  await using desk = await watchedDesk({ secrets });
  const watch = desk.watch();
  await looks(desk, 5, watch);
  expect(desk.letters).toEqual([]);
  desk.clock.forward({ hours: 24 });
  await looks(desk, 5, watch);
  expect(desk.letters.map(({ subject }) => subject)).toEqual(['Replydesk of Example Ltd: a sign-in ends soon']);
  expect(desk.letters[0]?.text).toContain(`oauth office: its secret ends on ${today.add({ days: 31 }).toString()}`);
});

test('the heartbeat is fetched as long as nothing is wrong', async () => {
  let beats = 0;
  const server = createServer((_, answer) => {
    beats += 1;
    answer.end('ok');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await using desk = await watchedDesk({ heartbeat: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
    const watch = desk.watch();
    await looks(desk, 5, watch);
    expect(beats).toBe(5);
    desk.inbox.failing = true;
    await looks(desk, 5, watch);
    expect(beats).toBe(5);
    desk.inbox.failing = false;
    await looks(desk, 1, watch);
    expect(beats).toBe(6);
    server.close();
    server.closeAllConnections();
    await looks(desk, 5, watch);
    expect(desk.log.filter(({ msg }) => msg === 'heartbeat failed')).toHaveLength(1);
  } finally {
    server.close();
  }
});
