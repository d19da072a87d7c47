import { writeFile, readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { outbox, type Desk } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { steppedClock, type SteppedClock } from '../support/stepped-clock.ts';
import { shown, town } from '../support/town.ts';

/** The same desk, started again with another configuration. */
async function startedAgain(desk: Desk, clock: SteppedClock, changes: Readonly<Record<string, unknown>>) {
  const written = JSON.parse(await readFile(desk.file, 'utf8')) as object;
  await writeFile(desk.file, JSON.stringify({ ...written, ...changes }));
  const read = await loadConfig(desk.file, {}, clock.now());
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join());
  return openApp(read.config, pino({ level: 'silent' }), clock);
}

const OFFICE = { timeZone: 'Europe/Berlin', hours: { 'mon-fri': '09:00-17:00' } };
const CLOSED_TUESDAY = { ...OFFICE, closed: ['2026-02-03'] };

describe('what is open is reckoned anew', () => {
  test('where a closing day came in, and the log says what moved and why', async () => {
    const clock = steppedClock();
    await using world = await town({ clock, changes: { calendar: OFFICE } });
    const { desk } = world;
    world.write(rawMail());
    await desk.pass();
    expect(await shown(desk)).toMatchObject({ deadlines: { respond: '2026-02-03T09:00:00Z' } });
    clock.pass({ hours: 1 });
    await using again = await startedAgain(desk, clock, { calendar: CLOSED_TUESDAY });
    await again.clockwork.runOnce();
    expect(await shown(desk)).toMatchObject({ deadlines: { respond: '2026-02-04T09:00:00Z' } });
    expect((await desk.ask('why', '1001')).out).toContain(
      'because reckoned anew: respond is due 2026-02-04T09:00:00Z instead of 2026-02-03T09:00:00Z [policy e, version 1]',
    );
    clock.set('2026-02-03T09:30:00Z');
    await again.clockwork.runOnce();
    const kinds = async () =>
      (await outbox(desk.database)).map(({ kind }) => kind).filter((kind) => kind === 'holding');
    expect(await kinds(), 'nothing is late on a closing day').toEqual([]);
    clock.set('2026-02-04T08:00:00Z');
    await again.clockwork.runOnce();
    expect(await kinds()).toEqual(['holding']);
  });

  test('where another policy promises more, once', async () => {
    const clock = steppedClock();
    await using world = await town({ clock, changes: { policy: 'b' } });
    world.write(rawMail());
    await world.desk.pass();
    expect(await shown(world.desk)).toMatchObject({ deadlines: { respond: '2026-02-04T09:00:00Z' } });
    clock.pass({ minutes: 10 });
    await using again = await startedAgain(world.desk, clock, { policy: 'e' });
    await again.clockwork.runOnce();
    expect(await shown(world.desk)).toMatchObject({ deadlines: { respond: '2026-02-03T09:00:00Z' } });
    const { events } = await shown(world.desk);
    await again.clockwork.runOnce();
    expect((await shown(world.desk)).events, 'once').toEqual(events);
    clock.set('2026-02-03T08:00:00Z');
    await again.clockwork.runOnce();
    expect((await outbox(world.desk.database)).map(({ kind }) => kind)).toContain('holding');
  });

  test('and where nothing changed, nothing is written', async () => {
    const clock = steppedClock();
    await using world = await town({ clock });
    world.write(rawMail());
    await world.desk.pass();
    const { events } = await shown(world.desk);
    await using again = await startedAgain(world.desk, clock, {});
    await again.clockwork.runOnce();
    expect((await shown(world.desk)).events).toEqual(events);
  });
});
