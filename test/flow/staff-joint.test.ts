import { describe, expect, test } from 'vitest';
import { answerTo } from '../support/answer.ts';
import { rawMail, type Fields } from '../support/mail.ts';
import { steppedClock } from '../support/stepped-clock.ts';
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

test('#survey asks once in the policy’s time; #announce reaches all who gave such feedback, after a look', async () => {
  const admin = { listen: '127.0.0.1:8025', url: 'https://desk.example.test' };
  await using world = await town({ changes: { policy: 'e', admin } });
  await janeWrites(world, 'Invoice', 'It is wrong.');
  await answers(world, 'ann', '#survey');
  expect((await last(world, 'ann')).text).toContain('The client is asked how we did.');
  const survey = await last(world, 'jane');
  expect(survey.text).toMatch(/How did we do\?[^]*Good:\s+https:\/\/desk\.example\.test\/survey\/[^]*choice=poor/);
  expect(survey.html).toMatch(/<a [^>]*href="https:\/\/desk\.example\.test\/survey\/[^"]*choice=good"/);
  await answers(world, 'jane', 'Good');
  expect((await shown(world.desk)).state, 'one word asks nothing of us').toBe('new');
  await answers(world, 'ann', '#survey', { 'Message-ID': '<again@example.test>' });
  expect((await last(world, 'ann')).text).toContain('the client was asked not long ago; again from');
  expect((await last(world, 'jane')).messageId, 'she is not asked again').toBe(survey.messageId);

  await answers(world, 'ann', '#announce positive\n\nInvoices come a day earlier now.', { Subject: 'Faster invoices' });
  expect((await last(world, 'ann')).text).toMatch(/all who gave such feedback, 1:\s+jane@client\.test/);
  expect((await last(world, 'jane')).messageId).toBe(survey.messageId);
  await answers(world, 'ann', 'send', { 'Message-ID': '<send@example.test>' });
  const told = await last(world, 'jane');
  expect(told.text).toContain('Invoices come a day earlier now.');
  expect(told.subject).toBe('Faster invoices [#1002]');
  expect((await last(world, 'ann')).text).toContain('Sent to jane@client.test.');
  expect(await shown(world.desk, 1002)).toMatchObject({ state: 'waiting', client: { address: 'jane@client.test' } });
});

describe('#undo', () => {
  /** Ann takes back what the latest mail to her confirms. */
  const undo = async (world: Town): Promise<string> => {
    await answers(world, 'ann', '#undo', { 'Message-ID': `<undo.${Math.random()}@example.test>` });
    return (await last(world, 'ann')).text;
  };

  test('of #cc withdraws the question, or takes out whom the client let in', async () => {
    await using world = await town();
    await janeWrites(world, 'Invoice', 'It is wrong.');
    const notice = (await world.letters('ann')).at(-1)!;
    await answers(world, 'ann', '#cc Bob Ray <bob@example.test>');
    expect(await undo(world)).toContain('is withdrawn: a yes of the client changes nothing now.');
    await answers(world, 'jane', 'Yes, please.');
    expect((await last(world, 'ann')).text).not.toContain('The client agrees');

    world.write(await answerTo(notice.octets, ANN, '#cc bob@example.test', { 'Message-ID': '<cc2@example.test>' }), {
      from: 'ann@example.test',
    });
    await world.desk.pass();
    const confirmation = (await world.letters('ann')).at(-1)!;
    await answers(world, 'jane', 'Yes.', { 'Message-ID': '<yes@client.test>' });
    expect((await last(world, 'ann')).text).toContain('The client agrees');
    world.write(await answerTo(confirmation.octets, ANN, '#undo'), { from: 'ann@example.test' });
    await world.desk.pass();
    expect((await last(world, 'ann')).text).toContain('bob@example.test gets no more of our answers');
    world.write(await answerTo(notice.octets, ANN, 'It is corrected.'), { from: 'ann@example.test' });
    await world.desk.pass();
    expect((await last(world, 'jane')).text).toContain('It is corrected.');
    expect(await world.letters('bob')).toEqual([]);
  });

  test('of #split puts the mail back, unless somebody has worked on the new request', async () => {
    await using world = await town();
    await janeWrites(world, 'Invoice', 'It is wrong.');
    const acknowledgement = (await world.letters('jane')).at(-1)!;
    for (const [number, text] of [
      [1002, 'And where can I park?'],
      [1003, 'And when do you open?'],
    ] as const) {
      const mail = await answerTo(acknowledgement.octets, JANE, text, { 'Message-ID': `<${number}@client.test>` });
      world.write(mail);
      await world.desk.pass();
      await answers(world, 'ann', '#split', { 'Message-ID': `<split.${number}@example.test>` });
      const confirmation = (await world.letters('ann')).findLast(({ message }) => message.subject.startsWith('Done:'))!;
      const notice = (await world.letters('ann')).findLast(({ message }) => message.subject.includes(`[#${number}]`))!;
      if (number === 1003) {
        world.write(await answerTo(notice.octets, ANN, '#take'), { from: 'ann@example.test' });
        await world.desk.pass();
      }
      world.write(await answerTo(confirmation.octets, ANN, '#undo'), { from: 'ann@example.test' });
      await world.desk.pass();
    }
    expect((await last(world, 'ann')).text).toContain('#1003 has been worked on since');
    expect((await shown(world.desk, 1001)).messages.map(({ text }) => text)).toContain('And where can I park?');
    expect((await shown(world.desk, 1002)).state).toBe('closed');
    expect((await shown(world.desk, 1003)).state).toBe('new');
  });

  test('of #action and #resend; what has left or stands in the record stays, and that is said', async () => {
    const clock = steppedClock('2026-02-02T10:00:00Z');
    await using world = await town({
      clock,
      changes: {
        staff: [
          { name: 'Ann Lee', address: 'ann@example.test', role: 'lead' },
          { name: 'Bob Ray', address: 'bob@example.test' },
        ],
      },
    });
    await janeWrites(world, 'Invoice', 'It is wrong.');
    const notice = (await world.letters('ann')).at(-1)!;
    const again = async (text: string, id: string): Promise<void> => {
      clock.set(clock.now().add({ minutes: 1 }).toString());
      world.write(await answerTo(notice.octets, ANN, text, { 'Message-ID': `<${id}@example.test>` }), {
        from: 'ann@example.test',
      });
      await world.desk.pass();
    };
    await again('#action bob sends the offer by friday', 'a');
    expect(await undo(world)).toContain('Bob Ray need not do it any more: sends the offer.');
    expect((await world.letters('bob')).at(-1)!.message.text).toContain('Ann Lee takes it back');
    await again('#list', 'l');
    expect((await last(world, 'ann')).text).not.toContain('sends the offer');

    await again('It is corrected.', 'b');
    await again('#resend to jane@client.test', 'c');
    await again('#resend to jo@client.test', 'd');
    expect(await undo(world)).toContain('written to at jane@client.test again; the mail to jo@client.test has left');
    expect((await shown(world.desk)).client.address).toBe('jane@client.test');

    await again('#priority high', 'e');
    const taken = (await world.letters('ann')).at(-1)!;
    await again('#note She is on holiday.', 'f');
    expect(await undo(world)).toContain('Takes nothing back: what stands in the record stays there');
    world.write(await answerTo(taken.octets, ANN, '#undo'), { from: 'ann@example.test' });
    await world.desk.pass();
    expect((await last(world, 'ann')).text).toContain('Taken back: Priority is now high.');
  });
});

test('#merge carries over what was promised: the earlier deadline, the next word, what colleagues have to do', async () => {
  const clock = steppedClock('2026-02-02T09:00:00Z');
  const calendar = { timeZone: 'Europe/Berlin', hours: { 'mon-fri': '09:00-17:00' } };
  await using world = await town({ clock, changes: { calendar } });
  await janeWrites(world, 'Invoice', 'It is wrong.');
  const first = (await world.letters('ann')).at(-1)!;
  const due = (await shown(world.desk, 1001)).deadlines.respond;
  clock.set('2026-02-02T10:30:00Z');
  await janeWrites(world, 'Invoice again', 'It is still wrong.');
  expect((await shown(world.desk, 1002)).deadlines.respond > due).toBe(true);
  const again = async (text: string, id: string): Promise<void> => {
    world.write(await answerTo(first.octets, ANN, text, { 'Message-ID': `<${id}@example.test>` }), {
      from: 'ann@example.test',
    });
    await world.desk.pass();
  };
  await again('#next-update friday 10:00', 'a');
  await again('#action ann calls the bank by thursday', 'b');
  await again('#merge 1002', 'c');
  const merged = await shown(world.desk, 1002);
  expect(merged.deadlines.respond).toBe(due);
  expect(merged.events.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['merged-in', 'next-update', 'action']) as string[],
  );
  clock.set('2026-02-05T16:00:00Z');
  await world.desk.pass();
  const said = (await world.letters('ann')).map(({ message }) => `${message.subject} ${message.text}`);
  expect(said.filter((text) => text.includes('Due now: calls the bank.'))).toEqual([
    expect.stringContaining('[#1002]') as string,
  ]);
});
