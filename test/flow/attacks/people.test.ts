import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/clock.ts';
import { answerTo } from '../../support/answer.ts';
import { besieged, proven, SECRET } from '../../support/besieged.ts';
import { ingest, reopened } from '../../support/desk.ts';
import { rawMail } from '../../support/mail.ts';
import { town } from '../../support/town.ts';

/** docs/threat-model.md, "Who was staff, and what time makes of tokens". */
const ANN = 'Ann Lee <ann@example.test>';
const REPORT = 'Authentication-Results';

describe('tokens end', () => {
  test('a notice of a request that nobody touched for half a year proves nobody', async () => {
    let days = 0;
    const clock: Clock = {
      now: () => Temporal.Instant.from('2026-02-02T09:00:00Z').add({ hours: 24 * days }),
      monotonic: () => performance.now(),
    };
    await using world = await town({ clock });
    const { desk, write, letters } = world;
    write(rawMail());
    await desk.pass();
    const [notice] = await letters('ann');
    days = 179;
    write(await answerTo(notice!.octets, ANN, '#note\nIn time.'), { from: 'ann@example.test' });
    await desk.pass();
    expect((await ingest(desk.database)).at(-1)).toMatchObject({ disposition: 'staff' });
    days = 360;
    write(await answerTo(notice!.octets, ANN, 'Too late.', { 'Message-ID': '<late@example.test>' }), {
      from: 'ann@example.test',
    });
    await desk.pass();
    expect((await ingest(desk.database)).at(-1)).toMatchObject({ disposition: 'quarantined', reason: 'token-expired' });
    const toAnn = (await letters('ann')).map(({ message }) => message.text).join('\n');
    expect(toAnn).toContain('too old to prove who wrote it');
    expect((await letters('jane')).map(({ message }) => message.text).join('\n')).not.toContain('Too late.');
  });

  test('whoever has left is a stranger, with all the notices that he kept', async () => {
    await using desk = await besieged();
    const { world } = desk;
    expect((await world.desk.ask('staff', 'remove', 'Ann@Example.test')).status).toBe(0);
    expect(await readFile(world.desk.file, 'utf8')).not.toContain('ann@example.test');
    await using later = await reopened(world.desk);
    const answer = await answerTo(desk.noticeToAnn.octets, ANN, '#spam\n\nGood riddance.', {
      [REPORT]: proven('example.test'),
    });
    const elsewhere = await answerTo(desk.noticeToAnn.octets, 'Ann Lee <ann@private.test>', '#assign bob', {
      [REPORT]: proven('private.test'),
    });
    world.write(answer, { from: 'ann@example.test' });
    world.write(elsewhere, { from: 'ann@private.test' });
    await later.runOnce();
    const rows = (await ingest(world.desk.database)).slice(-2);
    expect(rows.map(({ disposition, request_id }) => [disposition, request_id])).toEqual([
      ['filed', 1002],
      ['filed', 1003],
    ]);
    const [shown] = await world.desk.json<{ state: string; owner: string | null }>('requests', 'show', '1001');
    expect(shown).toMatchObject({ state: 'new', owner: null });
    const toJane = (await world.letters('jane')).map(({ message }) => message.text).join('\n');
    expect(toJane).not.toContain('Good riddance.');
    const toAnn = (await world.letters('ann')).slice(1);
    for (const { message } of toAnn) expect(`${message.text}${message.html ?? ''}`).not.toContain(SECRET);
    expect((await world.desk.ask('staff', 'remove', 'nobody@example.test')).status).toBe(1);
  });
});
