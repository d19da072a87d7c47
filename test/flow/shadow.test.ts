import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startEmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { answerTo } from '../support/answer.ts';
import { configuration, deskFile, mailbox, openDesk, outbox, reopened, select } from '../support/desk.ts';
import { handClock } from '../support/hand-clock.ts';
import { rawMail } from '../support/mail.ts';
import { testStore } from '../support/store.ts';
import { town } from '../support/town.ts';

const ACCOUNTS = [
  { user: 'support', password: 'secret', address: 'support@example.test', folders: ['Done'] },
  { user: 'jane', password: 'secret', address: 'jane@client.test' },
  { user: 'eve', password: 'secret', address: 'eve@client.test' },
  { user: 'ann', password: 'secret', address: 'ann@example.test' },
];

type Shadowed = {
  readonly kind: string;
  readonly to: string;
  readonly request: number;
  readonly text: string;
  readonly why: string;
  readonly promises: { readonly respond: string | null };
};

const AFTERWARDS = { shadow: true, afterwards: 'move: Done' };

describe('shadow mode', () => {
  test('shows what would be sent, sends nothing, and never does; at go-live staff get what is open', async () => {
    await using post = await startEmbeddedMail({ accounts: ACCOUNTS, clock: systemClock });
    await using database = await testStore();
    await using desk = await deskFile(
      configuration(
        database.url,
        { imapPort: post.imap.port, smtpPort: post.smtpPort },
        { mailboxes: [mailbox(post.imap.port, AFTERWARDS)] },
      ),
    );
    const pass = async () => expect((await desk.ask('run', '--once')).err).toBe('');
    const write = (from: string, id: string) =>
      post.deliver(
        { from, to: ['support@example.test'] },
        rawMail({ From: from, 'Message-ID': `<${id}@client.test>`, Subject: `Question ${id}` }),
      );
    await pass();
    write('jane@client.test', 'first');
    write('eve@client.test', 'second');
    await pass();
    expect(post.taken, 'nothing leaves').toEqual([]);
    expect(
      post.imap.folder('support', 'INBOX').messages,
      'and nothing is moved under the hands of people',
    ).toHaveLength(2);

    const mails = await desk.json<Shadowed>('report', 'shadow');
    expect(mails.map(({ kind, to, request }) => [kind, to, request])).toEqual([
      ['acknowledgement', 'jane@client.test', 1001],
      ['notification', 'ann@example.test', 1001],
      ['acknowledgement', 'eve@client.test', 1002],
      ['notification', 'ann@example.test', 1002],
    ]);
    expect(mails[0]?.text).toContain('Reference: #1001');
    expect(mails[0]?.promises.respond).toMatch(/^\d{4}-\d\d-\d\dT/);
    const report = (await desk.ask('report', 'shadow')).out;
    expect(report).toContain('4 mails to 3 people would have been sent: 2 × acknowledgement, 2 × notification.');
    expect(report).toMatch(/acknowledgement +jane@client\.test +1001 +a new request +\w{3} \d.* +Question first/);
    expect(report).toContain('│ Subject: ');

    const rows = await outbox(desk.database);
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['held']));
    const sent = await desk.ask('queue', 'retry', String(rows[0]!.id));
    expect(sent.status, 'what was shadowed is not sent by mistake').toBe(1);

    const live = await desk.ask('go-live');
    expect(live.out).toContain('support@example.test is live when the desk is started again');
    expect(live.out).toContain('2 open requests are handed over to staff then');
    await pass();
    expect((await outbox(desk.database)).slice(0, 4).map(({ state }) => state)).toEqual(Array(4).fill('cancelled'));
    const lists = post.taken.map(({ to }) => to);
    expect(lists, 'staff get the list of what is open, clients nothing').toEqual([['ann@example.test']]);
    const [list] = post.imap.folder('ann', 'INBOX').messages;
    expect(list?.raw).toContain('Question first');
    expect(list?.raw).toContain('Question second');
    const [shown] = await desk.json<{ acknowledgedAt: null; events: { kind: string }[] }>('requests', 'show', '1001');
    expect(shown?.events.map(({ kind }) => kind)).toContain('handed-over');
    expect(shown?.acknowledgedAt).toBeNull();

    write('jane@client.test', 'third');
    await pass();
    expect(post.imap.folder('jane', 'INBOX').messages, 'the next one is acknowledged').toHaveLength(1);
    await pass();
    expect(post.taken).toHaveLength(3);
    expect((await desk.ask('report', 'shadow')).out).toContain('No mailbox is in the shadow now.');
  });

  test('a desk that is live writes nothing to the client of a handed over request until staff answered', async () => {
    const clock = handClock();
    await using world = await town({ mailbox: { shadow: true }, clock });
    world.write(rawMail());
    await world.desk.pass();
    clock.forward({ hours: 72 });
    await world.desk.pass();
    const kinds = (rows: readonly { kind: string; state: string }[], state: string) =>
      rows.filter((row) => row.state === state).map(({ kind }) => kind);
    const before = await outbox(world.desk.database);
    expect(kinds(before, 'held')).toEqual(expect.arrayContaining(['acknowledgement', 'holding', 'escalation']));
    const fired = await select<{ deadline: string }>(
      world.desk.database,
      "select data->>'deadline' as deadline from event where kind = 'fired' and request_number is not null",
    );
    expect(
      fired.map(({ deadline }) => deadline).join(' '),
      'what rests in the shadow is no broken promise',
    ).not.toMatch(/acknowledge/);
    expect(world.post.taken).toEqual([]);

    // The same database, with a configuration that says nothing of a shadow.
    await using live = await openDesk(
      { imapPort: world.post.imap.port, smtpPort: world.post.smtpPort },
      { database: world.desk.database, mailboxes: [mailbox(world.post.imap.port)] },
      clock,
    );
    await live.pass();
    clock.forward({ hours: 72 });
    await live.pass();
    const after = (await outbox(world.desk.database)).slice(before.length);
    expect(kinds(after, 'accepted').toSorted()).toEqual(expect.arrayContaining(['digest', 'escalation']));
    expect(kinds(after, 'suppressed')).toContain('holding');
    expect(world.post.taken.filter(({ to }) => to.includes('jane@client.test'))).toEqual([]);
  });

  test('what people wrote meanwhile leaves or not as is chosen at go-live, and its author is told', async () => {
    await using world = await town({
      mailbox: { shadow: true },
      changes: { trustedAuthservId: 'mx.example.test' },
      strangers: ['eve@client.test', 'tom@client.test'],
    });
    const { desk, write, letters } = world;
    const annWritesTo = (name: string) =>
      write(
        rawMail(
          {
            'Authentication-Results': 'mx.example.test; dmarc=pass header.from=example.test',
            'Return-Path': '<ann@example.test>',
            From: 'Ann Lee <ann@example.test>',
            'Message-ID': `<to-${name}@example.test>`,
            Subject: `A word to ${name}`,
          },
          `#to ${name}@client.test\n\nDear ${name}, we come on Friday.\n`,
        ),
        { from: 'ann@example.test' },
      );
    for (const name of ['jane', 'eve']) annWritesTo(name);
    await desk.pass();
    expect(world.post.taken).toEqual([]);

    const unsaid = await desk.ask('go-live');
    expect(unsaid, 'nobody else decides on the words of people').toMatchObject({
      status: 2,
      err: expect.stringContaining('--answers: write send, drop, or the ids') as string,
    });
    expect(unsaid.out).toMatch(/Ann Lee +jane@client\.test +1001 +no +A word to jane/);
    expect((await desk.ask('go-live', '--answers', '77')).err).toContain('"77" is none of');
    const [jane] = (await outbox(desk.database)).filter(({ rcpt }) => rcpt === 'jane@client.test');
    const live = await desk.ask('go-live', '--answers', String(jane!.id));
    expect(live.out).toContain('1 of 2 answers of your people leave then');
    // The old desk still runs, and Ann writes once more.
    annWritesTo('tom');
    await desk.pass();

    await using started = await reopened(desk);
    await started.runOnce();
    const [mail, ...more] = await letters('jane');
    expect(mail?.message.text).toContain('Dear jane, we come on Friday.');
    expect(more).toEqual([]);
    const states = (await outbox(desk.database)).filter(({ kind }) => kind === 'answer');
    expect(states.map(({ rcpt, state }) => [rcpt, state])).toEqual([
      ['jane@client.test', 'accepted'],
      ['eve@client.test', 'cancelled'],
      ['tom@client.test', 'held'],
    ]);
    const told = (await letters('ann')).map(({ message }) => message.text.replaceAll('\n', ' '));
    const about = (name: string) => told.find((text) => text.includes(`you wrote this to ${name}@client.test`));
    expect(about('jane')).toContain('It leaves now.');
    expect(about('eve')).toContain('It was decided at go-live that it is not sent.');
    expect(about('tom')).toContain('It has not been sent. Reply to this mail');
    expect(about('eve'), 'and has the words at hand').toContain('Dear eve, we come on Friday.');
    const requests = await desk.json<{ number: number; state: string }>('requests', 'list');
    expect(requests.map(({ number, state }) => [number, state]).toSorted(), 'who heard nothing is open again').toEqual([
      [1001, 'waiting'],
      [1002, 'open'],
      [1003, 'open'],
    ]);
    const [shown] = await desk.json<{ messages: { direction: string }[] }>('requests', 'show', '1001');
    expect(shown?.messages.map(({ direction }) => direction)).toEqual(['in', 'out']);

    // What nobody decided on is not lost: it can be sent like anything that is held.
    expect((await desk.ask('queue', 'retry', '--why', 'written-in-shadow')).out).toContain('1 delivery');
    // Ann has the dropped one at hand and answers the notice about it.
    const notice = (await letters('ann')).find(({ message }) => message.text.includes('to eve@client.test'));
    write(
      await answerTo(notice!.octets, 'Ann Lee <ann@example.test>', 'Dear eve, it will be Monday.', {
        'Authentication-Results': 'mx.example.test; dmarc=pass header.from=example.test',
      }),
      { from: 'ann@example.test' },
    );
    await started.runOnce();
    expect(world.post.taken.map(({ to }) => to.join())).toEqual(
      expect.arrayContaining(['eve@client.test', 'tom@client.test']),
    );
  });

  test('one mailbox may be in the shadow while another is live', async () => {
    await using post = await startEmbeddedMail({
      accounts: [...ACCOUNTS, { user: 'sales', password: 'secret', address: 'sales@example.test' }],
      clock: systemClock,
    });
    await using desk = await openDesk(
      { imapPort: post.imap.port, smtpPort: post.smtpPort },
      {
        mailboxes: [
          mailbox(post.imap.port, { shadow: true }),
          mailbox(post.imap.port, { user: 'sales', address: 'sales@example.test' }),
        ],
      },
    );
    await desk.pass();
    for (const to of ['support@example.test', 'sales@example.test'])
      post.deliver(
        { from: 'jane@client.test', to: [to] },
        rawMail({ To: to, 'Message-ID': `<${to}>`, Subject: `For ${to}` }),
      );
    await desk.pass();
    const acknowledged = await select<{ mailbox: string; state: string }>(
      desk.database,
      `select r.mailbox, d.state from delivery d join request r on r.number = d.request_number
        where d.kind = 'acknowledgement' order by r.mailbox`,
    );
    expect(acknowledged).toEqual([
      { mailbox: 'sales@example.test', state: 'accepted' },
      { mailbox: 'support@example.test', state: 'held' },
    ]);
  });
});

test('a mailbox that was brought back is not acknowledged as a whole: after 20 in a minute a person looks first', async () => {
  const clock = handClock();
  await using world = await town({ clock });
  const old = (n: number) =>
    rawMail({ From: `c${n}@client.test`, 'Message-ID': `<old-${n}@client.test>`, Subject: `Matter ${n}` });
  for (let n = 0; n < 45; n += 1)
    world.post.imap.append('support', 'INBOX', old(n), clock.now().subtract({ hours: 2 }));
  for (let n = 45; n < 50; n += 1)
    world.post.imap.append('support', 'INBOX', old(n), clock.now().subtract({ hours: 25 }));
  world.write(rawMail());
  await world.desk.pass();
  const acknowledged = await select<{ state: string; code: string | null; count: number }>(
    world.desk.database,
    `select state, reasons->0->>'code' as code, count(*) from delivery where kind = 'acknowledgement'
      group by 1, 2 order by 1, 2`,
  );
  expect(acknowledged).toEqual([
    { state: 'accepted', code: null, count: 1 },
    { state: 'failed', code: null, count: 20 },
    { state: 'held', code: 'late-burst', count: 25 },
    { state: 'held', code: 'too-old', count: 5 },
  ]);
  expect((await world.desk.ask('queue', 'retry', '--why', 'shadow')).out).toContain('0 deliveries');
  expect((await world.desk.ask('queue', 'retry', '--why', 'late-burst')).out).toContain('25 deliveries wait');
});
