import { describe, expect, test } from 'vitest';
import { answerTo } from '../support/answer.ts';
import { rawMail, type Fields } from '../support/mail.ts';
import { shown, town, type Town } from '../support/town.ts';

const ANN = 'Ann Lee <ann@example.test>';
const JANE = 'Jane Doe <jane@client.test>';

async function janeWrites(world: Town, subject: string, text: string, fields: Fields = {}): Promise<void> {
  const id = `<${subject.replaceAll(/\W/g, '.')}.${text.length}@client.test>`;
  world.write(rawMail({ From: JANE, Subject: subject, 'Message-ID': id, ...fields }, text));
  await world.desk.pass();
}

/** Answers the latest mail in a mailbox. */
async function answers(world: Town, user: 'ann' | 'jane', text: string, fields: Fields = {}): Promise<void> {
  const { octets } = (await world.letters(user)).at(-1)!;
  const from = user === 'ann' ? ANN : JANE;
  world.write(await answerTo(octets, from, text, fields), {
    from: `${user}@${user === 'ann' ? 'example' : 'client'}.test`,
  });
  await world.desk.pass();
}

const last = async (world: Town, user: 'ann' | 'jane') => (await world.letters(user)).at(-1)!.message;

describe('requests that belong together, and those that do not', () => {
  test('#merge: mails to either end in one; #undo parts them', async () => {
    await using world = await town();
    await janeWrites(world, 'Invoice', 'It is wrong.');
    const first = (await world.letters('jane')).at(-1)!;
    await janeWrites(world, 'Invoice again', 'It is still wrong.');
    const second = (await world.letters('jane')).at(-1)!;
    await answers(world, 'ann', '#merge 1001');
    expect((await last(world, 'ann')).text).toContain('Put into #1001');
    expect((await shown(world.desk, 1002)).state).toBe('closed');
    const confirmation = (await world.letters('ann')).at(-1)!;

    world.write(await answerTo(second.octets, JANE, 'Any news?'));
    await world.desk.pass();
    expect((await shown(world.desk, 1001)).messages.map(({ text }) => text)).toContain('Any news?');
    expect((await last(world, 'ann')).subject).toContain('[#1001]');

    world.write(await answerTo(confirmation.octets, ANN, '#undo'), { from: 'ann@example.test' });
    await world.desk.pass();
    expect((await last(world, 'ann')).text).toContain('Taken back');
    expect((await shown(world.desk, 1002)).state).toBe('new');
    world.write(await answerTo(second.octets, JANE, 'And now?', { 'Message-ID': '<now@client.test>' }));
    world.write(await answerTo(first.octets, JANE, 'And here?', { 'Message-ID': '<here@client.test>' }));
    await world.desk.pass();
    expect((await shown(world.desk, 1002)).messages.map(({ text }) => text)).toContain('And now?');
    expect((await shown(world.desk, 1001)).messages.map(({ text }) => text)).toContain('And here?');
  });

  test('mails that came before the one they answer end in its request', async () => {
    await using world = await town();
    const root = '<root@client.test>';
    const answer = (id: string) => ({ 'Message-ID': id, 'In-Reply-To': root, References: root });
    await janeWrites(world, 'Re: Parking', 'One more thing.', answer('<b@client.test>'));
    await janeWrites(world, 'Parking', 'Where can we park?', { 'Message-ID': root });
    expect((await shown(world.desk)).messages.filter(({ direction }) => direction === 'in')).toHaveLength(2);
  });

  test('#split: the last mail is a request of its own, whose answers stay there', async () => {
    await using world = await town();
    await janeWrites(world, 'Invoice', 'It is wrong.');
    const acknowledgement = (await world.letters('jane')).at(-1)!;
    const parking = await answerTo(acknowledgement.octets, JANE, 'And where can I park?', {
      'Message-ID': '<park@client.test>',
    });
    world.write(parking);
    await world.desk.pass();
    await answers(world, 'ann', '#split');
    expect((await shown(world.desk, 1002)).messages.map(({ text }) => text)).toContain('And where can I park?');
    expect((await shown(world.desk, 1001)).messages.map(({ text }) => text)).not.toContain('And where can I park?');
    const notice = (await world.letters('ann')).find(({ message }) => message.text.includes('a request of its own.'))!;
    expect(notice.message.subject).toContain('[#1002]');
    world.write(await answerTo(notice.octets, ANN, 'Behind the house.'), { from: 'ann@example.test' });
    await world.desk.pass();
    expect((await last(world, 'jane')).subject).toContain('[#1002]');
    await answers(world, 'jane', 'Thank you for the place behind the house.');
    expect((await shown(world.desk, 1002)).messages.map(({ text }) => text)).toContain(
      'Thank you for the place behind the house.',
    );
  });
});

test('#cc: an outside address joins after the client said yes, and sees only what comes then', async () => {
  await using world = await town();
  await janeWrites(world, 'Invoice', 'The secret is 4711.');
  await answers(world, 'ann', '#cc Bob Ray <bob@example.test>\n\nBob is our accountant.');
  expect((await last(world, 'jane')).text).toMatch(/May Bob Ray \(bob@example\.test\) take part/);
  expect(await world.letters('bob')).toEqual([]);
  await answers(world, 'jane', 'Yes, please.');
  expect((await last(world, 'ann')).text).toContain('The client agrees: bob@example.test');
  await answers(world, 'ann', 'It is corrected.');
  const [toBob, ...more] = await world.letters('bob');
  expect(more).toEqual([]);
  expect(toBob!.message.text).toContain('It is corrected.');
  expect(toBob!.message.text).not.toContain('4711');
  expect((await last(world, 'jane')).cc.map(({ address }) => address)).toEqual(['bob@example.test']);
});

test('#find, #why and #resend', async () => {
  await using world = await town();
  await janeWrites(world, 'Invoice', 'Please look at position seventeen.');
  const notice = (await world.letters('ann')).at(-1)!;
  await answers(world, 'ann', '#find position seventeen');
  expect((await last(world, 'ann')).text).toMatch(/1 · #1001 Invoice, jane@client\.test \(new\): .*position seventeen/);
  await answers(world, 'ann', 'answer 1\n\nIt is corrected.');
  expect((await last(world, 'jane')).text).toContain('It is corrected.');

  world.write(await answerTo(notice.octets, ANN, '#why'), { from: 'ann@example.test' });
  await world.desk.pass();
  expect((await last(world, 'ann')).text).toMatch(/opened, by jane@client\.test[^]*answered, by ann@example\.test/);

  const resend = { 'Message-ID': '<resend@example.test>' };
  world.write(await answerTo(notice.octets, ANN, 'We sent it by post.', resend), { from: 'ann@example.test' });
  await world.desk.pass();
  const again = await answerTo(notice.octets, ANN, '#resend to bob@example.test', {
    'Message-ID': '<r2@example.test>',
  });
  world.write(again, { from: 'ann@example.test' });
  await world.desk.pass();
  expect((await world.letters('bob')).at(-1)!.message.text).toContain('We sent it by post.');
  expect((await shown(world.desk)).client.address).toBe('bob@example.test');
});
