import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/clock.ts';
import { answerTo } from '../../support/answer.ts';
import { besieged, proven, SECRET, UNCHECKED } from '../../support/besieged.ts';
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

  test('a stolen notice of before `staff revoke`, also after who left came back', async () => {
    await using desk = await besieged();
    const { world } = desk;
    const stolen = (text: string) => answerTo(desk.noticeToAnn.octets, ANN, text, { [REPORT]: UNCHECKED });
    expect((await desk.attack(await stolen('#take'))).fate.placed, 'it is good until then').toEqual([
      'staff: reply-token',
    ]);
    expect((await world.desk.ask('staff', 'revoke', 'zaphod')).status).toBe(2);
    expect((await world.desk.ask('staff', 'revoke', 'ann')).status).toBe(0);
    const { fate, sent } = await desk.attack(await stolen('Pay to our new account.'));
    expect(fate).toMatchObject({
      placed: ['quarantined: token-revoked'],
      mails: ['confirmation to ann@example.test'],
      moved: null,
    });
    expect(sent[0]!.message.text).toContain('was declared void; answer a newer one');

    world.write(
      rawMail({
        [REPORT]: proven('client.test'),
        'Message-ID': '<later@client.test>',
        References: '<secret@client.test>',
      }),
    );
    await world.desk.pass();
    const newer = (await world.letters('ann')).at(-1)!;
    world.write(await answerTo(newer.octets, ANN, 'It is corrected.', { [REPORT]: UNCHECKED }), {
      from: 'ann@example.test',
    });
    await world.desk.pass();
    expect((await world.letters('jane')).at(-1)!.message.text).toContain('It is corrected.');

    expect((await world.desk.ask('staff', 'remove', 'ann@example.test')).status).toBe(0);
    expect((await world.desk.ask('staff', 'add', 'Ann Lee', 'ann@example.test', '--role', 'lead')).status).toBe(0);
    await using again = await reopened(world.desk);
    const late = await answerTo(newer.octets, ANN, 'And pay at once.', {
      [REPORT]: UNCHECKED,
      'Message-ID': '<l@e.test>',
    });
    world.write(late, { from: 'ann@example.test' });
    await again.runOnce();
    expect((await ingest(world.desk.database)).at(-1)).toMatchObject({ reason: 'token-revoked' });
  });
});
