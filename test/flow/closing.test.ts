import { describe, expect, test } from 'vitest';
import { answerTo } from '../support/answer.ts';
import { outbox } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { steppedClock } from '../support/stepped-clock.ts';
import { shown, town, type Town } from '../support/town.ts';

const JANE = 'Jane Doe <jane@client.test>';

/** Jane has asked, Ann has solved it, and Jane was asked whether it is. */
async function solved(policy: string, clock = steppedClock()) {
  const world = await town({ clock, changes: { policy, staff: [{ name: 'Ann Lee', address: 'ann@example.test' }] } });
  world.write(rawMail());
  await world.desk.pass();
  clock.pass({ hours: 1 });
  const notice = (await world.letters('ann')).at(-1)!;
  world.write(await answerTo(notice.octets, 'Ann Lee <ann@example.test>', '#resolve\nWe have corrected the address.'), {
    from: 'ann@example.test',
    to: notice.message.replyTo[0]!.address,
  });
  await world.desk.pass();
  await world.desk.pass();
  return { world, clock, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

/** Jane answers the last mail that she got. */
async function says({ desk, letters, write }: Town, text: string): Promise<void> {
  write(await answerTo((await letters('jane')).at(-1)!.octets, JANE, text));
  await desk.pass();
  await desk.pass();
}

const lastTo = async ({ letters }: Town, user: 'jane' | 'ann'): Promise<string> =>
  (await letters(user)).at(-1)!.message.text;

describe('ESC-4: follow up until both sides confirm', () => {
  test('in a "yes, solved" closes, and both hear that it is', async () => {
    await using scene = await solved('a');
    const { world, clock } = scene;
    expect(await shown(world.desk)).toMatchObject({ state: 'resolved' });
    clock.pass({ hours: 1 });
    await says(world, 'Yes, it is solved. Thank you, Ann!\n\nBest regards\nJane');
    expect(await shown(world.desk)).toMatchObject({ state: 'closed', closedAt: '2026-02-02T11:00:00Z' });
    expect((await outbox(world.desk.database)).at(-1)).toMatchObject({ kind: 'closure', rcpt: 'jane@client.test' });
    expect((await world.letters('ann')).map(({ message }) => message.text).join()).toContain(
      'The client agrees: the request is closed.',
    );
    expect((await world.desk.ask('why', '1001')).out).toContain(
      'because client agrees: says that it is solved, and nothing else [closing]',
    );
    const before = (await outbox(world.desk.database)).length;
    clock.pass({ hours: 24 * 40 });
    await world.desk.app.clockwork.runOnce();
    const after = (await outbox(world.desk.database)).slice(before).filter(({ rcpt }) => rcpt.startsWith('jane'));
    expect(after, 'a closed request is never asked about again').toEqual([]);
  });

  test('in a the client is asked weekly, and silence never closes', async () => {
    await using scene = await solved('a');
    const { world, clock } = scene;
    for (let week = 1; week <= 6; week += 1) {
      clock.pass({ hours: 24 * 7 });
      await world.desk.pass();
    }
    const asked = (await outbox(world.desk.database)).filter(({ kind }) => kind === 'follow-up');
    expect(asked).toHaveLength(6);
    expect(await shown(world.desk)).toMatchObject({ state: 'resolved', closedAt: null });
    await says(world, 'Oui, c’est résolu, merci !');
    expect(await shown(world.desk)).toMatchObject({ state: 'closed' });
  });

  test('in d silence closes, recorded as unverified', async () => {
    await using scene = await solved('d');
    const { world, clock } = scene;
    clock.pass({ hours: 24 * 4 });
    await world.desk.pass();
    clock.pass({ hours: 24 * 4 });
    await world.desk.pass();
    const { state, events } = await shown(world.desk);
    expect(state).toBe('closed');
    expect(events.find(({ kind }) => kind === 'closed')).toMatchObject({ data: { verified: false, why: 'silence' } });
  });
});

describe('CLS-1: once it is solved', () => {
  test.each([['Thank you very much!'], ['Vielen Dank für die schnelle Hilfe'], ['ok']])(
    'thanks neither close nor reopen: %s',
    async (text) => {
      await using scene = await solved('a');
      const { world } = scene;
      await says(world, text);
      expect(await shown(world.desk)).toMatchObject({ state: 'resolved', closedAt: null });
      expect(await lastTo(world, 'ann')).toContain('The client only says thanks: nothing has changed.');
    },
  );

  test('any objection reopens, and a response is owed again', async () => {
    await using scene = await solved('a');
    const { world, clock } = scene;
    clock.pass({ hours: 1 });
    await says(world, 'Thanks, but it still prints in stripes.');
    expect(await shown(world.desk)).toMatchObject({ state: 'open', resolvedAt: null });
    expect(await lastTo(world, 'ann')).toContain('The client has answered: the request is open again.');
    clock.pass({ hours: 25 });
    await world.desk.pass();
    expect((await outbox(world.desk.database)).map(({ kind }) => kind)).toContain('holding');
  });

  test('thanks after the closing leave it closed; a reply long after it opens a linked request', async () => {
    await using scene = await solved('a');
    const { world, clock } = scene;
    await says(world, 'Yes, all good.');
    await says(world, 'Thank you again!');
    expect(await shown(world.desk)).toMatchObject({ state: 'closed' });
    clock.pass({ hours: 24 * 31 });
    await says(world, 'It prints in stripes again, please have a look.');
    expect(await shown(world.desk, 1001)).toMatchObject({ state: 'closed' });
    expect(await shown(world.desk, 1002)).toMatchObject({ state: 'new', linkedTo: 1001 });
    expect((await outbox(world.desk.database)).filter(({ kind }) => kind === 'acknowledgement')).toMatchObject([
      { request_id: 1001 },
      { request_id: 1002 },
    ]);
  });

  test('where staff only answered, thanks leave it waiting, and a yes is an answer like any other', async () => {
    const clock = steppedClock();
    await using world = await town({ clock });
    world.write(rawMail());
    await world.desk.pass();
    clock.pass({ hours: 1 });
    const notice = (await world.letters('ann')).at(-1)!;
    world.write(await answerTo(notice.octets, 'Ann Lee <ann@example.test>', 'Shall we send a new one?'), {
      from: 'ann@example.test',
      to: notice.message.replyTo[0]!.address,
    });
    await world.desk.pass();
    await says(world, 'Thank you!');
    expect(await shown(world.desk)).toMatchObject({ state: 'waiting' });
    await says(world, 'Yes');
    expect(await shown(world.desk)).toMatchObject({ state: 'open' });
  });
});
