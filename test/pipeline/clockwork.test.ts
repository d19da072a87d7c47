import { sql } from 'kysely';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { openApp, type App } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { DECIDING } from '../../src/pipeline.ts';
import { nextWakeUp } from '../../src/store/clockwork.ts';
import { openDesk, outbox, type Desk } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { MONDAY, steppedClock } from '../support/stepped-clock.ts';
import { smtpPlanServer } from '../support/smtp-plan.ts';
import { shown, town, type Town } from '../support/town.ts';

/** The desk is open day and night. Policy E promises an answer within one business day. */
const START = MONDAY;

/** Jane has written, and her mail is acknowledged. */
async function asked(clock: Clock): Promise<Town> {
  const world = await town({ clock });
  world.write(rawMail());
  await world.desk.pass();
  return world;
}

/** What was ordered for the request since the mail was decided on, each by its kind. */
async function ordered(desk: Desk): Promise<string[]> {
  const ofRequest = (await outbox(desk.database)).filter((row) => row.request_id !== null);
  return ofRequest.slice(2).map(({ kind, rcpt }) => `${kind} ${rcpt.split('@')[0] ?? ''}`);
}

const nextOf = async ({ app }: Desk) => String(await nextWakeUp(app.store.read));

/** A second process on the same database. */
async function openAgain(desk: Desk, clock: Clock): Promise<App> {
  const read = await loadConfig(desk.file, {}, clock.now());
  if (!read.ok) throw new Error('a configuration that was read before is not read again');
  return openApp(read.config, pino({ level: 'silent' }), clock);
}

describe('a request that nobody answers', () => {
  test('brings the reminder, the holding update and the breach at their instants, each once', async () => {
    const clock = steppedClock();
    await using world = await asked(clock);
    const { desk } = world;
    expect((await outbox(desk.database)).map(({ kind }) => kind)).toEqual(['acknowledgement', 'notification']);
    const told: Record<string, string[]> = {};
    const steps = [
      '2026-02-03T06:59:59Z',
      '2026-02-03T07:00:00Z',
      '2026-02-03T07:59:59Z',
      '2026-02-03T08:00:00Z',
      '2026-02-04T08:59:59Z',
      '2026-02-04T09:00:00Z',
    ];
    for (const at of steps) {
      clock.set(at);
      const before = await ordered(desk);
      await desk.app.clockwork.runOnce();
      expect(await desk.app.clockwork.runOnce(), 'a pass that is repeated').toBe(0);
      told[at] = (await ordered(desk)).slice(before.length);
    }
    expect(told).toEqual({
      '2026-02-03T06:59:59Z': [],
      '2026-02-03T07:00:00Z': ['notification ann'],
      '2026-02-03T07:59:59Z': [],
      '2026-02-03T08:00:00Z': ['holding jane'],
      // Jane was told Wednesday; a reminder comes before that day too.
      '2026-02-04T08:59:59Z': ['notification ann'],
      '2026-02-04T09:00:00Z': ['escalation ann'],
    });
    const { events } = await shown(desk);
    expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['told', 'missed', 'escalated']));
    const { out } = await desk.ask('why', '1001');
    expect(out).toContain('because holding: due 2026-02-03T08:00:00Z [policy e, version 1]');
    expect(out).toContain('because respond breach: due 2026-02-04T09:00:00Z [policy e, version 1]');
  });

  test('is looked at once where several clockworks run at once', async () => {
    const clock = steppedClock();
    await using world = await asked(clock);
    const { desk } = world;
    clock.set('2026-02-03T08:00:00Z');
    await using other = await openAgain(desk, clock);
    const looked = await Promise.all([
      desk.app.clockwork.runOnce(),
      other.clockwork.runOnce(),
      desk.app.clockwork.runOnce(),
    ]);
    expect(looked.toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
    await using third = await openAgain(desk, clock);
    expect(third.clockwork.turnedAt).toBeNull();
    third.clockwork.start();
    expect(third.clockwork.turnedAt, 'a desk is ready before its first pass has ended').not.toBeNull();
    expect(await ordered(desk), 'the reminder came too late to be useful beside the holding update').toEqual(
      expect.arrayContaining(['holding jane']),
    );
    expect((await ordered(desk)).filter((one) => one === 'holding jane')).toHaveLength(1);
  });

  test('is told nothing twice by a desk that slept for three days', async () => {
    const clock = steppedClock();
    await using world = await asked(clock);
    clock.set('2026-02-05T09:30:00Z');
    await world.desk.pass();
    const kinds = await ordered(world.desk);
    expect(kinds.filter((one) => one.endsWith(' jane'))).toEqual(['holding jane']);
    expect(kinds.filter((one) => one.endsWith(' ann'))).toHaveLength(1);
    await world.desk.pass();
    expect(await ordered(world.desk)).toEqual(kinds);
  });
});

describe('when a request is looked at again', () => {
  test('is reckoned from the receipt of its mail, however late it was decided on', async () => {
    const clock = steppedClock();
    await using world = await town({ clock });
    world.write(rawMail());
    clock.set('2026-02-02T09:25:00Z');
    await world.desk.pass();
    const { events } = await shown(world.desk);
    expect(events.find(({ kind }) => kind === 'opened')).toMatchObject({ time: START });
    expect(await nextOf(world.desk), 'half an hour at least is left of the hour for the acknowledgement').toBe(
      '2026-02-02T09:30:00Z',
    );
    clock.set('2026-02-02T09:30:00Z');
    expect(await world.desk.app.clockwork.runOnce()).toBe(1);
    expect(await ordered(world.desk), 'it was acknowledged').toEqual([]);
    expect(await nextOf(world.desk)).toBe('2026-02-03T07:00:00Z');
  });

  test('changes with every mail: an answer ends the wait for one', async () => {
    const clock = steppedClock();
    await using world = await asked(clock);
    const { desk } = world;
    const [notice] = await world.letters('ann');
    clock.set('2026-02-02T11:00:00Z');
    world.write(
      rawMail(
        {
          'Return-Path': '<ann@example.test>',
          From: 'Ann Lee <ann@example.test>',
          To: notice!.message.replyTo[0]!.address,
          Subject: `Re: ${notice!.message.subject}`,
          'In-Reply-To': notice!.message.messageId,
          'Message-ID': '<answer@example.test>',
        },
        'We have corrected it.\n',
      ),
      { from: 'ann@example.test', to: notice!.message.replyTo[0]!.address },
    );
    await desk.pass();
    expect(await shown(desk)).toMatchObject({ state: 'waiting' });
    const before = await ordered(desk);
    clock.set('2026-02-05T09:30:00Z');
    await desk.pass();
    expect(await ordered(desk)).toEqual(before);
  });
});

test('an acknowledgement that is refused for good alarms the owner at once, with the cause', async () => {
  const clock = steppedClock();
  await using world = await town({ clock });
  await using server = await smtpPlanServer((step, rcpt) =>
    step === 'rcpt' && rcpt.includes('jane') ? '550 5.1.1 no such user' : null,
  );
  const { port } = world.post.imap;
  await using desk = await openDesk({ imapPort: port, smtpPort: server.port }, {}, clock);
  await desk.pass();
  world.write(rawMail());
  await desk.pass();
  await desk.pass();
  await desk.pass();
  const alarms = server.taken.filter(({ octets }) => octets.includes('The client did not get our acknowledgement'));
  expect(alarms.map(({ to }) => to)).toEqual([expect.stringContaining('ann@example.test')]);
  expect(alarms[0]!.octets).toContain('no such user');
  expect(await shown(desk)).toMatchObject({ acknowledgedAt: null });
});

test('where nothing is due, nothing is locked and nothing is written', async () => {
  const clock = steppedClock();
  await using world = await asked(clock);
  const { store, clockwork } = world.desk.app;
  const due = await nextWakeUp(store.read);
  // Whoever decides holds the lock; a look at what is due does not wait for it.
  await store.transact(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${DECIDING})`.execute(transaction);
    expect(await clockwork.runOnce()).toBe(0);
  });
  expect(await nextWakeUp(store.read)).toEqual(due);
});

test('a clock that jumps a day forward and an hour back, again and again, does nothing twice and leaves nothing out', async () => {
  const clock = steppedClock();
  await using world = await asked(clock);
  const { desk } = world;
  const told: Record<string, string[]> = {};
  const jumps = [
    '2026-02-03T09:00:00Z',
    '2026-02-03T08:00:00Z',
    '2026-02-02T10:00:00Z',
    '2026-02-03T08:30:00Z',
    '2026-02-04T09:00:00Z',
    '2026-02-04T08:00:00Z',
    '2026-02-05T08:59:00Z',
  ];
  for (const [index, at] of jumps.entries()) {
    clock.set(at);
    const before = await ordered(desk);
    await desk.app.clockwork.runOnce();
    const after = await ordered(desk);
    told[`${index + 1}: ${at}`] = after.slice(before.length).filter((one) => !one.startsWith('digest'));
  }
  expect(told).toEqual({
    '1: 2026-02-03T09:00:00Z': ['holding jane', expect.stringMatching(/ ann$/)],
    '2: 2026-02-03T08:00:00Z': [],
    '3: 2026-02-02T10:00:00Z': [],
    '4: 2026-02-03T08:30:00Z': [],
    '5: 2026-02-04T09:00:00Z': [expect.stringMatching(/ ann$/)],
    '6: 2026-02-04T08:00:00Z': [],
    // The solution is due a minute later, and now is the time to say that it takes longer.
    '7: 2026-02-05T08:59:00Z': ['holding jane', expect.stringMatching(/ ann$/)],
  });
});
