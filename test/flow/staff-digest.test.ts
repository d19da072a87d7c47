import { describe, expect, test } from 'vitest';
import { answerTo } from '../support/answer.ts';
import { rawMail } from '../support/mail.ts';
import { town, type Town } from '../support/town.ts';

const ANN = 'Ann Lee <ann@example.test>';

async function staffWrites(world: Town, octets: Buffer): Promise<string> {
  world.write(octets, { from: 'ann@example.test' });
  await world.desk.pass();
  return (await world.letters('ann')).at(-1)!.message.text;
}

describe('the list of what is due', () => {
  test('#list is answered with it, numbered, and nothing goes to the client', async () => {
    await using world = await town();
    world.write(rawMail());
    await world.desk.pass();
    const [notice] = await world.letters('ann');
    const list = await staffWrites(world, await answerTo(notice!.octets, ANN, '#list'));
    expect(list).toMatch(/1 · #1001 The invoice of January, Jane Doe/);
    expect(list).toContain('take 2');
    expect(await world.letters('jane'), 'the acknowledgement only').toHaveLength(1);
  });
});
