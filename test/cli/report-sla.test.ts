import { describe, expect, test } from 'vitest';
import { answerTo } from '../support/answer.ts';
import { rawMail } from '../support/mail.ts';
import { steppedClock } from '../support/stepped-clock.ts';
import { town } from '../support/town.ts';

type Line = {
  readonly group: string;
  readonly clock: string;
  readonly kept: number;
  readonly told: number;
  readonly missed: number;
  readonly notMet: number;
  readonly outage: number;
  readonly running: number;
  readonly keptPercent: number | null;
};

const mailOf = (name: string) => rawMail({ Subject: `About ${name}`, 'Message-ID': `<${name}@client.test>` });

describe('report sla: how the promises were kept', () => {
  test('kept, told, missed and broken by an outage stand apart, for each clock', { timeout: 60_000 }, async () => {
    const clock = steppedClock();
    const staff = [{ name: 'Ann Lee', address: 'ann@example.test', team: 'support' }];
    await using world = await town({ clock, changes: { policy: 'd', staff } });
    const { desk, write, letters } = world;
    const answer = async (name: string): Promise<void> => {
      const notice = (await letters('ann')).find(({ message }) => message.subject.includes(`About ${name}`))!;
      write(await answerTo(notice.octets, 'Ann Lee <ann@example.test>', '#resolve\nDone.'), {
        from: 'ann@example.test',
        to: notice.message.replyTo[0]!.address,
      });
      await desk.pass();
    };
    // In time; then told and answered a day late; then never; then a mail that waited while the desk was down.
    write(mailOf('kept'));
    await desk.pass();
    clock.pass({ hours: 1 });
    await answer('kept');
    write(mailOf('told'));
    await desk.pass();
    clock.pass({ hours: 23, minutes: 30 });
    await desk.pass();
    clock.pass({ hours: 2 });
    await answer('told');
    write(mailOf('missed'));
    await desk.pass();
    write(mailOf('slept'));
    clock.pass({ hours: 72 });
    await desk.pass();
    await desk.pass();
    const lines = await desk.json<Line>('report', 'sla', '--from', '2026-02-01', '--until', '2026-03-01');
    const of = (name: string) => lines.find((line) => line.clock === name);
    expect(of('acknowledge')).toMatchObject({ group: 'all', kept: 3, missed: 0, outage: 1, keptPercent: 75 });
    expect(of('respond')).toMatchObject({ kept: 1, told: 1, missed: 1, outage: 1 });
    expect(of('resolve')).toMatchObject({ kept: 1, told: 1, missed: 1, outage: 1 });

    const byTeam = await desk.json<Line>(
      'report',
      'sla',
      '--by',
      'team',
      '--from',
      '2026-02-01',
      '--until',
      '2026-03-01',
    );
    expect(byTeam.map(({ group }) => group)).toEqual(['support', 'support', 'support']);
    const { out } = await desk.ask('report', 'sla', '--from', '2026-02-01', '--until', '2026-03-01');
    expect(out).toMatch(/^4 requests opened from 2026-02-01 until 2026-03-01, policy d\n/);
    expect(out).toMatch(/all +acknowledge +75 +3 +0 +0 +1 +0/);
    expect(await desk.json('report', 'sla', '--from', '2026-03-01', '--until', '2026-03-02')).toEqual([]);
    expect(await desk.ask('report', 'sla', '--by', 'colour')).toMatchObject({ status: 2 });
    expect(await desk.ask('report', 'sla', '--from', 'monday')).toMatchObject({ status: 2 });
  });

  test('a target that is not met is no missed promise', async () => {
    const clock = steppedClock();
    await using world = await town({ clock, changes: { policy: 'a' } });
    world.write(rawMail());
    await world.desk.pass();
    clock.pass({ hours: 72 });
    await world.desk.pass();
    const lines = await world.desk.json<Line>('report', 'sla', '--from', '2026-02-01', '--until', '2026-03-01');
    expect(lines.find((line) => line.clock === 'respond')).toMatchObject({ missed: 0, notMet: 1, keptPercent: 0 });
  });
});
