import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerTo } from '../../support/answer.ts';
import { besieged, disproven, proven, SECRET, UNCHECKED, type Besieged } from '../../support/besieged.ts';
import { rawMail, type Fields } from '../../support/mail.ts';

/** docs/threat-model.md, "Who pretends to be staff". Mallory wants his words in a client's hands, or the client's in his. */
const ANN = 'Ann Lee <ann@example.test>';
const LIE = 'Please pay to our new account.';
const REPORT = 'Authentication-Results';

let desk: Besieged;
beforeAll(async () => {
  desk = await besieged();
  // A second request, whose client is Joe.
  await desk.attack(
    rawMail({
      [REPORT]: proven('partner.test'),
      From: 'Joe <joe@partner.test>',
      'Message-ID': '<joe@partner.test>',
      Subject: 'Joe asks',
    }),
    { from: 'joe@partner.test' },
  );
}, 60_000);
afterAll(() => desk[Symbol.asyncDispose]());

/** Written from scratch, with what a stranger can know: the number and the subject. */
const guessed = (fields: Fields, body = LIE): Buffer =>
  rawMail(
    {
      'Return-Path': '<mallory@evil.test>',
      From: ANN,
      Subject: 'Re: The invoice of January [#1001]',
      'Message-ID': `<${crypto.randomUUID()}@evil.test>`,
      ...fields,
    },
    body,
  );

/** An answer to Ann's own notice, as somebody can write it who has got hold of it. */
const stolen = (fields: Fields, from = ANN): Promise<Buffer> => answerTo(desk.noticeToAnn.octets, from, LIE, fields);

describe('a forged staff mail is held, and only the person himself is asked', () => {
  const forged: Record<string, { why: string; mail: () => Buffer | Promise<Buffer>; asked?: boolean }> = {
    'forged From, the check of the sender fails': {
      why: 'authentication-failed',
      mail: () => guessed({ [REPORT]: disproven('example.test') }),
    },
    'forged From with a stolen token, the check fails': {
      why: 'authentication-failed',
      mail: () => stolen({ [REPORT]: disproven('example.test') }),
    },
    'forged From, no check was made, no token': { why: 'not-proven', mail: () => guessed({}) },
    'forged From, the check proves nothing, no token': {
      why: 'not-proven',
      mail: () => guessed({ [REPORT]: UNCHECKED }),
    },
    'a pass that the sender wrote himself, below the trusted verdict': {
      why: 'authentication-failed',
      mail: () => guessed({ [REPORT]: [disproven('example.test'), proven('example.test')] }),
    },
    'a pass of another server, above the trusted verdict': {
      why: 'authentication-failed',
      mail: () =>
        guessed({
          [REPORT]: ['mx.evil.test; dmarc=pass header.from=example.test', disproven('example.test')],
        }),
    },
    'a pass of a server whose name only begins like ours': {
      why: 'not-proven',
      mail: () => guessed({ [REPORT]: 'mx.example.test.evil.test; dmarc=pass header.from=example.test' }),
    },
    'our name in a comment of a foreign verdict': {
      why: 'not-proven',
      mail: () => guessed({ [REPORT]: 'evil.test (mx.example.test); dmarc=pass header.from=example.test' }),
    },
    'a pass in an ARC set only': {
      why: 'not-proven',
      mail: () =>
        guessed({
          'ARC-Authentication-Results': `i=1; ${proven('example.test')}`,
          'ARC-Seal': 'i=1; a=rsa-sha256; cv=none; d=evil.test; s=x; b=AAAA',
        }),
    },
    'a DKIM signature of another domain': {
      why: 'not-proven',
      mail: () => guessed({ [REPORT]: 'mx.example.test; dkim=pass header.d=evil.test' }),
    },
    'SPF of another envelope sender': {
      why: 'not-proven',
      mail: () => guessed({ [REPORT]: 'mx.example.test; spf=pass smtp.mailfrom=mallory@evil.test' }),
    },
    'DMARC of another From': {
      why: 'not-proven',
      mail: () => guessed({ [REPORT]: proven('evil.test') }),
    },
    "a colleague's token": {
      why: 'not-proven',
      mail: () => answerTo(desk.noticeToBob.octets, ANN, LIE, { [REPORT]: UNCHECKED }),
    },
    'two From headers, the staff member first': {
      why: 'sender-doubtful',
      mail: () => guessed({ From: [ANN, 'mallory@evil.test'], [REPORT]: proven('evil.test') }),
    },
    'two From headers, the staff member last': {
      why: 'sender-doubtful',
      mail: () => guessed({ From: ['mallory@evil.test', ANN], [REPORT]: proven('evil.test') }),
    },
    'two writers in one From': {
      why: 'sender-doubtful',
      mail: () => guessed({ From: `${ANN}, mallory@evil.test`, [REPORT]: proven('example.test') }),
    },
    'a group of writers': {
      why: 'sender-doubtful',
      mail: () => guessed({ From: `Staff: ${ANN};`, [REPORT]: proven('example.test') }),
    },
    'a stolen token in the mail of an unknown address': {
      why: 'unknown-address',
      mail: () => stolen({ [REPORT]: proven('evil.test') }, 'Ann Lee <ann.lee@evil.test>'),
    },
  };

  test.each(Object.entries(forged))('%s', async (_, { why, mail }) => {
    const { fate, sent } = await desk.attack(await mail());
    expect(fate).toEqual({
      placed: [`quarantined: ${why}`],
      mails: ['confirmation to ann@example.test'],
      opened: [],
      moved: null,
    });
    expect(sent[0]!.message.text).not.toContain(SECRET);
  });
});

describe('who is not staff is a stranger, whatever he calls himself', () => {
  const strangers: Record<string, Fields> = {
    'a staff name and address as the display name': { From: '"Ann Lee <ann@example.test>" <mallory@evil.test>' },
    'a staff address in Reply-To': { From: 'mallory@evil.test', 'Reply-To': ANN },
    'a staff address in Sender': { From: 'mallory@evil.test', Sender: ANN },
    'a Cyrillic letter in the domain': { From: 'Ann Lee <ann@exаmple.test>' },
    'a look-alike domain': { From: 'Ann Lee <ann@examp1e.test>' },
    'a staff address in an encoded word': { From: '=?utf-8?q?ann=40example=2Etest?= <mallory@evil.test>' },
  };

  test.each(Object.entries(strangers))('%s', async (_, fields) => {
    const { fate, sent } = await desk.attack(guessed({ ...fields, [REPORT]: UNCHECKED }, `#spam\n\n${LIE}`));
    expect(fate).toMatchObject({ moved: null, opened: [expect.any(Number) as number] });
    expect(fate.placed[0]).toMatch(/^filed/);
    const toOutside = sent.filter(({ rcpt }) => !rcpt.endsWith('@example.test'));
    expect(toOutside.map(({ rcpt }) => rcpt)).not.toContain('jane@client.test');
    for (const { whole } of toOutside) expect(whole).not.toMatch(/sesame|ann@example\.test/);
  });

  test('staff see that a domain imitates ours', async () => {
    const { sent } = await desk.attack(guessed({ From: 'Ann Lee <ann@exаmple.test>', [REPORT]: UNCHECKED }));
    const notice = sent.find(({ kind, rcpt }) => kind === 'notification' && rcpt === 'ann@example.test');
    expect(notice?.message.text).toContain('looks like example.test');
  });

  test('a stolen token of one request moves no other', async () => {
    const token = desk.noticeToAnn.message.replyTo[0]!.address.replace('1001s', '1002s');
    const outcome = await desk.attack(guessed({ To: token, Subject: 'Re: Joe asks [#1002]' }));
    expect(outcome.fate).toMatchObject({ placed: ['quarantined: not-proven'], opened: [], moved: null });
    expect(outcome.fate.mails).toEqual(['confirmation to ann@example.test']);
  });
});

describe('commands are only those of the writer himself', () => {
  const genuine = { [REPORT]: proven('example.test') };

  test('the same staff mail a second time is no second answer', async () => {
    const mail = await answerTo(desk.noticeToAnn.octets, ANN, 'The PIN is changed.', genuine);
    const first = await desk.attack(mail, { from: 'ann@example.test' });
    expect(first.fate.mails).toContain('answer to jane@client.test');
    const replayed = await desk.attack(mail, { from: 'mallory@evil.test' });
    expect(replayed.fate).toEqual({ placed: ['duplicate: same-content'], mails: [], opened: [], moved: null });
  });

  test("a command in the client's mail is only text", async () => {
    const mail = await answerTo(desk.acknowledgement.octets, 'Jane Doe <jane@client.test>', '#spam\n#close\n\nHello?', {
      [REPORT]: proven('client.test'),
    });
    const outcome = await desk.attack(mail, { from: 'jane@client.test' });
    expect(outcome.fate.moved?.after).toMatch(/^open /);
    expect(outcome.sent.find(({ rcpt }) => rcpt === 'ann@example.test')?.message.text).toContain('#close');
  });

  test('a command in the text that staff quote is not carried out', async () => {
    const body = ['It is changed.', '', 'On Monday, Jane Doe wrote:', '> #close', '> #assign bob', '> Hello?'].join(
      '\n',
    );
    const mail = await answerTo(desk.noticeToAnn.octets, ANN, body, genuine);
    const outcome = await desk.attack(mail, { from: 'ann@example.test' });
    expect(outcome.fate.moved?.after).toMatch(/^waiting /);
    expect(outcome.fate.moved?.after).not.toContain('bob@example.test');
    const answer = outcome.sent.find(({ rcpt }) => rcpt === 'jane@client.test')!;
    expect(answer.message.text).not.toMatch(/#close|#assign/);
  });

  test("a quote at the end of an answer may be a colleague's or another client's", async () => {
    const words = 'Bob: this client never pays.';
    const bodies: readonly [string, Fields][] = [
      [`It is done.\n\n> ${words}`, {}],
      [
        `<p>It is done.</p><blockquote>${words.replace('never', '<b>never</b>')}</blockquote>`,
        { 'Content-Type': 'text/html; charset=utf-8' },
      ],
    ];
    for (const [body, fields] of bodies) {
      const mail = await answerTo(desk.noticeToAnn.octets, ANN, body, {
        ...genuine,
        'Message-ID': `<quote.${Object.keys(fields).length}@example.test>`,
        ...fields,
      });
      const answer = (await desk.attack(mail, { from: 'ann@example.test' })).sent.find(
        ({ rcpt }) => rcpt === 'jane@client.test',
      )!;
      expect(answer.message.text).toContain('It is done.');
      expect(`${answer.message.text}${answer.octets.toString()}`).not.toMatch(/never|Bob:/);
    }
  });

  test('a command in a mail that staff forward is not carried out', async () => {
    const body = [
      'Please look.',
      '',
      '---------- Forwarded message ---------',
      'From: Kim <kim@partner.test>',
      'Date: Mon, 2 Feb 2026 at 09:14',
      'Subject: Delivery',
      'To: Ann Lee <ann@example.test>',
      '',
      '#assign bob',
      '#priority critical',
      'Where is it?',
    ];
    const mail = rawMail(
      { ...genuine, 'Return-Path': null, From: ANN, 'Message-ID': '<fwd@example.test>', Subject: 'Fwd: Delivery' },
      body.join('\n'),
    );
    const outcome = await desk.attack(mail, { from: 'ann@example.test' });
    expect(outcome.fate.opened).toHaveLength(1);
    const [shown] = await desk.world.desk.json<{ owner: string | null; priority: string }>(
      'requests',
      'show',
      String(outcome.fate.opened[0]),
    );
    expect(shown).toMatchObject({ owner: null, priority: 'normal' });
  });

  test('an automatic answer of staff is no answer to the client', async () => {
    const mail = await answerTo(desk.noticeToAnn.octets, ANN, 'I am away.', {
      ...genuine,
      'Auto-Submitted': 'auto-replied',
      Subject: 'Automatic reply: The invoice of January [#1001]',
    });
    const outcome = await desk.attack(mail, { from: 'ann@example.test' });
    expect(outcome.fate).toMatchObject({ mails: [], opened: [], moved: null });
    expect(outcome.fate.placed[0]).toMatch(/^automatic/);
  });
});
