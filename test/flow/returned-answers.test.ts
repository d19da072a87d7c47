import { expect, test } from 'vitest';
import { answerTo } from '../support/answer.ts';
import { bounceOf } from '../support/bounce-of.ts';
import { rawMail } from '../support/mail.ts';
import { shown, town } from '../support/town.ts';

const BOB = 'Bob Ray <bob@example.test>';
const STAFF = [
  { name: 'Ann Lee', address: 'ann@example.test', team: 'support' },
  { name: 'Bob Ray', address: 'bob@example.test', team: 'support' },
];

test('an answer that comes back goes to its author with the likely typo, and #resend sends it to the right address', async () => {
  await using world = await town({
    strangers: ['jane@clent.test'],
    changes: { staff: STAFF, clients: [{ domain: 'client.test', tier: 'key' }] },
  });
  const { desk, write, letters } = world;
  write(rawMail({ From: 'Jane Doe <jane@clent.test>', 'Return-Path': '<jane@clent.test>' }), {
    from: 'jane@clent.test',
  });
  await desk.pass();
  const [notice] = await letters('bob');
  write(await answerTo(notice!.octets, BOB, '#take\n\nIt is corrected, see the new invoice.'), {
    from: 'bob@example.test',
  });
  await desk.pass();
  const answer = (await letters('strangers')).at(-1)!;
  expect(answer.message.text).toContain('It is corrected');
  const annsMail = (await letters('ann')).length;

  const { octets, to } = await bounceOf(answer.octets, 'jane@clent.test');
  write(octets, { from: '', to });
  await desk.pass();
  const returned = (await letters('bob')).at(-1)!;
  expect(returned.message.text).toMatch(
    /jane@clent\.test[^]*Did you mean[^]*jane@client\.test[^]*#resend to jane@client\.test/,
  );
  expect(await letters('ann'), 'it is not her answer').toHaveLength(annsMail);

  // A slip, an address of ours: it is asked back, and nothing leaves.
  write(await answerTo(returned.octets, BOB, '#resend to ann@example.test'), { from: 'bob@example.test' });
  await desk.pass();
  expect((await letters('bob')).at(-1)!.message.text).toContain('one of us');

  write(
    await answerTo(returned.octets, BOB, '#resend to jane@client.test', { 'Message-ID': '<resend@example.test>' }),
    {
      from: 'bob@example.test',
    },
  );
  await desk.pass();
  const [again, ...more] = await letters('jane');
  expect(more).toEqual([]);
  expect(again!.message.text).toMatch(/^It is corrected, see the new invoice\./);
  expect(again!.octets.toString()).not.toMatch(/clent|#take|bob@example/);
  expect((await letters('bob')).at(-1)!.message.text).toContain('sent again, to jane@client.test');
  expect(await shown(desk)).toMatchObject({ client: { name: 'Jane Doe', address: 'jane@client.test' } });

  // He answers from where he really is, and the conversation goes on there.
  write(await answerTo(again!.octets, 'Jane Doe <jane@client.test>', 'Thank you, it has come.'));
  await desk.pass();
  const next = (await letters('bob')).at(-1)!;
  expect(next.message.text).toContain('it has come');
  write(await answerTo(next.octets, BOB, 'You are welcome.'), { from: 'bob@example.test' });
  await desk.pass();
  expect((await letters('jane')).at(-1)!.message.text).toContain('You are welcome.');
  expect(await shown(desk, 1001), 'one request').toMatchObject({ number: 1001, state: 'waiting' });
}, 20_000);
