import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerTo } from '../../support/answer.ts';
import { besieged, disproven, proven, UNCHECKED, type Besieged, type Outcome } from '../../support/besieged.ts';
import { rawMail, type Fields } from '../../support/mail.ts';

/** docs/threat-model.md, "Who wants into somebody else's request". */
const REPORT = 'Authentication-Results';
const JANE = 'Jane Doe <jane@client.test>';
const MALLORY = 'Mallory <mallory@evil.test>';
const CODE = 'Your verification code is 123456.';

let desk: Besieged;
beforeAll(async () => {
  desk = await besieged();
}, 60_000);
afterAll(() => desk[Symbol.asyncDispose]());

const written = (fields: Fields, body = CODE): Buffer =>
  rawMail(
    {
      'Return-Path': '<mallory@evil.test>',
      From: MALLORY,
      Subject: 'A matter of mine',
      'Message-ID': `<${crypto.randomUUID()}@evil.test>`,
      [REPORT]: proven('evil.test'),
      ...fields,
    },
    body,
  );

const ourId = (): string => desk.acknowledgement.message.messageId!;
const janesToken = (): string => desk.acknowledgement.message.replyTo[0]!.address;

/** Nothing of Jane's request moved; a request of the stranger's own was opened; Jane heard nothing, the stranger nothing of hers. */
function expectStranger({ fate, sent }: Outcome): void {
  expect(fate).toMatchObject({ moved: null, opened: [expect.any(Number) as number] });
  for (const { rcpt, whole } of sent) {
    expect(rcpt).not.toBe('jane@client.test');
    if (!rcpt.endsWith('@example.test')) expect(whole).not.toMatch(/sesame|jane@client/);
  }
}

describe('a stranger gets a request of his own, and no word of the other', () => {
  const strangers: Record<string, () => Buffer | Promise<Buffer>> = {
    'a guessed request number in the subject': () => written({ Subject: 'Re: The invoice of January [#1001]' }),
    'the Message-ID of a mail of ours': () => written({ 'In-Reply-To': ourId(), References: ourId() }),
    "the Message-ID of the client's own mail": () => written({ 'In-Reply-To': '<secret@client.test>' }),
    "the client's reply address": () => written({ To: janesToken() }),
    "a whole answer to the client's acknowledgement": () =>
      answerTo(desk.acknowledgement.octets, MALLORY, CODE, { [REPORT]: proven('evil.test') }),
    'a service that writes to the reply address of a request': () =>
      written({ From: 'appleid@partner.test', To: janesToken(), [REPORT]: proven('partner.test') }),
    'a made-up token': () => written({ To: 'support+1001cabcdefghijklmnop@example.test' }),
    'a reply address whose role was changed': () => written({ To: janesToken().replace('+1001c', '+1001s') }),
    "the client's name and a Reply-To to him": () =>
      written({ From: `"Jane Doe" <mallory@evil.test>`, 'Reply-To': JANE }),
    'a forged Thread-Index': () =>
      written({ 'Thread-Index': 'AdqGx3J4c2VzYW1l', 'Thread-Topic': 'The invoice of January' }),
    'the same subject': () => written({ Subject: 'Re: The invoice of January' }),
  };

  test.each(Object.entries(strangers))('%s', async (_, mail) => {
    expectStranger(await desk.attack(await mail()));
  });

  test('two thousand guessed ids in one mail', async () => {
    const ids = Array.from({ length: 2_000 }, (_, n) => `<acknowledgement.${n}.c.abcdefghijklm@example.test>`);
    expectStranger(await desk.attack(written({ References: ids.join('\n ') })));
  });
});

describe('a mail in the name of the client', () => {
  test('that fails the check joins nothing, adds nobody, and is shown for what it is', async () => {
    const outcome = await desk.attack(
      written({
        From: JANE,
        Cc: MALLORY,
        Subject: 'Re: The invoice of January [#1001]',
        'In-Reply-To': '<secret@client.test>',
        [REPORT]: disproven('client.test'),
      }),
    );
    expect(outcome.fate).toMatchObject({ moved: null, opened: [expect.any(Number) as number] });
    expect(outcome.sent.map(({ rcpt }) => rcpt)).not.toContain('mallory@evil.test');
    const toJane = outcome.sent.find(({ rcpt }) => rcpt === 'jane@client.test');
    expect(toJane?.message.text ?? '').not.toMatch(/123456|sesame/);
    expect(outcome.sent.find(({ kind }) => kind === 'notification')?.message.text).toContain(
      'somebody else may have written this',
    );
  });

  test('that nothing proves, with a guessed number, puts nobody in copy', async () => {
    const outcome = await desk.attack(
      written({ From: JANE, Cc: MALLORY, Subject: 'Re: The invoice of January [#1001]', [REPORT]: UNCHECKED }),
    );
    expect(outcome.fate.moved?.after ?? '').not.toContain('mallory');
    const notice = outcome.sent.find(({ rcpt }) => rcpt === 'ann@example.test')!;
    const answered = await desk.attack(
      await answerTo(notice.octets, 'Ann Lee <ann@example.test>', 'Sesame is safe.', {
        [REPORT]: proven('example.test'),
      }),
      { from: 'ann@example.test' },
    );
    expect(answered.sent.filter(({ kind }) => kind === 'answer').map(({ rcpt }) => rcpt)).toEqual(['jane@client.test']);
  });

  test('with ids of two requests joins neither', async () => {
    const other = await desk.attack(
      written({
        From: JANE,
        'Message-ID': '<other@client.test>',
        Subject: 'Quite another matter',
        [REPORT]: proven('client.test'),
      }),
      { from: 'jane@client.test' },
    );
    expect(other.fate.opened).toHaveLength(1);
    const outcome = await desk.attack(
      written({ From: JANE, References: '<secret@client.test> <other@client.test>', [REPORT]: proven('client.test') }),
      { from: 'jane@client.test' },
    );
    expect(outcome.fate).toMatchObject({ moved: null, opened: [expect.any(Number) as number] });
  });
});

describe('what a mail leaves behind for later ones', () => {
  test('a Message-ID that was used before does not swallow the mail of somebody else', async () => {
    await desk.attack(written({ 'Message-ID': '<taken@client.test>' }, 'First.'));
    const outcome = await desk.attack(
      written({
        From: JANE,
        'Message-ID': '<taken@client.test>',
        Subject: 'A real question',
        [REPORT]: proven('client.test'),
      }),
      { from: 'jane@client.test' },
    );
    expect(outcome.fate).toMatchObject({ opened: [expect.any(Number) as number] });
    expect(outcome.fate.mails).toContain('acknowledgement to jane@client.test');
    expect(outcome.sent.map(({ rcpt }) => rcpt)).not.toContain('mallory@evil.test');
  });

  test("an id that a client's next mail will bear does not draw it into the attacker's request", async () => {
    await desk.attack(written({ References: '<next@client.test>', 'In-Reply-To': '<next@client.test>' }));
    const outcome = await desk.attack(
      written({
        From: JANE,
        'Message-ID': '<next@client.test>',
        Subject: 'The next one',
        [REPORT]: proven('client.test'),
      }),
      { from: 'jane@client.test' },
    );
    expect(outcome.fate.opened).toHaveLength(1);
    expect(outcome.sent.map(({ rcpt }) => rcpt)).not.toContain('mallory@evil.test');
  });

  test('a Bcc header in a mail adds nobody', async () => {
    const outcome = await desk.attack(
      await answerTo(desk.acknowledgement.octets, JANE, 'Any news?', { Bcc: MALLORY, [REPORT]: proven('client.test') }),
      { from: 'jane@client.test' },
    );
    expect(outcome.fate.placed[0]).toMatch(/^filed/);
    expect(outcome.fate.moved?.after ?? '').not.toContain('mallory');
  });

  test('a client of a public mail provider has no colleagues there', async () => {
    const first = await desk.attack(
      written({
        From: 'jane.doe@gmail.com',
        'Message-ID': '<g1@gmail.com>',
        Subject: 'Private',
        [REPORT]: proven('gmail.com'),
      }),
    );
    const outcome = await desk.attack(
      written({ From: 'mallory@gmail.com', 'In-Reply-To': '<g1@gmail.com>', [REPORT]: proven('gmail.com') }),
    );
    expect(outcome.fate.opened).toEqual([first.fate.opened[0]! + 1]);
  });
});
