import { describe, expect, test } from 'vitest';
import { clientNotice, sizeInWords } from '../../src/requests/notice.ts';
import { decide } from '../../src/requests/decide/message.ts';
import { factsOf, firm, mails, request, steps, type Written } from '../support/facts.ts';

const FROM_JANE = { from: 'Jane Doe <jane@client.test>', token: null } as const;
const BODY = 'Hello,\n\nthe invoice is wrong.\n';

async function notices(written: Partial<Written>) {
  const decision = decide(await factsOf({ text: BODY, ...FROM_JANE, ...written }));
  return mails(decision, 'notification').map((one) => one.content as ReturnType<typeof clientNotice>);
}

describe('a notice of a client’s mail', () => {
  test('of an ordinary answer says nothing but the mail', async () => {
    const [notice] = await notices({});
    expect(notice).toMatchObject({ author: { address: 'jane@client.test' }, notice: null, changes: [] });
    expect(notice?.text).toContain('the invoice is wrong');
  });

  test('says why a new request has its priority', async () => {
    const [notice] = await notices({ request: null, fields: { Importance: 'high', Subject: 'Everything is down' } });
    expect(notice?.changes).toContainEqual(expect.stringMatching(/^Priority \w+: .*marked it high/));
  });

  test('says that a request is open again, before anything else', async () => {
    const [notice] = await notices({
      request: request({ state: 'resolved' }),
      text: 'It is broken again, please look.',
    });
    expect(notice?.notice).toMatch(/open again/);
  });

  test.each([
    ['fail', /somebody else may have written/, []],
    ['none', null, ['Nothing proves who sent it.']],
    ['pass', null, []],
    ['unknown', null, []],
  ] as const)('says what the check of the sender found: %s', async (verdict, headline, lines) => {
    const [notice] = await notices({ verdict });
    if (headline === null) expect(notice?.notice).toBeNull();
    else expect(notice?.notice).toMatch(headline);
    expect(notice?.changes).toEqual(lines);
  });

  test('names who else gets the answers, and who writes where it is not the client', async () => {
    const participants = [
      { address: 'jane@client.test', name: 'Jane Doe', role: 'client' },
      { address: 'joe@client.test', name: 'Joe Doe', role: 'cc' },
      { address: 'kim@client.test', name: 'Kim Doe', role: 'cc' },
    ] as const;
    const [notice] = await notices({ from: 'Joe Doe <joe@client.test>', participants });
    expect(notice?.changes).toEqual([
      'The client of this request is jane@client.test.',
      'Answers also go to kim@client.test.',
    ]);
  });

  test('lists the files with their sizes, a photo from a phone too', async () => {
    const fields = { 'Content-Type': 'multipart/mixed; boundary=b' };
    const photo = ['--b', 'Content-Type: image/jpeg; name=IMG_1.jpeg', 'Content-Disposition: inline', '', 'JPEG'];
    const scan = ['--b', 'Content-Type: application/pdf; name=scan.pdf', '', 'x'.repeat(1500)];
    const text = ['--b', 'Content-Type: text/plain', '', 'See the files.', ...photo, ...scan, '--b--'].join('\n');
    const [notice] = await notices({ fields, text });
    expect(notice?.attachments).toEqual(['IMG_1.jpeg (4 bytes)', 'scan.pdf (2 kB)']);
  });

  test('goes to the responsible person, who answers to the desk', async () => {
    const decision = decide(
      await factsOf({ text: BODY, ...FROM_JANE, request: request({ owner: 'bob@example.test' }) }),
    );
    expect(mails(decision, 'notification').map((one) => [one.to.address, one.role])).toEqual([
      ['bob@example.test', 'staff'],
    ]);
  });

  test('a client who answers what we sent him is confirmed by that, unless the check of the sender fails', async () => {
    const verified = async (written: Partial<Written>) =>
      steps(decide(await factsOf({ text: BODY, ...FROM_JANE, ...written })), 'verify').map((step) => step.address);
    expect(await verified({})).toEqual(['jane@client.test']);
    expect(await verified({ verdict: 'fail' })).toEqual([]);
    expect(await verified({ from: 'Joe Doe <joe@client.test>' })).toEqual([]);
    expect(await verified({ request: null })).toEqual([]);
  });

  test('offers to put a mail that mentions a request into it', async () => {
    const facts = await factsOf({ text: BODY, ...FROM_JANE, request: null, firm: firm() });
    const threading = { outcome: 'new', linkedTo: 1003, why: 'stranger', suggestion: null, reasons: [] } as const;
    expect(clientNotice({ ...facts, threading }, { priority: 'normal', owner: null }, 'new').changes).toEqual([
      'It may belong to request #1003; #merge 1003 puts it there.',
    ]);
  });
});

test.each([
  [12, '12 bytes'],
  [34_400, '34 kB'],
  [1_240_000, '1.2 MB'],
])('%d octets are %s', (octets, words) => expect(sizeInWords(octets)).toBe(words));
