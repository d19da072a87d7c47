import { describe, expect, test } from 'vitest';
import { answerTo } from '../support/answer.ts';
import { ingest } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { shown, town, type Town } from '../support/town.ts';

const ANN = 'Ann Lee <ann@example.test>';

/** Jane has written, and Ann holds the notice of it. */
async function asked() {
  const world = await town();
  world.write(rawMail());
  await world.desk.pass();
  const [notice] = await world.letters('ann');
  return { world, notice: notice!, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

async function staffWrites(world: Town, octets: Buffer): Promise<void> {
  world.write(octets, { from: 'ann@example.test' });
  await world.desk.pass();
}

const texts = async (world: Town, user: 'jane' | 'ann') =>
  (await world.letters(user)).map((one) => `${one.message.subject}\n${one.message.text}`);

describe('a staff member and the desk', () => {
  test('a line that is no command holds the mail and asks; one word sends the answer without that line', async () => {
    await using desk = await asked();
    const { world, notice } = desk;
    await staffWrites(world, await answerTo(notice.octets, ANN, '#reslove\n\nIt is corrected, Jane.'));
    expect(await texts(world, 'jane'), 'the acknowledgement only').toHaveLength(1);
    const question = (await world.letters('ann')).at(-1)!;
    expect(question.message.text).toMatch(/not sent to the client[^]*#reslove[^]*did you mean #resolve[^]*`?send/);

    await staffWrites(world, await answerTo(question.octets, ANN, 'send'));
    const relayed = (await texts(world, 'jane'))[1];
    expect(relayed).toContain('It is corrected, Jane.');
    expect(relayed).not.toContain('#reslove');
    expect((await shown(world.desk)).state).toBe('waiting');
    expect((await ingest(world.desk.database)).map((row) => row.disposition)).toEqual(['filed', 'staff', 'staff']);

    await staffWrites(world, await answerTo(question.octets, ANN, 'send', { 'Message-ID': '<again@example.test>' }));
    expect(await texts(world, 'jane'), 'a second word changes nothing').toHaveLength(2);
    expect((await texts(world, 'ann')).at(-1)).toContain('decided on already');
  });

  test('a held mail can be dropped, and then nothing of it leaves', async () => {
    await using desk = await asked();
    const { world, notice } = desk;
    await staffWrites(world, await answerTo(notice.octets, ANN, '#frobnicate\nNot meant for Jane.'));
    await staffWrites(world, await answerTo((await world.letters('ann')).at(-1)!.octets, ANN, 'Drop'));
    expect(await texts(world, 'jane')).toHaveLength(1);
    expect((await ingest(world.desk.database)).map((row) => [row.disposition, row.reason])).toEqual([
      ['filed', expect.anything() as string],
      ['ignored', 'dropped'],
      ['staff', 'answers-question'],
    ]);
  });

  test('an answer with #resolve is one mail to the client; #undo takes the resolving back', async () => {
    await using desk = await asked();
    const { world, notice } = desk;
    await staffWrites(world, await answerTo(notice.octets, ANN, '#resolve\n\nIt is corrected.'));
    const [, answer, ...more] = await texts(world, 'jane');
    expect(more).toEqual([]);
    expect(answer).toMatch(/It is corrected\.[^]*Is everything settled now\?/);
    expect((await shown(world.desk)).state).toBe('resolved');

    const done = (await world.letters('ann')).at(-1)!;
    expect(done.message.text).toMatch(/asked whether it is[^]*#undo/);
    await staffWrites(world, await answerTo(done.octets, ANN, '#undo'));
    expect((await shown(world.desk)).state).toBe('waiting');
    expect((await texts(world, 'ann')).at(-1)).toContain('Taken back: Marked as solved');
    expect(await texts(world, 'jane')).toHaveLength(2);
  });

  test('thanks to the desk for its confirmation do not go to the client', async () => {
    await using desk = await asked();
    const { world, notice } = desk;
    await staffWrites(world, await answerTo(notice.octets, ANN, '#take'));
    await staffWrites(world, await answerTo((await world.letters('ann')).at(-1)!.octets, ANN, 'Thanks!'));
    expect(await texts(world, 'jane')).toHaveLength(1);
    expect((await texts(world, 'ann')).at(-1)).toContain('answers a notice of the desk');
  });

  test('a staff mail that answers nothing is held, asked about, and proven by the answer to the question', async () => {
    await using desk = await asked();
    const { world } = desk;
    const mail = rawMail(
      { 'Return-Path': null, From: ANN, Subject: 'Re: The invoice of January [#1001]' },
      'It is done.',
    );
    await staffWrites(world, mail);
    expect(await texts(world, 'jane')).toHaveLength(1);
    const question = (await world.letters('ann')).at(-1)!;
    expect(question.message.text).toContain('Nothing proves who wrote it');
    await staffWrites(world, await answerTo(question.octets, ANN, 'send'));
    expect((await texts(world, 'jane')).at(-1)).toContain('It is done.');
  });

  test('two colleagues answer at once: the first goes out, the second is held and both are told; send sends it after all', async () => {
    await using world = await town({
      changes: {
        staff: [
          { name: 'Ann Lee', address: 'ann@example.test' },
          { name: 'Bob Ray', address: 'bob@example.test' },
        ],
      },
    });
    const { desk, write, letters } = world;
    write(rawMail());
    await desk.pass();
    const [[forAnn], [forBob]] = await Promise.all([letters('ann'), letters('bob')]);
    write(await answerTo(forAnn!.octets, ANN, 'Tomorrow.'), { from: 'ann@example.test' });
    await desk.pass();
    write(await answerTo(forBob!.octets, 'Bob Ray <bob@example.test>', 'Next week.'), { from: 'bob@example.test' });
    await desk.pass();
    expect((await texts(world, 'jane')).join('\n')).not.toContain('Next week.');
    expect((await texts(world, 'ann')).at(-1)).toMatch(/Bob Ray has written an answer as well[^]*Next week\./);
    const question = (await letters('bob')).at(-1)!;
    expect(question.message.text).toContain('Ann Lee has answered the client in the meantime');
    write(await answerTo(question.octets, 'Bob Ray <bob@example.test>', 'send'), { from: 'bob@example.test' });
    await desk.pass();
    expect((await texts(world, 'jane')).at(-1)).toContain('Next week.');
  });

  test('what a held mail says is not sent on by somebody who merely knows its number', async () => {
    await using desk = await asked();
    const { world, notice } = desk;
    await staffWrites(world, await answerTo(notice.octets, ANN, '#frobnicate\nSecret.'));
    const question = (await world.letters('ann')).at(-1)!;
    const forged = await answerTo(question.octets, 'Mallory <mallory@evil.test>', 'send');
    world.write(forged, { from: 'mallory@evil.test' });
    await world.desk.pass();
    expect((await texts(world, 'jane')).join('\n')).not.toContain('Secret.');
  });
});
