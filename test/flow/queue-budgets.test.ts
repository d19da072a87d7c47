import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { outbox, select } from '../support/desk.ts';
import { headerValue } from '../../src/requests/message.ts';
import { rawMail } from '../support/mail.ts';
import { town, type Town } from '../support/town.ts';

/** REPLYDESK_LONG=1: as large as the rules say. */
const STORM = process.env['REPLYDESK_LONG'] === '1' ? 10_000 : 150;
const TRUSTED = { trustedAuthservId: 'mx.example.test' };
const FAILED = 'mx.example.test; spf=fail; dkim=none; dmarc=fail';

function movable(): Clock & { later: (hours: number) => void } {
  let now = Temporal.Instant.from('2026-02-02T09:00:00Z');
  return {
    now: () => now,
    monotonic: () => performance.now(),
    later: (hours) => void (now = now.add({ minutes: Math.round(hours * 60) })),
  };
}

async function acknowledgements({ desk }: Town) {
  const rows = await outbox(desk.database);
  return rows.filter((row) => row.kind === 'acknowledgement' && row.state !== 'suppressed');
}

/** Clients whose mail did not fail authentication and whom no acknowledgement, own or combined, has named or will name. */
function forgotten({ desk }: Town) {
  return select(
    desk.database,
    `select d.request_number from delivery d join message m on m.request_number = d.request_number and m.direction = 'in'
      where d.kind = 'acknowledgement' and d.state = 'suppressed' and d.combined_in is null
        and m.authentication in ('pass', 'unknown')`,
  );
}

describe('budgets of acknowledgements', () => {
  test('a busy client gets one acknowledgement for all that came over his budget, when the window ends', async () => {
    const clock = movable();
    await using world = await town({ clock });
    const { desk, write, letters } = world;
    for (let mail = 1; mail <= 6; mail += 1)
      write(rawMail({ Subject: `Matter ${mail}`, 'Message-ID': `<${mail}@client.test>` }));
    await desk.pass();
    expect(await letters('jane'), 'three a day').toHaveLength(3);
    expect(await forgotten(world)).toEqual([]);

    clock.later(1);
    write(rawMail({ Subject: 'Matter 7', 'Message-ID': '<7@client.test>' }));
    await desk.pass();
    expect(await letters('jane')).toHaveLength(3);

    clock.later(23);
    await desk.pass();
    // A day has passed without an answer, so holding updates came too.
    const [, , , combined, ...more] = (await letters('jane')).filter(
      ({ message }) => headerValue(message, 'auto-submitted') === 'auto-replied',
    );
    expect(more).toEqual([]);
    for (const number of [1004, 1005, 1006, 1007]) expect(combined!.message.text).toContain(`#${number}`);
    const open = await select(desk.database, 'select number from request where acknowledged_at is null');
    expect(open, 'each request counts as acknowledged').toEqual([]);
    expect(await forgotten(world)).toEqual([]);
  });

  test('a proven client has five in three hours', async () => {
    const clock = movable();
    await using world = await town({ clock, changes: TRUSTED });
    const passed = { 'Authentication-Results': 'mx.example.test; dkim=pass header.d=client.test; dmarc=pass' };
    for (let mail = 1; mail <= 7; mail += 1)
      world.write(rawMail({ ...passed, Subject: `Matter ${mail}`, 'Message-ID': `<${mail}@client.test>` }));
    await world.desk.pass();
    expect(await world.letters('jane')).toHaveLength(5);
    clock.later(3);
    await world.desk.pass();
    expect(await world.letters('jane')).toHaveLength(6);
    expect(await forgotten(world)).toEqual([]);
  });

  test('mail forged in the name of one victim brings him one acknowledgement', async () => {
    await using world = await town({ clock: movable(), changes: TRUSTED });
    flood(world, () => 'victim@v.test');
    await world.desk.pass();
    expect(await acknowledgements(world)).toHaveLength(1);
  });

  test('mail forged in the name of a whole domain brings it thirty', async () => {
    await using world = await town({ clock: movable(), changes: TRUSTED });
    flood(world, (mail) => `someone${mail}@v.test`);
    await world.desk.pass();
    expect((await acknowledgements(world)).length).toBeLessThanOrEqual(30);
  });

  test('of so many clients that the mailbox is over its budget each is answered, the last a little later', async () => {
    const clock = movable();
    const changes = { ...TRUSTED, budgets: { mailboxPerTenMinutes: 3, allPerTenMinutes: 4 } };
    await using world = await town({ clock, changes });
    const passed = (domain: string) => ({
      'Authentication-Results': `mx.example.test; dmarc=pass header.from=${domain}`,
    });
    for (let client = 1; client <= 5; client += 1)
      world.write(
        rawMail({
          ...passed('many.test'),
          From: `c${client}@many.test`,
          'Return-Path': `<c${client}@many.test>`,
          'Message-ID': `<${client}@many.test>`,
        }),
        { from: `c${client}@many.test` },
      );
    flood(world, () => 'victim@v.test', 1);
    await world.desk.pass();
    const sent = async () => (await acknowledgements(world)).filter(({ state }) => state !== 'queued');
    expect((await sent()).map(({ rcpt }) => rcpt)).toEqual(['c1@many.test', 'c2@many.test', 'c3@many.test']);
    clock.later(1 / 6);
    await world.desk.pass();
    expect(await sent(), 'the unproven one is not answered at all').toHaveLength(5);
    expect(await forgotten(world)).toEqual([]);
  });

  test('a storm of forged mail from everywhere is not answered, staff are told once, proven clients are answered', async () => {
    const clock = movable();
    await using world = await town({ clock, changes: TRUSTED });
    flood(world, (mail) => `someone@v${mail}.test`);
    await world.desk.pass();
    const answered = await acknowledgements(world);
    expect(answered.length).toBeLessThanOrEqual(150);
    flood(world, (mail) => `other@w${mail}.test`, 60);
    world.write(
      rawMail({ 'Authentication-Results': 'mx.example.test; dmarc=pass', 'Message-ID': '<jane@client.test>' }),
    );
    await world.desk.pass();
    expect((await acknowledgements(world)).length, 'jane alone').toBe(answered.length + 1);
    expect((await outbox(world.desk.database)).filter((row) => row.kind === 'report')).toHaveLength(1);

    // A hundred notices, and one list of all the others when it is over.
    const notices = async (kind: string) => (await outbox(world.desk.database)).filter((row) => row.kind === kind);
    expect(await notices('notification')).toHaveLength(100);
    expect(await notices('digest')).toEqual([]);
    clock.later(1 / 60);
    await world.desk.pass();
    await world.desk.pass();
    expect(await notices('digest')).toHaveLength(1);
    const list = (await world.letters('ann')).at(-1)!.message;
    expect(list.subject).toContain(`${STORM + 61 - 100} requests in a short time`);
    expect(list.text, 'who is proven stands before the forged').toMatch(/1 · #1211 /);
    expect(list.text).toMatch(/2 · #1101 Offer/);
    const { out } = await world.desk.ask('why', '1101');
    expect(out).toContain('more than 100 notices within 10 minutes: Ann Lee will be told in one list');
  });
});

function flood({ write }: Town, sender: (mail: number) => string, mails = STORM): void {
  for (let mail = 0; mail < mails; mail += 1) {
    const from = sender(mail);
    const fields = { 'Return-Path': `<${from}>`, From: `<${from}>`, Subject: `Offer ${from} ${mail}` };
    write(rawMail({ ...fields, 'Authentication-Results': FAILED, 'Message-ID': `<${mail}.${from}>` }), { from });
  }
}
