import { describe, expect, test } from 'vitest';
import { pino } from 'pino';
import { openApp, type App } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { rawMail, type Fields } from '../support/mail.ts';
import { outbox, select, type Desk } from '../support/desk.ts';
import { smtpPlanServer } from '../support/smtp-plan.ts';
import { steppedClock, type SteppedClock } from '../support/stepped-clock.ts';
import { openDesk } from '../support/desk.ts';
import { shown, town, type Town } from '../support/town.ts';

const STAFF = [
  { name: 'Ann Lee', address: 'ann@example.test', team: 'support', role: 'agent' },
  { name: 'Bob Ray', address: 'bob@example.test', team: 'support', role: 'manager', phone: '+49 30 1234567' },
];

const TRUSTING = { policy: 'd', staff: STAFF, trustedAuthservId: 'mx.example.test' };

const fromAnn = (text: string, fields: Fields = {}): [Buffer, { from: string; to: string }] => [
  rawMail(
    {
      'Authentication-Results': 'mx.example.test; dmarc=pass header.from=example.test',
      'Return-Path': '<ann@example.test>',
      From: 'Ann Lee <ann@example.test>',
      Subject: 'Hello',
      'Message-ID': `<${text.length}.${Object.keys(fields).length}@example.test>`,
      ...fields,
    },
    text,
  ),
  { from: 'ann@example.test', to: 'support@example.test' },
];

/** Ann answers the notice that she got. */
async function annAnswers(world: Town, text: string): Promise<void> {
  const notice = (await world.letters('ann')).at(-1)!.message;
  const to = notice.replyTo[0]!.address;
  const [octets] = fromAnn(text, {
    To: to,
    'In-Reply-To': notice.messageId,
    'Message-ID': `<${text.length}.a@example.test>`,
  });
  world.write(octets, { from: 'ann@example.test', to });
  await world.desk.pass();
}

async function openAgain(desk: Desk, clock: SteppedClock): Promise<App> {
  const read = await loadConfig(desk.file, {}, clock.now());
  if (!read.ok) throw new Error('a configuration that was read before is not read again');
  return openApp(read.config, pino({ level: 'silent' }), clock);
}

const kinds = async (desk: Desk): Promise<string[]> =>
  (await outbox(desk.database)).map(({ kind, rcpt }) => `${kind} ${rcpt.split('@')[0] ?? ''}`);

describe('ONB-1: a new client is welcomed within 24 hours of being announced', () => {
  test('by the staff mail that announces him, at once, and then nobody is alarmed', async () => {
    const clock = steppedClock();
    await using world = await town({ clock, changes: TRUSTING });
    world.write(...fromAnn('#welcome Jane Doe <jane@client.test>\nWe look forward to working with you.\n'));
    await world.desk.pass();
    const [welcome] = await world.letters('jane');
    expect(welcome!.message.subject).toContain('Welcome to Example Ltd');
    expect(welcome!.message.text).toContain('We look forward to working with you.');
    expect(welcome!.message.text).toContain('support@example.test');
    expect(welcome!.message.text).toContain('Ann Lee');
    const before = await kinds(world.desk);
    clock.pass({ hours: 30 });
    await world.desk.pass();
    expect(await kinds(world.desk)).toEqual(before);
    expect((await shown(world.desk)).events.map(({ kind }) => kind)).toContain('onboarding');
  });

  test('one that no server takes is told before it is due and when it is, once over two processes and restarts', async () => {
    const clock = steppedClock();
    await using world = await town({ clock });
    await using server = await smtpPlanServer((step, rcpt) =>
      step === 'rcpt' && rcpt.includes('jane') ? '451 4.3.0 come back later' : null,
    );
    const { port } = world.post.imap;
    await using desk = await openDesk({ imapPort: port, smtpPort: server.port }, TRUSTING, clock);
    await desk.pass();
    world.write(...fromAnn('#welcome Jane Doe <jane@client.test>\n'));
    await desk.pass();
    const reports = async (): Promise<string[]> => (await kinds(desk)).filter((one) => one.startsWith('report'));
    clock.pass({ hours: 19, minutes: 59 });
    await desk.pass();
    expect(await reports()).toEqual([]);
    clock.pass({ minutes: 1 });
    await using other = await openAgain(desk, clock);
    await Promise.all([desk.app.clockwork.runOnce(), other.clockwork.runOnce(), desk.app.clockwork.runOnce()]);
    expect(await reports()).toEqual(['report bob']);
    await using restarted = await openAgain(desk, clock);
    await restarted.clockwork.runOnce();
    expect(await reports()).toEqual(['report bob']);
    clock.pass({ hours: 4 });
    await Promise.all([desk.app.clockwork.runOnce(), restarted.clockwork.runOnce()]);
    await desk.pass();
    expect(await reports()).toEqual(['report bob', 'report bob']);
    const told = server.taken.filter(({ octets }) => octets.includes('Welcome of Jane Doe'));
    expect(told.map(({ to }) => to)).toEqual(['bob@example.test', 'bob@example.test']);
  });
});

test('REV-1: the yearly review is announced two weeks before, once, also by a desk that slept over it', async () => {
  const clock = steppedClock();
  await using world = await town({ clock, changes: { policy: 'd', staff: STAFF } });
  clock.set('2027-01-19T08:59:00Z');
  await world.desk.pass();
  expect(await kinds(world.desk)).toEqual([]);
  clock.set('2027-03-01T09:00:00Z');
  await world.desk.pass();
  await using other = await openAgain(world.desk, clock);
  await other.clockwork.runOnce();
  expect(await kinds(world.desk)).toEqual(['report bob']);
  const [letter] = await world.letters('bob');
  expect(letter!.message.text).toContain('The procedure is to be reviewed by');
  clock.set('2028-01-20T09:00:00Z');
  await world.desk.pass();
  expect(
    (await kinds(world.desk)).filter((kind) => kind.startsWith('report')),
    'nobody said that it was done',
  ).toHaveLength(2);
  const reminder = (await world.letters('bob')).at(-1)!.message;
  expect(reminder.text).toContain('answer this mail with "reviewed"');
  const bobSays = (text: string): void =>
    world.write(
      rawMail(
        {
          From: 'Bob Ray <bob@example.test>',
          'Return-Path': '<bob@example.test>',
          Subject: `Re: ${reminder.subject}`,
          'In-Reply-To': reminder.messageId,
          'Message-ID': `<${text.length}.b@example.test>`,
        },
        text,
      ),
      { from: 'bob@example.test', to: 'support@example.test' },
    );
  bobSays('Reviewed.\nThe warning should come earlier.\n');
  await world.desk.pass();
  await world.desk.pass();
  expect((await world.letters('bob')).at(-1)!.message.text).toContain(
    'policy d, version 1, was reviewed, with your note',
  );
  expect(
    await select(
      world.desk.database,
      `select actor, data from event where kind = 'reviewed' and request_number is null`,
    ),
  ).toEqual([
    {
      actor: 'bob@example.test',
      data: { policy: 'd', version: '1', note: 'The warning should come earlier.' },
    },
  ]);
  expect(await world.desk.ask('policy', 'reviewed', '--note', 'nothing is to change')).toMatchObject({
    status: 0,
    out: expect.stringContaining('policy d, version 1, was reviewed') as unknown,
  });
});

test('REP-1: on Monday morning the manager hears how the desk stood, once over two processes', async () => {
  const clock = steppedClock();
  const changes = { policy: 'd', staff: STAFF, weekly: { to: ['bob@example.test'] } };
  await using world = await town({ clock, changes });
  world.write(rawMail({}, 'Where is my invoice?\n'));
  await world.desk.pass();
  await world.desk.pass();
  clock.set('2026-02-09T08:00:00Z');
  await using other = await openAgain(world.desk, clock);
  await Promise.all([world.desk.app.clockwork.runOnce(), other.clockwork.runOnce()]);
  await world.desk.pass();
  await world.desk.pass();
  const told = (await world.letters('bob')).filter(({ message }) => message.subject.startsWith('The desk last week'));
  expect(told).toHaveLength(1);
  const { subject, text } = told[0]!.message;
  expect(subject).toBe('The desk last week: Mon 2 Feb to Sun 8 Feb');
  expect(text).toContain('Overdue:');
  expect(text).toMatch(/#1001 .*, due .*, with nobody/);
  for (const figure of ['New requests: 1', 'Acknowledged in time: 1 of 1', 'Overdue now: 1', 'did not arrive: 0'])
    expect(text).toContain(figure);
  const list = (await world.letters('bob')).filter(({ message }) => message.subject.startsWith('Your day')).at(-1)!;
  expect(list.message.text, 'what was missed is overdue until somebody answers').toMatch(/Overdue\s+1 · #1001/);
});

describe('FBK-2: criticism in a client’s mail has a clock of its own', () => {
  test('the manager hears at once, is reminded, and hears when nobody answered; an answer stops it', async () => {
    const clock = steppedClock();
    await using world = await town({ clock, changes: { policy: 'd', staff: STAFF } });
    world.write(rawMail({}, 'I am very disappointed with your service.\n'));
    await world.desk.pass();
    await world.desk.pass();
    const toBob = async (): Promise<string[]> =>
      (await world.letters('bob'))
        .map(({ message }) => message.text)
        .filter((text) => text.includes('egative feedback'));
    expect(await toBob()).toEqual([expect.stringContaining('answer by Tue 3 Feb 10:00')]);
    clock.pass({ hours: 1 });
    await annAnswers(world, 'We are sorry and put it right.\n');
    clock.set('2026-02-04T09:00:00Z');
    await world.desk.pass();
    expect(await toBob()).toHaveLength(1);
    const { events } = await shown(world.desk);
    expect(events.find(({ kind }) => kind === 'feedback')).toMatchObject({
      data: { feedback: 'constructive', negative: true, by: 'mail' },
      reasons: [{ detail: 'says "disappointed"' }],
    });
  });
});

test('ESC-5: urgent feedback is passed on to the manager at once, under c at any hour', async () => {
  const clock = steppedClock('2026-02-01T02:00:00Z');
  await using world = await town({ clock, changes: { policy: 'c', staff: STAFF } });
  world.write(rawMail({}, 'This is unacceptable. Answer at once or I will call my lawyer.\n'));
  await world.desk.pass();
  await world.desk.pass();
  expect((await world.letters('bob')).map(({ message }) => message.text).join()).toContain(
    'Urgent feedback: passed on at once',
  );
});

describe('an owner who is away', () => {
  test('is stood in for: notices and reminders go to the team, and say until when', async () => {
    const clock = steppedClock();
    await using world = await town({ clock, changes: { staff: STAFF } });
    const { desk } = world;
    world.write(rawMail());
    await desk.pass();
    await annAnswers(world, '#take\n');
    await select(
      desk.database,
      `insert into staff_absence (address, since, until) values ('ann@example.test', '2026-02-02T08:00:00Z', '2026-02-06T16:00:00Z')`,
    );
    const about = async (user: 'ann' | 'bob', words: string): Promise<string[]> =>
      (await world.letters(user)).map(({ message }) => message.text).filter((text) => text.includes(words));
    clock.set('2026-02-03T07:00:00Z');
    await desk.pass();
    expect(await about('bob', 'An answer is due by')).toEqual([
      expect.stringContaining('Ann Lee is away until Fri 6 Feb 17:00.'),
    ]);
    expect(await about('ann', 'An answer is due by')).toEqual([]);
    clock.set('2026-02-07T07:00:00Z');
    await desk.pass();
    expect((await about('ann', 'is overdue')).length, 'she is back').toBeGreaterThan(0);
  });

  test('and where everybody is away the owner hears after all', async () => {
    const clock = steppedClock();
    await using world = await town({ clock, changes: { staff: [STAFF[0]] } });
    await select(
      world.desk.database,
      `insert into staff_absence (address, since, until) values ('ann@example.test', '2026-02-01T08:00:00Z', '2026-02-06T16:00:00Z')`,
    );
    world.write(rawMail());
    await world.desk.pass();
    expect(await kinds(world.desk)).toContain('notification ann');
  });
});

test('ESC-2: the call is a task with the numbers in it, and says who is asked next and when', async () => {
  const clock = steppedClock();
  const staff = [{ ...STAFF[0]!, role: 'lead' }, STAFF[1]];
  const clients = [{ domain: 'client.test', phone: '030 7654321' }];
  await using world = await town({ clock, changes: { policy: 'a', staff, clients } });
  world.write(rawMail({ Subject: 'URGENT: production is down' }, 'Nothing works, all users are affected!\n'));
  await world.desk.pass();
  await world.desk.pass();
  const task = (await world.letters('ann')).find(({ message }) => message.text.includes('#called'))!.message.text;
  expect(task).toContain('Jane Doe');
  expect(task).toContain('030 7654321');
  expect(task).toContain('+49 30 1234567');
  expect(task).toContain('Without #called by Mon 2 Feb 10:15 it is passed on to Bob Ray.');
  clock.pass({ minutes: 15 });
  await world.desk.pass();
  const next = (await world.letters('bob')).at(-1)!.message.text;
  expect(next).toContain('nobody has confirmed a call yet');
  expect(next).toContain('030 7654321');
  expect(next, 'whoever calls need not call himself').not.toContain('+49 30 1234567');
});

test('CHN-1: how and how often a client wants to hear is shown to staff, and updates follow it', async () => {
  const clock = steppedClock();
  const clients = [{ domain: 'client.test', channel: 'phone', updates: '2 hours' }];
  await using world = await town({ clock, changes: { policy: 'b', staff: STAFF, clients } });
  world.write(rawMail());
  await world.desk.pass();
  const notice = (await world.letters('ann'))[0]!.message.text;
  expect(notice).toContain('The client prefers to be reached by phone.');
  expect(notice).toContain('The client wants to hear every 2 hours.');
  clock.pass({ hours: 1, minutes: 59 });
  await world.desk.pass();
  expect(await kinds(world.desk)).not.toContain('update jane');
  clock.pass({ minutes: 1 });
  await world.desk.pass();
  expect(await kinds(world.desk)).toContain('update jane');
});

test('ACK-2, ACK-3: the acknowledgement says when the client hears, and what was understood', async () => {
  const clock = steppedClock();
  await using world = await town({ clock, changes: { staff: STAFF } });
  world.write(rawMail());
  await world.desk.pass();
  const { text } = (await world.letters('jane'))[0]!.message;
  expect(text).toContain('Tuesday');
  expect(text).toContain('the invoice of January names the wrong address');
});

test('ESC-3: every step is an event with whom it reached; the answer to its mail is its outcome', async () => {
  const clock = steppedClock();
  await using world = await town({ clock, changes: { policy: 'a', staff: STAFF } });
  world.write(rawMail());
  await world.desk.pass();
  clock.pass({ hours: 25 });
  await world.desk.pass();
  const { events } = await shown(world.desk);
  expect(events.find(({ kind }) => kind === 'escalated')).toMatchObject({
    data: { step: 'unresolved', to: ['bob@example.test'] },
  });
  expect(await kinds(world.desk)).toContain('escalation bob');
});
