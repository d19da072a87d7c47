import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { answerTo } from '../support/answer.ts';
import { ingest, outbox, select } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { steppedClock } from '../support/stepped-clock.ts';
import { shown, town, type Town } from '../support/town.ts';

const ANN = 'Ann Lee <ann@example.test>';
const STAFF = [
  { name: 'Ann Lee', address: 'ann@example.test', team: 'support', role: 'lead' },
  { name: 'Bob Ray', address: 'bob@example.test', team: 'support', role: 'agent' },
];
/** Monday, 6:00 in Berlin; the desk is open from nine to five. */
const BEFORE_BUSINESS = '2026-02-02T05:00:00Z';
const OPENS = '2026-02-02T08:00:00Z';
const CALENDAR = { timeZone: 'Europe/Berlin', hours: { 'mon-fri': '09:00-17:00' } };

async function writes(world: Town, octets: Buffer, from = 'ann@example.test'): Promise<string> {
  world.write(octets, { from });
  await world.desk.pass();
  return last(world);
}

async function last(world: Town, user: 'ann' | 'bob' | 'jane' = 'ann'): Promise<string> {
  return (await world.letters(user)).at(-1)?.message.text ?? '';
}

const digests = async (world: Town) =>
  (await outbox(world.desk.database)).filter(({ kind }) => kind === 'digest').map(({ rcpt }) => rcpt);

const fromJane = (subject: string) =>
  rawMail({ Subject: subject, 'Message-ID': `<${subject.replaceAll(' ', '.')}@client.test>` }, `${subject}, please.`);

describe('the list of what is due', () => {
  test('#list is answered with it, numbered, and nothing goes to the client', async () => {
    await using world = await town();
    await writes(world, rawMail(), 'jane@client.test');
    const [notice] = await world.letters('ann');
    const list = await writes(world, await answerTo(notice!.octets, ANN, '#list'));
    expect(list).toMatch(/1 · #1001 The invoice of January, Jane Doe/);
    expect(list).toContain('take 1, later 1 monday, resolve 1.');
    expect(await world.letters('jane'), 'the acknowledgement only').toHaveLength(1);
  });

  test('comes each morning at the start of business, to each person once a day, however many processes there are', async () => {
    const clock = steppedClock(BEFORE_BUSINESS);
    await using world = await town({ clock, changes: { staff: STAFF, calendar: CALENDAR } });
    await writes(world, fromJane('Invoice'), 'jane@client.test');
    const read = await loadConfig(world.desk.file, {}, clock.now());
    if (!read.ok) throw new Error('a configuration that was read before is not read again');
    await using second = await openApp(read.config, pino({ level: 'silent' }), clock);
    const told: Record<string, string[]> = {};
    for (const at of ['2026-02-02T07:59:59Z', OPENS, '2026-02-02T15:00:00Z', '2026-02-03T08:00:10Z']) {
      clock.set(at);
      const before = (await digests(world)).length;
      await Promise.all([world.desk.app.clockwork.runOnce(), second.clockwork.runOnce()]);
      told[at] = (await digests(world)).slice(before);
    }
    expect(told).toEqual({
      '2026-02-02T07:59:59Z': [],
      [OPENS]: ['ann@example.test', 'bob@example.test'],
      '2026-02-02T15:00:00Z': [],
      '2026-02-03T08:00:10Z': ['ann@example.test', 'bob@example.test'],
    });
    const twice = `insert into event (at, kind, actor, data)
      select now(), kind, actor, data from event where kind = 'fired' and request_number is null limit 1`;
    await expect(select(world.desk.database, twice)).rejects.toThrow('event_desk_fired_once');
  });

  test('is worked through in the answer, several lines at once, in words and in HTML, and taken back', async () => {
    const clock = steppedClock(BEFORE_BUSINESS);
    await using world = await town({ clock, changes: { staff: STAFF, calendar: CALENDAR } });
    for (const subject of ['Invoice', 'Parking', 'Second key', 'Summer party'])
      await writes(world, fromJane(subject), 'jane@client.test');
    clock.set(OPENS);
    await world.desk.pass();
    const list = (await world.letters('ann')).at(-1)!;
    expect(list.message.subject).toBe('Your day at the desk: Monday 2 February');
    expect(list.message.text).toMatch(/1 · #1001 Invoice[^]*2 · #1002[^]*3 · #1003[^]*4 · #1004/);

    const said = await writes(
      world,
      await answerTo(list.octets, ANN, 'take 1\nassign 2 bob\nlater 3 monday\n\nThanks\nAnn'),
    );
    expect(said).toMatch(/1, #1001: The request is yours\.[^]*2, #1002: Given to Bob Ray\./);
    expect(said).toContain('3, #1003: Put off until Monday 9 February 2026 09:00.');
    expect((await shown(world.desk, 1003)).state).toBe('waiting');

    const html =
      '<div dir="ltr">resolve 4<div><br></div></div><br><div class="gmail_quote"><div class="gmail_attr">On Mon, 2 Feb 2026 Example wrote:</div><blockquote class="gmail_quote">take 1</blockquote></div>';
    await writes(world, await answerTo(list.octets, ANN, html, { 'Content-Type': 'text/html; charset=utf-8' }));
    expect((await shown(world.desk, 1004)).state).toBe('resolved');
    const done = (await world.letters('ann')).at(-1)!;
    expect(done.message.text).toContain('4, #1004: Marked as solved');

    expect(await writes(world, await answerTo(done.octets, ANN, '#undo'))).toContain('4, #1004: Taken back');
    expect((await shown(world.desk, 1004)).state).toBe('new');
  });

  test('holds what was set aside; it is released, answered or dropped, and automatic mail stands in it in one line', async () => {
    const clock = steppedClock(BEFORE_BUSINESS);
    await using world = await town({ clock, changes: { calendar: CALENDAR } });
    for (const subject of ['Quotation', 'Your visit', 'Cheap pills'])
      await writes(
        world,
        rawMail({ Subject: subject, 'X-Spam-Flag': 'YES', 'Message-ID': `<${subject.length}@client.test>` }, subject),
        'jane@client.test',
      );
    for (let one = 1; one <= 6; one += 1)
      await writes(
        world,
        rawMail({ Subject: `News ${one}`, 'List-Id': '<news.shop.test>', 'Message-ID': `<n${one}@shop.test>` }, 'News'),
        'jane@client.test',
      );
    clock.set(OPENS);
    await world.desk.pass();
    const list = (await world.letters('ann')).at(-1)!;
    expect(list.message.text).toMatch(/1 · Jane Doe, “Quotation”[^]*2 · Jane Doe, “Your visit”[^]*3 ·/);
    expect(list.message.text).toMatch(/Filed without an answer: News 6, Jane Doe; .*; and 2 more$/m);

    await writes(world, await answerTo(list.octets, ANN, 'release 1\ndrop 3\nanswer 2\n\nWe come on Friday.\n\nAnn'));
    expect((await ingest(world.desk.database)).slice(0, 3).map((row) => row.disposition)).toEqual([
      'filed',
      'filed',
      'ignored',
    ]);
    const toJane = (await world.letters('jane')).map(({ message }) => `${message.subject}: ${message.text}`);
    expect(toJane).toHaveLength(2);
    expect(toJane.join('\n')).toMatch(/Your visit[^]*We come on Friday\./);
    expect((await shown(world.desk, 1002)).state).toBe('waiting');
    const again = await writes(world, await answerTo(list.octets, ANN, 'release 1'));
    expect(again).toContain('was decided on already');
  });
});

test('what is held for an hour alarms those who may decide on it, once, and the alarm is answered like the list', async () => {
  const clock = steppedClock('2026-02-02T10:00:00Z');
  await using world = await town({ clock, changes: { staff: STAFF, calendar: CALENDAR } });
  await writes(world, rawMail(), 'jane@client.test');
  const [notice] = await world.letters('bob');
  const bob = 'Bob Ray <bob@example.test>';
  await writes(world, await answerTo(notice!.octets, bob, '#reslove\n\nIt is corrected, Jane.'), 'bob@example.test');
  clock.set('2026-02-02T10:59:59Z');
  await world.desk.pass();
  const before = await digests(world);
  clock.set('2026-02-02T11:00:00Z');
  await world.desk.pass();
  await world.desk.pass();
  expect((await digests(world)).slice(before.length)).toEqual(['ann@example.test', 'bob@example.test']);
  const alarm = (await world.letters('ann')).at(-1)!;
  expect(alarm.message.subject).toBe('More than an hour held: 1');
  await writes(world, await answerTo(alarm.octets, ANN, 'release 1'));
  expect(await last(world, 'jane')).toContain('It is corrected, Jane.');
  clock.set('2026-02-02T14:00:00Z');
  await world.desk.pass();
  expect((await digests(world)).slice(before.length)).toHaveLength(2);
});

test('what was promised and what of ours is held stand in the list, and are worked through by number', async () => {
  const clock = steppedClock('2026-02-02T10:00:00Z');
  await using world = await town({ clock, changes: { staff: STAFF, calendar: CALENDAR } });
  await writes(world, rawMail(), 'jane@client.test');
  const [notice] = await world.letters('ann');
  await writes(world, await answerTo(notice!.octets, ANN, '#action bob sends the offer by tomorrow 10:00'));
  await writes(
    world,
    await answerTo(notice!.octets, ANN, '#action ann calls back by friday', { 'Message-ID': '<2@a>' }),
  );
  await select(
    world.desk.database,
    `insert into delivery (kind, request_number, mail_id, token, rcpt, counted_rcpt, envelope_from, octets, state, reasons, created_at, first_due, due_at)
     select kind, null, '<held' || n || '@example.test>', 'held' || n, rcpt, counted_rcpt, envelope_from, octets, 'held',
            '[{"code": "too-old", "detail": "the mail is 30 hours old", "source": "budgets"}]', created_at, first_due, due_at
       from delivery, generate_series(1, 2) as n where rcpt = 'jane@client.test'`,
  );
  clock.set('2026-02-03T08:00:00Z');
  await world.desk.pass();
  const bobs = (await world.letters('bob')).at(-1)!;
  expect(bobs.message.text).toMatch(/Yours to do[^]*2 · sends the offer \(#1001 .*\), by Tuesday/);
  const anns = (await world.letters('ann')).at(-1)!;
  expect(anns.message.text).toMatch(/2 · calls back [^]*3 · → jane@client\.test[^]*the mail is 30 hours old[^]*4 ·/);
  expect(anns.message.text).toContain('done 2, release 3, drop 4.');
  const fromBob = await answerTo(bobs.octets, 'Bob Ray <bob@example.test>', 'later 2 friday');
  await writes(world, fromBob, 'bob@example.test');
  expect(await last(world, 'bob')).toContain('2: sends the offer: now by Friday 6 February 2026');
  const said = await writes(world, await answerTo(anns.octets, ANN, 'done 2\nrelease 3\ndrop 4'));
  expect(said).toMatch(/2: Done: calls back\.[^]*3: On its way: [^]*4: Not sent: the mail to jane/);
  await world.desk.pass();
  const held = (await outbox(world.desk.database)).filter(({ message_id }) => message_id.startsWith('<held'));
  expect(held.map(({ state }) => state)).toEqual(['accepted', 'cancelled']);
  expect(await writes(world, await answerTo(anns.octets, ANN, 'done 2', { 'Message-ID': '<3@a>' }))).toContain(
    'already',
  );
  clock.set('2026-02-06T16:00:00Z');
  await world.desk.pass();
  expect(await last(world, 'bob')).toContain('Due now: sends the offer.');
});

test('#action reminds the colleague when the time has come, once', async () => {
  const clock = steppedClock('2026-02-02T10:00:00Z');
  await using world = await town({ clock, changes: { staff: STAFF, calendar: CALENDAR } });
  await writes(world, rawMail(), 'jane@client.test');
  const [notice] = await world.letters('ann');
  const said = await writes(
    world,
    await answerTo(notice!.octets, ANN, '#action bob sends the offer by tomorrow 10:00'),
  );
  expect(said).toContain('Bob Ray: sends the offer, by Tuesday 3 February 2026 10:00');
  clock.set('2026-02-03T08:59:59Z');
  await world.desk.pass();
  expect(await last(world, 'bob')).not.toContain('Due now');
  clock.set('2026-02-03T09:00:00Z');
  await world.desk.pass();
  await world.desk.pass();
  const reminders = (await world.letters('bob')).filter(({ message }) => message.text.includes('Due now'));
  expect(reminders.map(({ message }) => message.text)).toEqual([
    expect.stringContaining('Due now: sends the offer.') as string,
  ]);
});
