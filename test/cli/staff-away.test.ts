import { describe, expect, test } from 'vitest';
import { outbox } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { town } from '../support/town.ts';

const STAFF = [
  { name: 'Ann Lee', address: 'lee@example.test', team: 'support', role: 'lead' },
  { name: 'Bob Ray', address: 'bob@example.test', team: 'support' },
  { name: 'Ann Other', address: 'other@example.test', team: 'sales' },
];

describe('staff away', () => {
  test('lets the colleagues have the mails of a running desk until then, or until staff back', async () => {
    await using world = await town({ changes: { staff: STAFF } });
    const { desk, write } = world;
    const mail = async (n: number): Promise<string[]> => {
      write(rawMail({ 'Message-ID': `<${n}@client.test>`, Subject: `Question ${n}` }));
      await desk.pass();
      const rows = await outbox(desk.database);
      return rows.filter((row) => row.kind === 'notification' && row.request_id === 1000 + n).map((row) => row.rcpt);
    };
    const written = await desk.ask('staff', 'away', 'bob', 'until', '2099-12-24', '--note', 'holiday');
    expect(written).toMatchObject({ status: 2 });
    expect(await desk.ask('staff', 'away', 'bob', 'until', 'tomorrow')).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^Bob Ray is away until \w+ \d+ \w+ \d{4} 00:00; colleagues/) as string,
    });
    expect(await mail(1)).toEqual(['lee@example.test']);
    expect(await desk.ask('staff', 'back', 'bob@example.test')).toMatchObject({ out: 'Bob Ray is here again' });
    expect(await desk.ask('staff', 'back', 'bob')).toMatchObject({ out: 'Bob Ray was not away' });
    expect((await mail(2)).toSorted()).toEqual(['bob@example.test', 'lee@example.test']);
  });

  test.each([
    ['ann', '"ann" may be Ann Lee or Ann Other'],
    ['eve', '"eve" is nobody of the staff: Ann Lee, Bob Ray, Ann Other'],
  ])('says whom %s may mean', async (who, words) => {
    await using world = await town({ changes: { staff: STAFF } });
    expect(await world.desk.ask('staff', 'away', who, 'until', 'friday')).toMatchObject({
      status: 2,
      err: expect.stringContaining(words) as string,
    });
  });
});
