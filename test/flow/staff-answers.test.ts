import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { parse } from '../../src/ingest/parse.ts';
import { headerValue } from '../../src/requests/message.ts';
import { answerTo } from '../support/answer.ts';
import { outbox } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { answerBy, PROGRAMS } from '../support/mail-programs.ts';
import { shown, town, type Letter, type Town } from '../support/town.ts';

const ANN = 'Ann Lee <ann@example.test>';
const STAFF = [
  { name: 'Ann Lee', address: 'ann@example.test', also: ['ann.lee@private.test'], team: 'support', role: 'lead' },
];

let world: Town;
let requests = 0;
beforeAll(async () => {
  world = await town({ changes: { staff: STAFF, budgets: { unknownPerDay: 1000 } } });
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

/** A client asks something new; the notice that Ann gets of it, and the number of the request. */
async function asked(fields: Record<string, string> = {}, body?: string): Promise<{ notice: Letter; number: number }> {
  requests += 1;
  const id = `<${requests}.question@client.test>`;
  world.write(rawMail({ Subject: `Invoice ${requests}`, 'Message-ID': id, ...fields }, body));
  await world.desk.pass();
  const notice = (await world.letters('ann')).findLast((one) => one.message.subject.includes(`Invoice ${requests}`));
  return { notice: notice!, number: 1000 + requests };
}

/** What the client got since, besides acknowledgements. */
async function relayed(number: number): Promise<Letter[]> {
  return (await world.letters('jane')).filter(
    (one) => one.message.subject.includes(`#${number}`) && headerValue(one.message, 'auto-submitted') === null,
  );
}

async function staffWrites(octets: Buffer, from = 'ann@example.test'): Promise<void> {
  world.write(octets, { from });
  await world.desk.pass();
}

/** What no client may see (S7): addresses of staff, tokens of staff, words of notices, header fields of the answer. */
const INSIDE =
  /(?<![\w.])ann@example\.test|private\.test|\+\d+s[a-z2-7]{16}@|for the desk|#take|User-Agent|X-Mailer|Thread-Index|confidential|\+49 170/i;

describe.each(PROGRAMS)('an answer by %s', (program) => {
  test('reaches the client once, in his thread, as it was written, above the signature of the company', async () => {
    const { notice, number } = await asked();
    await staffWrites(await answerBy(program, notice.octets));
    const [answer, ...more] = await relayed(number);
    expect(more).toEqual([]);
    expect(answer!.octets.toString().replaceAll(/=\r\n/g, '')).not.toMatch(INSIDE);
    const { message } = answer!;
    expect(message.text.replaceAll(/\s+/g, ' ')).toMatch(
      /^Dear Jane, the invoice is \*?corrected\*?: please see the new one ?(?:<[^>]*>)?\. Ann Lee, Example Ltd/,
    );
    expect(message.from).toEqual([{ name: 'Ann Lee (Example Support)', address: 'support@example.test' }]);
    expect(message.references[0]).toBe(`<${requests}.question@client.test>`);
    expect(message.attachments, 'no ornament of a signature').toEqual([]);
    const looks = program.includes('html') ? '<b>corrected</b>' : 'corrected';
    expect(message.html).toContain(looks);
    if (program.includes('html')) expect(message.html).toContain('href="https://example.test/invoices/118"');
    expect(await shown(world.desk, number)).toMatchObject({ state: 'waiting', owner: 'ann@example.test' });
  });

  test('with a command above it does both, and the command does not leave', async () => {
    const { notice, number } = await asked();
    await staffWrites(await answerBy(program, notice.octets, { commands: ['#resolve'] }));
    const [answer] = await relayed(number);
    expect(answer!.message.text).toMatch(/Dear Jane,[^]*Is everything settled now\?/);
    expect(`${answer!.message.text}${answer!.message.html ?? ''}`).not.toContain('#resolve');
    expect((await shown(world.desk, number)).state).toBe('resolved');
  });
});

describe('every way of answering', () => {
  test('a reply to all does not reach the client twice', async () => {
    const { notice, number } = await asked();
    const octets = await answerTo(notice.octets, ANN, 'Done.', { Cc: 'Jane Doe <jane@client.test>' });
    await staffWrites(octets);
    expect(await relayed(number)).toEqual([]);
    expect(await shown(world.desk, number)).toMatchObject({
      state: 'waiting',
      firstResponseAt: expect.any(String) as string,
    });
  });

  test('a mail straight to the client with the desk in Cc counts as the answer', async () => {
    const { notice, number } = await asked();
    const octets = await answerTo(notice.octets, ANN, 'Done.', {
      To: 'Jane Doe <jane@client.test>',
      Cc: notice.message.replyTo[0]!.address,
    });
    await staffWrites(octets);
    expect(await relayed(number)).toEqual([]);
    expect(await shown(world.desk, number)).toMatchObject({ state: 'waiting' });
  });

  test('a second registered address is the same person', async () => {
    const { notice, number } = await asked();
    await staffWrites(await answerTo(notice.octets, 'ann.lee@private.test', 'Done.'), 'ann.lee@private.test');
    expect((await relayed(number))[0]?.message).toMatchObject({ from: [{ name: 'Ann Lee (Example Support)' }] });
  });

  test('an answer from an address that is not registered is held until its owner says at the registered one that it is his', async () => {
    const { notice, number } = await asked();
    await staffWrites(await answerTo(notice.octets, 'Ann Lee <ann@gmail.test>', 'Done from home.'), 'ann@gmail.test');
    expect(await relayed(number)).toEqual([]);
    const question = (await world.letters('ann')).at(-1)!;
    expect(question.message.text).toContain('ann@gmail.test');
    await staffWrites(await answerTo(question.octets, ANN, 'send'));
    const [answer] = await relayed(number);
    expect(answer!.message.text).toContain('Done from home.');
    expect(answer!.octets.toString()).not.toContain('gmail.test');
  });

  test('whom the client put in Cc stays there', async () => {
    const { notice, number } = await asked({ Cc: 'Joe Doe <joe@client.test>' });
    await staffWrites(await answerTo(notice.octets, ANN, 'Done.'));
    const [answer] = await relayed(number);
    expect(answer!.message.cc).toEqual([{ name: 'Joe Doe', address: 'joe@client.test' }]);
    const rows = (await outbox(world.desk.database)).filter(
      (row) => row.kind === 'answer' && row.request_id === number,
    );
    expect(rows.map((row) => row.rcpt).toSorted()).toEqual(['jane@client.test', 'joe@client.test']);
  });

  test('attachments of both sides are passed on, byte for byte', async () => {
    const file = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7) % 256));
    const withFile = (text: string, name: string): string =>
      [
        '--b1',
        'Content-Type: text/plain; charset=utf-8',
        '',
        text,
        '',
        '--b1',
        `Content-Type: application/pdf; name="${name}"`,
        `Content-Disposition: attachment; filename="${name}"`,
        'Content-Transfer-Encoding: base64',
        '',
        file.toString('base64').replaceAll(/.{76}/g, '$&\n'),
        '--b1--',
        '',
      ].join('\n');
    const mixed = { 'Content-Type': 'multipart/mixed; boundary=b1' };
    const { notice, number } = await asked(mixed, withFile('See the scan.', 'scan.pdf'));
    expect(notice.message.attachments).toMatchObject([{ filename: 'scan.pdf', size: 3000 }]);
    expect(notice.message.text).toContain('Attachments: scan.pdf');
    expect(notice.octets.toString('latin1').replaceAll(/\s/g, '')).toContain(file.toString('base64'));

    const reply = rawMail(
      {
        'Return-Path': null,
        From: ANN,
        To: notice.message.replyTo[0]!.address,
        Subject: `Re: ${notice.message.subject}`,
        'Message-ID': '<with-file@example.test>',
        'In-Reply-To': notice.message.messageId,
        ...mixed,
      },
      withFile('Here is the new one.', 'invoice 118.pdf'),
    );
    await staffWrites(reply);
    const [answer] = await relayed(number);
    expect(answer!.message.attachments).toMatchObject([{ filename: 'invoice 118.pdf', size: 3000 }]);
    expect(answer!.octets.toString('latin1').replaceAll(/\s/g, '')).toContain(file.toString('base64'));
  });

  test('a picture in the middle of an answer stays there', async () => {
    const { notice, number } = await asked();
    const picture = Buffer.from(Array.from({ length: 600 }, (_, index) => (index * 11) % 256)).toString('base64');
    const reply = rawMail(
      {
        'Return-Path': null,
        From: ANN,
        To: notice.message.replyTo[0]!.address,
        Subject: `Re: ${notice.message.subject}`,
        'Message-ID': '<with-picture@example.test>',
        'In-Reply-To': notice.message.messageId,
        'Content-Type': 'multipart/related; boundary=b1',
      },
      [
        '--b1',
        'Content-Type: text/html; charset=utf-8',
        '',
        '<html><body><p>Press <b>here</b>:</p><p><img src="cid:button" alt="the button"></p><p>Then it works.</p></body></html>',
        '--b1',
        'Content-Type: image/png; name=button.png',
        'Content-ID: <button>',
        'Content-Disposition: inline; filename=button.png',
        'Content-Transfer-Encoding: base64',
        '',
        picture.replaceAll(/.{76}/g, '$&\n'),
        '--b1--',
        '',
      ].join('\n'),
    );
    await staffWrites(reply);
    const [answer] = await relayed(number);
    expect(answer!.message.html).toMatch(/<b>here<\/b>[^]*<img[^>]*src="cid:button"[^]*Then it works\./);
    expect(answer!.message.attachments).toMatchObject([{ contentType: 'image/png', inline: true }]);
    expect(answer!.octets.toString('latin1').replaceAll(/\s/g, '')).toContain(picture);
  });

  test('a quote at its end stays inside, in text and in HTML, and one between own words is passed on', async () => {
    const { notice, number } = await asked();
    const quote = '<blockquote class="gmail_quote" style="border-left:1px solid #ccc">';
    const html = `<p>You asked</p>${quote}is it <b>done</b>?</blockquote><p>It <b>is</b> done.</p>${quote}Bob: he never <b>pays</b></blockquote>`;
    const headers = {
      'Return-Path': null,
      From: ANN,
      To: notice.message.replyTo[0]!.address,
      Subject: `Re: ${notice.message.subject}`,
      'In-Reply-To': notice.message.messageId,
    };
    const inHtml = { 'Content-Type': 'text/html; charset=utf-8', 'Message-ID': '<html-quote@example.test>' };
    await staffWrites(rawMail({ ...headers, ...inHtml }, html));
    await staffWrites(
      rawMail(
        { ...headers, 'Message-ID': '<text-quote@example.test>' },
        'Sent today.\n\nBob wrote:\n> he never pays\n',
      ),
    );
    const answers = await relayed(number);
    expect(answers.map((one) => one.message.text)).toEqual([
      expect.stringMatching(/is it \*?done\*?\?[^]*It \*?is\*? done\./),
      expect.stringMatching(/^Sent today\./),
    ]);
    expect(answers[0]!.message.html).toMatch(/is it <b>done<\/b>[^]*It <b>is<\/b> done\./);
    for (const { message } of answers) expect(`${message.text}${message.html ?? ''}`).not.toMatch(/never|Bob/);
  });

  test('an answer that is nothing but a file is an answer', async () => {
    const { notice, number } = await asked();
    const reply = rawMail(
      {
        'Return-Path': null,
        From: ANN,
        To: notice.message.replyTo[0]!.address,
        Subject: `Re: ${notice.message.subject}`,
        'Message-ID': '<file-only@example.test>',
        'In-Reply-To': notice.message.messageId,
        'Content-Type': 'application/pdf; name=form.pdf',
        'Content-Disposition': 'attachment; filename=form.pdf',
      },
      'PDF',
    );
    await staffWrites(reply);
    expect((await relayed(number))[0]?.message.attachments).toMatchObject([{ filename: 'form.pdf' }]);
  });

  test('an answer sent straight from the shared mailbox counts, and is not sent again', async () => {
    const { number } = await asked();
    const question = (await world.letters('support')).at(-1)!;
    const octets = await answerTo(question.octets, 'Example Support <support@example.test>', 'It is corrected.');
    world.post.imap.append('support', 'Sent', octets, systemClock.now(), ['\\Seen']);
    await world.desk.pass();
    expect(await relayed(number)).toEqual([]);
    expect(await shown(world.desk, number)).toMatchObject({ state: 'waiting' });
  });

  test('an answer to the client can itself be answered, and the conversation goes on', async () => {
    const { notice, number } = await asked();
    await staffWrites(await answerTo(notice.octets, ANN, 'Done.'));
    const [answer] = await relayed(number);
    world.write(await answerTo(answer!.octets, 'Jane Doe <jane@client.test>', 'Not quite.'));
    await world.desk.pass();
    const next = (await world.letters('ann')).at(-1)!;
    expect(next.message.text).toContain('Not quite.');
    expect((await parse(next.octets)).references, "one thread in Ann's program").toEqual(notice.message.references);
  });
});
